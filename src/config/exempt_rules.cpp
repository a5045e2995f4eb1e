// SPDX-License-Identifier: BSD-3-Clause
#include "config/exempt_rules.h"

#include "support/text.h"

#include <algorithm>

namespace config {

namespace {

bool comes_before(const exempt_condition& left, const exempt_condition& right) noexcept {
    return left.index() < right.index();
}

} // namespace

std::optional<std::string_view> exempt_of(std::string_view section) noexcept {
    constexpr std::string_view prefix = "exempt ";
    if (section == "exempt")
        return std::string_view{};
    if (!section.starts_with(prefix))
        return std::nullopt;
    return support::trim(section.substr(prefix.size()));
}

bool is_exempt_name(std::string_view name) noexcept {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    });
}

exempt_rule& rule_named(std::vector<exempt_rule>& rules, std::string_view name) {
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const exempt_rule& rule) {
        return !name.empty() && rule.name == name;
    });
    if (found != rules.end())
        return *found;
    exempt_rule& rule = rules.emplace_back();
    rule.name = name;
    return rule;
}

void add(exempt_rule& into, const exempt_condition& condition) {
    auto& conditions = into.conditions;
    conditions.insert(std::upper_bound(conditions.begin(), conditions.end(), condition, comes_before),
                      condition);
}

} // namespace config
