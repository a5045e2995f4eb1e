#pragma once

#include "config/settings.h"
#include "config/values.h"

#include <span>
#include <string_view>

namespace config {

/// One key of [otp] or [policy], which [service NAME] may have too, or ("user") one of [user NAME] alone, and how it is
/// set. A key that is set already is an error.
struct override_rule {
    std::string_view section;
    std::string_view key;
    parsed<void> (*set)(overrides& into, std::string_view value);
};

/// All of them, in the order in which conf/telesign.conf and conf/phones.ini explain them.
std::span<const override_rule> override_rules() noexcept;

/// Sets `key` by the rules of `section`; an unknown key is an error that names the right ones.
parsed<void> set_by_rule(overrides& into, std::string_view section, std::string_view key,
                         std::string_view value);

} // namespace config
