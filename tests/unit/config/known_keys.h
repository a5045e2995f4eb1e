#pragma once

#include "config/exempt_rules.h"
#include "config/overrides.h"
#include "config/risk_rules.h"
#include "config/rules.h"
#include "gateway/channel.h"

#include <string>
#include <string_view>

namespace test {

template <typename Result>
std::string complaint_of(const Result& result) {
    return result ? std::string{} : result.error();
}

/// Calls `take(section, key, complaint)` for each key of telesign.conf that the code takes, with what is said of `value`
/// there. [user NAME] of phones.ini has those of section "user", too.
template <typename Take>
void for_each_key(std::string_view value, Take take) {
    for (const auto& rule : config::scalar_rules()) {
        config::settings into;
        take(rule.section, rule.key, complaint_of(rule.set(into, value)));
    }
    for (const auto& rule : config::override_rules()) {
        config::overrides into;
        take(rule.section, rule.key, complaint_of(rule.set(into, value)));
    }
    for (const auto& field : config::sender_fields())
        take(gateway::name_of(field.way), field.key, complaint_of(field.parse(value)));
    for (const auto& rule : config::risk_rules())
        take("risk", rule.key, complaint_of(rule.parse(value)));
    for (const std::string_view key : config::exempt_keys())
        take("exempt", key, std::string{});
}

} // namespace test
