#pragma once

#include "config/settings.h"
#include "config/values.h"

#include <span>
#include <string_view>

namespace config {

/// One key of [risk], which [service NAME] and [user NAME] may have too, written `risk.KEY` there.
struct risk_rule {
    std::string_view key;
    /// What the text changes. An empty text gives back the default: it takes away what is set below.
    parsed<risk_change> (*parse)(std::string_view text);
};

/// All of them, in the order in which conf/telesign.conf explains them.
std::span<const risk_rule> risk_rules() noexcept;

/// Sets one key from its text. An unknown key is an error that names the right ones, a key that is set already is "given
/// twice".
parsed<void> set_risk(risk_changes& into, std::string_view key, std::string_view text);

} // namespace config
