#pragma once

#include "config/settings.h"
#include "config/values.h"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

// [exempt] and [exempt NAME] of telesign.conf; no other file can exempt anybody.
namespace config {

/// The NAME of [exempt NAME], "" of [exempt]; nothing for another section.
std::optional<std::string_view> exempt_of(std::string_view section) noexcept;

/// Small letters, digits, `-`, `_` and `.`: the name stands in the log.
bool is_exempt_name(std::string_view name) noexcept;

/// The keys of both, in the order in which conf/telesign.conf explains them.
std::span<const std::string_view> exempt_keys() noexcept;

/// Adds one key from its text: to the rule of that name, or, in [exempt] itself (""), as a rule of its own. An empty list
/// is an error, so is an unknown key.
parsed<void> set_exempt(std::vector<exempt_rule>& into, std::string_view name, std::string_view key,
                        std::string_view text);

} // namespace config
