#include "gateway/telesign/facts.h"

#include "gateway/telesign/document.h"
#include "gateway/telesign/status_codes.h"
#include "gateway/telesign/time.h"

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

constexpr int addon_answered = 2800;

template <typename Value, std::size_t count>
using words = std::array<std::pair<std::string_view, Value>, count>;

constexpr words<risk_level, 6> levels{{{"very-low", risk_level::very_low},
                                       {"low", risk_level::low},
                                       {"medium-low", risk_level::medium_low},
                                       {"medium", risk_level::medium},
                                       {"high", risk_level::high},
                                       {"very-high", risk_level::very_high}}};
constexpr words<recommendation, 3> recommendations{
    {{"allow", recommendation::allow}, {"flag", recommendation::flag}, {"block", recommendation::block}}};
constexpr words<bool, 4> forwardings{
    {{"forwarded", true}, {"not_forwarded", false}, {"true", true}, {"false", false}}};
constexpr words<bool, 2> services{{{"active", true}, {"disconnected", false}}};
constexpr words<bool, 2> devices{{{"reachable", true}, {"unreachable", false}}};
constexpr words<bool, 3> roamings{{{"roaming", true}, {"not roaming", false}, {"not_roaming", false}}};
constexpr words<bool, 5> subscriptions{{{"active", true},
                                        {"inactive", false},
                                        {"suspended", false},
                                        {"deactivated", false},
                                        {"disconnected", false}}};

template <typename Value, std::size_t count>
std::optional<Value> known(const words<Value, count>& table, const std::string& word) {
    const auto* const found =
        std::find_if(table.begin(), table.end(), [&](const auto& one) { return one.first == word; });
    if (found == table.end())
        return std::nullopt;
    return found->second;
}

std::optional<int> number_at(const json& object, path where) {
    const json* const value = find(object, where);
    return value == nullptr ? std::nullopt : to_int(*value);
}

/// The part of a reply that an add-on fills; null when the add-on's own status says that it has no answer.
const json* find_addon(const json& reply, const char* name) {
    const json* const addon = find(reply, {name});
    if (addon == nullptr || !addon->is_object())
        return nullptr;
    const json* const code = find(*addon, {"status", "code"});
    return code == nullptr || to_int(*code) == addon_answered ? addon : nullptr;
}

/// ISO 3166-1 alpha-2 in upper case; empty for everything else.
std::string country_at(const json& object, path where) {
    std::string country = to_word(find(object, where));
    if (country.size() != 2)
        return {};
    for (char& letter : country) {
        if (letter < 'a' || letter > 'z')
            return {};
        letter = static_cast<char>(letter - 'a' + 'A');
    }
    return country;
}

/// RFC 3339, or a day alone.
std::optional<phone_facts::time_point> time_at(const json& object, path where) {
    const json* const value = find(object, where);
    if (value == nullptr || !value->is_string())
        return std::nullopt;
    const auto& text = value->get_ref<const std::string&>();
    if (const auto time = read_time(text))
        return std::chrono::floor<std::chrono::seconds>(*time);
    return read_date(text);
}

std::optional<phone_type> type_in(const json& reply) {
    const auto code = number_at(reply, {"phone_type", "code"});
    if (!code || !((*code >= 1 && *code <= 11) || *code == 20))
        return std::nullopt;
    return static_cast<phone_type>(*code);
}

void read_forwarding(phone_facts& facts, const json& reply) {
    for (const auto& [name, member] :
         {std::pair{"call_forwarding", "call_forward"}, std::pair{"call_forward", "call_forward"},
          std::pair{"call_forward_detection", "call_forward_enabled"}}) {
        const json* const addon = find_addon(reply, name);
        const json* const value = addon == nullptr ? nullptr : find(*addon, {member});
        if (value == nullptr)
            continue;
        const auto forwarded =
            value->is_boolean() ? std::optional{value->get<bool>()} : known(forwardings, to_word(value));
        if (forwarded)
            facts.calls_forwarded = *forwarded || facts.calls_forwarded.value_or(false);
    }
}

