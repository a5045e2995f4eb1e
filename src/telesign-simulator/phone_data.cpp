// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/phone_data.h"

#include "support/ascii.h"
#include "support/text.h"
#include "telesign-simulator/lookup_codes.h"
#include "telesign-simulator/numbering.h"
#include "telesign-simulator/parsing.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace simulator {

namespace {

using std::string_view;

constexpr std::array<std::pair<string_view, string_view>, 13> types{{{"FIXED_LINE", "1"},
                                                                     {"MOBILE", "2"},
                                                                     {"PREPAID", "3"},
                                                                     {"TOLL_FREE", "4"},
                                                                     {"VOIP", "5"},
                                                                     {"PAGER", "6"},
                                                                     {"PAYPHONE", "7"},
                                                                     {"INVALID", "8"},
                                                                     {"RESTRICTED", "9"},
                                                                     {"PERSONAL", "10"},
                                                                     {"VOICEMAIL", "11"},
                                                                     {"OTHER", "20"},
                                                                     {"EMAIL", "30"}}};

constexpr std::array<string_view, 7> levels{"very-low", "low",       "medium-low", "medium",
                                            "high",     "very-high", "neutral"};
constexpr std::array<string_view, 3> recommendations{"allow", "flag", "block"};
constexpr std::array<string_view, 7> forwardings{"forwarded",     "busy",        "unanswered", "unreachable",
                                                 "not-forwarded", "unsupported", "unavailable"};
constexpr std::array<string_view, 2> lives{"active", "disconnected"};
constexpr std::array<string_view, 3> devices{"reachable", "unreachable", "unavailable"};
constexpr std::array<string_view, 4> subscribers{"active", "suspended", "deactivated", "unavailable"};
constexpr std::array<string_view, 9> lookups{"score",
                                             "live",
                                             "contact",
                                             "sim_swap",
                                             "call_forward_detection",
                                             "number_deactivation",
                                             "porting_history",
                                             "subscriber_status",
                                             "porting_status"};

/// "not-forwarded" -> "NOT_FORWARDED".
std::string constant_of(string_view word) {
    std::string result = support::upper_case(word);
    std::replace(result.begin(), result.end(), '-', '_');
    return result;
}

template <typename Words>
bool is_among(const Words& words, string_view text) {
    return std::find(words.begin(), words.end(), text) != words.end();
}

// Each reader takes a key's value; false when it is not what the key wants.

template <std::string phone_data::*Member, const auto& Words>
bool read_word(string_view text, phone_data& data) {
    data.*Member = text;
    return is_among(Words, text);
}

template <std::string phone_data::*Member, const auto& Words>
bool read_constant(string_view text, phone_data& data) {
    data.*Member = constant_of(text);
    return is_among(Words, text);
}

template <std::optional<int> phone_data::*Member, int Min, int Max>
bool read_number(string_view text, phone_data& data) {
    data.*Member = parse_within(text, Min, Max);
    return (data.*Member).has_value();
}

template <std::optional<moment> phone_data::*Member>
bool read_moment(string_view text, phone_data& data) {
    data.*Member = parse_moment(text);
    return text == "never" || (data.*Member).has_value();
}

bool read_type(string_view text, phone_data& data) {
    data.type = constant_of(text);
    const bool is_lower =
        std::all_of(text.begin(), text.end(), [](char c) { return c == '-' || (c >= 'a' && c <= 'z'); });
    return is_lower && !phone_type_code(data.type).empty();
}

bool read_country(string_view text, phone_data& data) {
    data.country = text;
    return is_country(text);
}

bool read_roaming(string_view text, phone_data& data) {
    data.roaming = text == "no" ? "NO" : text == "unavailable" ? "UNAVAILABLE" : "YES";
    data.roaming_country = data.roaming == "YES" ? text : string_view{};
    return data.roaming != "YES" || is_country(text);
}

bool read_contact(string_view text, phone_data& data) {
    data.contact = text;
    return split_words(text).size() >= 2 && support::is_plain_text(text);
}

/// Without a number behind it. A porting history without information is a phone that was not ported, which is known.
int usual_gap(string_view lookup) {
    return lookup == "porting_history" ? addon_status::out_of_coverage : addon_status::no_information;
}

bool read_no_data(string_view text, phone_data& data) {
    for (const string_view item : split_list(text)) {
        const auto words = split_words(item);
        if (words.empty() || words.size() > 2 || !is_among(lookups, words[0]))
            return false;
        const auto code = words.size() == 2
                              ? parse_within(words[1], addon_status::not_valid, addon_status::last)
                              : usual_gap(words[0]);
        if (!code || !data.no_data.emplace(words[0], *code).second)
            return false;
    }
    return true;
}

struct key_row {
    string_view name;
    string_view value;
    bool (*read)(string_view, phone_data&);
    string_view meaning;
};

constexpr string_view when_or_never = "YYYY-MM-DDTHH:MM:SSZ, N hours ago, N days ago or never";

constexpr std::array table{
    key_row{"phone-type",
            "fixed-line, mobile, prepaid, toll-free, voip, pager, payphone, invalid, restricted, personal, "
            "voicemail, other or email",
            read_type, "phone_type (mobile)"},
    key_row{"country", "an ISO 3166 code of two capitals", read_country, "location.country (by the number)"},
    key_row{"risk-level", "very-low, low, medium-low, medium, high, very-high or neutral",
            read_word<&phone_data::risk_level, levels>, "risk.level (low)"},
    key_row{"risk-recommendation", "allow, flag or block",
            read_word<&phone_data::risk_recommendation, recommendations>,
            "risk.recommendation (by the level)"},
    key_row{"risk-score", "0 to 1000", read_number<&phone_data::risk_score, 0, 1000>,
            "risk.score (by the level)"},
    key_row{"sim-swap", "1 to 4", read_number<&phone_data::sim_swap, 1, 4>,
            "sim_swap.risk_indicator (by swapped)"},
    key_row{"swapped", when_or_never, read_moment<&phone_data::swapped>,
            "sim_swap.swap_date and swap_time (never)"},
    key_row{"forwarding",
            "forwarded, busy, unanswered, unreachable, not-forwarded, unsupported or unavailable",
            read_constant<&phone_data::forwarding, forwardings>,
            "call_forward_detection and call_forwarding.call_forward: all calls, or those in that condition "
            "(not-forwarded)"},
    key_row{"deactivated", when_or_never, read_moment<&phone_data::deactivated>,
            "number_deactivation.last_deactivated (never)"},
    key_row{"live", "active or disconnected", read_constant<&phone_data::live, lives>,
            "live.subscriber_status (active)"},
    key_row{"device", "reachable, unreachable or unavailable", read_constant<&phone_data::device, devices>,
            "live.device_status (reachable)"},
    key_row{"roaming", "an ISO 3166 code of two capitals, no or unavailable", read_roaming,
            "live.roaming, roaming_country and roaming_country_iso2 (no)"},
    key_row{"ported", when_or_never, read_moment<&phone_data::ported>,
            "porting_history.port_date and porting_status.ported (never)"},
    key_row{"subscriber", "active, suspended, deactivated or unavailable",
            read_word<&phone_data::subscriber, subscribers>, "subscriber_status.account_status (active)"},
    key_row{"contact", "a first and a last name", read_contact, "contact (Pat Example)"},
    key_row{
        "no-data",
        "score, live, contact, sim_swap, call_forward_detection, number_deactivation, porting_history, "
        "subscriber_status or porting_status, each once, with a status code from 2801 to 2812 behind it if "
        "2805 (of porting_history 2803) will not do",
        read_no_data,
        "nothing is known of these, or (2806) the account does not have them: status 301, and -60001 from "
        "the GETs of live, contact and number_deactivation"},
};

const key_row* find_row(string_view key) {
    const auto* row =
        std::find_if(table.begin(), table.end(), [=](const key_row& each) { return each.name == key; });
    return row != table.end() ? row : nullptr;
}

} // namespace

bool is_phone_key(string_view key) {
    return find_row(key) != nullptr;
}

std::optional<std::string> set_phone_key(string_view key, string_view value, phone_data& data) {
    const key_row& row = *find_row(key);
    if (row.read(value, data))
        return std::nullopt;
    return fmt::format("bad value '{}': write {}", support::escape_control(value), row.value);
}

std::vector<string_view> phone_keys() {
    std::vector<string_view> names;
    names.reserve(table.size());
    for (const key_row& row : table)
        names.push_back(row.name);
    return names;
}

std::string describe_phone_keys() {
    std::string text;
    for (const key_row& row : table)
        text += fmt::format("  {} = {}\n      {}\n", row.name, row.value, row.meaning);
    return text;
}

std::string phone_type_code(string_view name) {
    const auto* row =
        std::find_if(types.begin(), types.end(), [=](const auto& each) { return each.first == name; });
    return row != types.end() ? std::string{row->second} : std::string{};
}

} // namespace simulator
