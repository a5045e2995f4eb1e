// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/facts.h"

#include "gateway/telesign/addons.h"
#include "gateway/telesign/document.h"
#include "gateway/telesign/status_codes.h"
#include "gateway/telesign/time.h"
#include "support/ascii.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace gateway::telesign {

namespace {

using nlohmann::json;
using path = std::initializer_list<const char*>;

template <typename Value, std::size_t count>
using words = std::array<std::pair<std::string_view, Value>, count>;

// Without the blanks, `_` and `-` in which TeleSign's spellings differ: see to_level().
constexpr words<risk_level, 6> levels{{{"verylow", risk_level::very_low},
                                       {"low", risk_level::low},
                                       {"mediumlow", risk_level::medium_low},
                                       {"medium", risk_level::medium},
                                       {"high", risk_level::high},
                                       {"veryhigh", risk_level::very_high}}};
constexpr words<recommendation, 3> recommendations{
    {{"allow", recommendation::allow}, {"flag", recommendation::flag}, {"block", recommendation::block}}};
constexpr words<bool, 2> forwardings{{{"forwarded", true}, {"not_forwarded", false}}};
constexpr words<bool, 2> truths{{{"true", true}, {"false", false}}};
constexpr words<bool, 2> services{{{"active", true}, {"disconnected", false}}};
constexpr words<bool, 2> devices{{{"reachable", true}, {"unreachable", false}}};
constexpr words<bool, 2> roamings{{{"yes", true}, {"no", false}}};
constexpr words<bool, 3> subscriptions{{{"active", true}, {"suspended", false}, {"deactivated", false}}};
constexpr words<bool, 2> recyclings{{{"recycled", true}, {"not_recycled", false}}};

template <typename Value, std::size_t count>
std::optional<Value> known(const words<Value, count>& table, const std::string& word) {
    const auto* const found =
        std::find_if(table.begin(), table.end(), [&](const auto& one) { return one.first == word; });
    if (found == table.end())
        return std::nullopt;
    return found->second;
}

std::optional<int> number_at(const json& object, path location) {
    const json* const value = find(object, location);
    return value == nullptr ? std::nullopt : to_int(*value);
}

/// ISO 3166-1 alpha-2 in upper case; empty for everything else.
std::string country_at(const json& object, path location) {
    const std::string country = to_word(find(object, location));
    if (country.size() != 2)
        return {};
    if (!std::all_of(country.begin(), country.end(), support::is_lower))
        return {};
    return support::upper_case(country);
}

/// RFC 3339, or a day alone: its midnight.
std::optional<phone_facts::time_point> time_at(const json& object, path location) {
    const json* const value = find(object, location);
    if (value == nullptr || !value->is_string())
        return std::nullopt;
    const auto& text = value->get_ref<const std::string&>();
    if (const auto time = read_time(text))
        return std::chrono::floor<std::chrono::seconds>(*time);
    return support::read_date(text);
}

/// The latest that it can have been, since policies ask how short ago something was: a midnight stands for any time of
/// that day.
phone_facts::time_point latest(phone_facts::time_point time) {
    const bool is_day = time == std::chrono::floor<std::chrono::days>(time);
    return is_day ? time + std::chrono::days{1} - std::chrono::seconds{1} : time;
}

std::optional<risk_level> to_level(const json* value) {
    std::string word = to_word(value);
    std::erase_if(word, [](char c) { return c == ' ' || c == '_' || c == '-'; });
    return known(levels, word);
}

std::optional<phone_type> type_in(const json& reply) {
    const auto code = number_at(reply, {"phone_type", "code"});
    if (!code || !((*code >= 1 && *code <= 11) || *code == 20))
        return std::nullopt;
    return static_cast<phone_type>(*code);
}

/// By a call's own reply (call_forward_action), and by the add-on.
void read_forwarding(phone_facts& facts, const json& reply) {
    facts.calls_forwarded = known(forwardings, to_word(find(reply, {"call_forwarding", "call_forward"})));
    const json* const addon = find_addon(reply, "call_forward_detection");
    const json* const value = addon == nullptr ? nullptr : find(*addon, {"call_forward_enabled"});
    if (value == nullptr)
        return;
    const auto forwarded =
        value->is_boolean() ? std::optional{value->get<bool>()} : known(truths, to_word(value));
    if (forwarded)
        facts.calls_forwarded = *forwarded || facts.calls_forwarded.value_or(false);
}

void read_sim_swap(phone_facts& facts, const json& reply) {
    const json* const addon = find_addon(reply, "sim_swap");
    if (addon == nullptr)
        return;
    if (const auto indicator = number_at(*addon, {"risk_indicator"}); indicator >= 1 && indicator <= 4)
        facts.sim_swap = static_cast<unsigned>(*indicator);
    const auto date = time_at(*addon, {"swap_date"}); // with the time of day, or without it
    if (!date)
        return;
    const json* const of_day = find(*addon, {"swap_time"});
    const auto time = of_day == nullptr || !of_day->is_string()
                          ? std::nullopt
                          : support::read_time_of_day(of_day->get_ref<const std::string&>());
    const auto day = std::chrono::floor<std::chrono::days>(*date);
    facts.swapped = latest(std::max(*date, day + time.value_or(std::chrono::seconds{0})));
}

/// UNAVAILABLE, null and the text "null" are not known.
void read_live(phone_facts& facts, const json& reply) {
    facts.in_service = known(services, to_word(find(reply, {"live", "subscriber_status"})));
    const auto device = known(devices, to_word(find(reply, {"live", "device_status"})));
    if (facts.in_service == false || device == false)
        facts.reachable = false;
    else if (facts.in_service && device)
        facts.reachable = true;
    facts.roaming = known(roamings, to_word(find(reply, {"live", "roaming"})));
}

void read_subscriber(phone_facts& facts, const json& reply) {
    if (const json* const addon = find_addon(reply, "subscriber_status"))
        facts.active = known(subscriptions, to_word(find(*addon, {"account_status"})));
}

void read_deactivation(phone_facts& facts, const json& reply) {
    const json* const addon = find_addon(reply, "number_deactivation");
    if (addon == nullptr)
        return;
    facts.recycled = known(recyclings, to_word(find(*addon, {"recycled_since_last_verification"})));
    for (const char* const name : {"last_deact_date", "last_deactivated"}) { // in 2022, and since
        const auto member = addon->find(name);
        if (const auto time = time_at(*addon, {name})) {
            facts.deactivated = latest(*time);
            facts.ever_deactivated = true;
        } else if (member != addon->end() && member->is_null() && !facts.ever_deactivated) {
            facts.ever_deactivated = false;
        }
    }
}

/// TeleSign knows the portings of US numbers only: that there is none means something for those alone.
void read_porting(phone_facts& facts, const json& reply) {
    const bool is_covered = facts.country == "US";
    if (number_at(reply, {"porting_history", "status", "code"}) == addon_no_information && is_covered)
        facts.ported_lately = false;
    const json* const addon = find_addon(reply, "porting_history");
    if (addon == nullptr)
        return;
    if (const auto date = time_at(*addon, {"port_date"}))
        facts.ported = latest(*date);
    const auto count = number_at(*addon, {"number_of_portings"});
    if (count > 0)
        facts.ported_lately = true;
    else if (count == 0 && !facts.ported && is_covered)
        facts.ported_lately = false;
}

} // namespace

phone_facts read_facts(const json& reply) {
    phone_facts facts;
    facts.type = type_in(reply);
    facts.country = country_at(reply, {"location", "country", "iso2"});
    facts.level = to_level(find(reply, {"risk", "level"}));
    facts.advice = known(recommendations, to_word(find(reply, {"risk", "recommendation"})));
    read_forwarding(facts, reply);
    read_sim_swap(facts, reply);
    read_live(facts, reply);
    read_subscriber(facts, reply);
    read_deactivation(facts, reply);
    read_porting(facts, reply);
    if (const auto code = number_at(reply, {"status", "code"})) {
        const status_row* const row = find_status(*code);
        facts.suspicious = row != nullptr && row->suspicious;
    }
    return facts;
}

} // namespace gateway::telesign