void read_sim_swap(phone_facts& facts, const json& reply) {
    const json* const addon = find_addon(reply, "sim_swap");
    if (addon == nullptr)
        return;
    if (const auto indicator = number_at(*addon, {"risk_indicator"}); indicator >= 1 && indicator <= 4)
        facts.sim_swap = static_cast<unsigned>(*indicator);
    const auto day = time_at(*addon, {"swap_date"});
    if (!day)
        return;
    const json* const of_day = find(*addon, {"swap_time"});
    const auto time = of_day == nullptr || !of_day->is_string()
                          ? std::nullopt
                          : read_time_of_day(of_day->get_ref<const std::string&>());
    // Without its time, the latest that it can have been: a policy asks how short ago.
    facts.swapped = *day + time.value_or(std::chrono::days{1} - std::chrono::seconds{1});
}

void read_live(phone_facts& facts, const json& reply) {
    const auto service = known(services, to_word(find(reply, {"live", "subscriber_status"})));
    const auto device = known(devices, to_word(find(reply, {"live", "device_status"})));
    if (service == false || device == false)
        facts.reachable = false;
    else if (service && device)
        facts.reachable = true;
    facts.roaming = known(roamings, to_word(find(reply, {"live", "roaming"})));
    facts.roaming_country = country_at(reply, {"live", "roaming_country_iso2"});
}

void read_deactivation(phone_facts& facts, const json& reply) {
    const json* const addon = find_addon(reply, "number_deactivation");
    if (addon == nullptr)
        return;
    facts.deactivated = time_at(*addon, {"last_deactivated"});
    const std::string recycled = to_word(find(*addon, {"recycled_since_last_verification"}));
    const auto last = addon->find("last_deactivated");
    if (facts.deactivated || recycled == "recycled")
        facts.ever_deactivated = true;
    else if (recycled == "not_recycled" || (last != addon->end() && last->is_null()))
        facts.ever_deactivated = false;
}

void read_portings(phone_facts& facts, const json& reply) {
    const json* const addon = find_addon(reply, "porting_history");
    const json* const portings = addon == nullptr ? nullptr : find(*addon, {"portings"});
    if (portings == nullptr || !portings->is_array())
        return;
    facts.ever_ported = !portings->empty();
    for (const json& one : *portings)
        if (const auto time = time_at(one, {"porting_date"}))
            facts.ported = std::max(facts.ported.value_or(*time), *time);
}

template <typename Fact>
void add(Fact& into, const Fact& more) {
    if (more != Fact{})
        into = more;
}

} // namespace

phone_facts read_facts(const json& reply) {
    phone_facts facts;
    facts.type = type_in(reply);
    facts.country = country_at(reply, {"location", "country", "iso2"});
    facts.level = known(levels, to_word(find(reply, {"risk", "level"})));
    facts.advice = known(recommendations, to_word(find(reply, {"risk", "recommendation"})));
    read_forwarding(facts, reply);
    read_sim_swap(facts, reply);
    read_live(facts, reply);
    if (const json* const addon = find_addon(reply, "subscriber_status"))
        facts.active = known(subscriptions, to_word(find(*addon, {"subscriber_status"})));
    read_deactivation(facts, reply);
    read_portings(facts, reply);
    if (const auto code = number_at(reply, {"status", "code"})) {
        const status_row* const row = find_status(*code);
        facts.suspicious = row != nullptr && row->suspicious;
    }
    return facts;
}

void add_facts(phone_facts& into, const phone_facts& more) {
    add(into.type, more.type);
    add(into.country, more.country);
    add(into.level, more.level);
    add(into.advice, more.advice);
    add(into.calls_forwarded, more.calls_forwarded);
    add(into.sim_swap, more.sim_swap);
    add(into.swapped, more.swapped);
    add(into.reachable, more.reachable);
    add(into.roaming, more.roaming);
    add(into.roaming_country, more.roaming_country);
    add(into.active, more.active);
    add(into.ever_deactivated, more.ever_deactivated);
    add(into.deactivated, more.deactivated);
    add(into.ever_ported, more.ever_ported);
    add(into.ported, more.ported);
    add(into.suspicious, more.suspicious);
}

} // namespace gateway::telesign
