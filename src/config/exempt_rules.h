// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/settings.h"

#include <optional>
#include <string_view>
#include <vector>

// [exempt] and [exempt NAME] of telesign.conf; no other file can exempt anybody.
namespace config {

/// The NAME of [exempt NAME], "" of [exempt]; nothing for another section.
std::optional<std::string_view> exempt_of(std::string_view section) noexcept;

/// Small letters, digits, `-`, `_` and `.`: the name stands in the log.
bool is_exempt_name(std::string_view name) noexcept;

/// The rule of [exempt NAME], begun when there is none yet. Each key of [exempt] itself ("") begins a rule of its own.
exempt_rule& rule_named(std::vector<exempt_rule>& rules, std::string_view name);

/// Puts the condition where it belongs in the order of the variant.
void add(exempt_rule& into, const exempt_condition& condition);

} // namespace config
