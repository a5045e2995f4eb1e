// SPDX-License-Identifier: BSD-3-Clause
#include "config/risk_values.h"

#include <phonenumbers/phonenumberutil.h>

namespace config {

namespace {

using gateway::phone_type;
using gateway::recommendation;
using gateway::risk_level;
using word = std::string_view;

constexpr std::array level_words{
    std::pair{word{"very-low"}, risk_level::very_low},
    std::pair{word{"low"}, risk_level::low},
    std::pair{word{"medium-low"}, risk_level::medium_low},
    std::pair{word{"medium"}, risk_level::medium},
    std::pair{word{"high"}, risk_level::high},
    std::pair{word{"very-high"}, risk_level::very_high},
};
constexpr std::array refusable_words{std::pair{word{"flag"}, recommendation::flag},
                                     std::pair{word{"block"}, recommendation::block}};
constexpr std::array type_words{
    std::pair{word{"fixed-line"}, phone_type::fixed_line},
    std::pair{word{"mobile"}, phone_type::mobile},
    std::pair{word{"prepaid"}, phone_type::prepaid},
    std::pair{word{"toll-free"}, phone_type::toll_free},
    std::pair{word{"voip"}, phone_type::voip},
    std::pair{word{"pager"}, phone_type::pager},
    std::pair{word{"payphone"}, phone_type::payphone},
    std::pair{word{"invalid"}, phone_type::invalid},
    std::pair{word{"restricted"}, phone_type::restricted},
    std::pair{word{"personal"}, phone_type::personal},
    std::pair{word{"voicemail"}, phone_type::voicemail},
    std::pair{word{"other"}, phone_type::other},
};

template <typename Value, std::size_t Count>
word word_for(Value value, const std::array<std::pair<word, Value>, Count>& words) noexcept {
    for (const auto& [name, each] : words)
        if (each == value)
            return name;
    return "(unknown)";
}

parsed<recommendation> parse_refusable(word text) {
    return parse_choice(text, refusable_words);
}

parsed<phone_type> parse_phone_type(word text) {
    return parse_choice(text, type_words);
}

parsed<gateway::lookup> parse_lookup(word text) {
    if (const auto known = gateway::lookup_of(text))
        return *known;
    if (text == "call_forward") // what it was called here before
        return refuse("unknown lookup {}", text, "write call_forward_detection");
    return refuse(
        "unknown lookup {}", text,
        "write standard, score, contact, live, sim_swap, call_forward_detection, number_deactivation, "
        "porting_history or subscriber_status, with commas between");
}

} // namespace

parsed<std::string> parse_country(std::string_view text) {
    std::set<std::string> known;
    i18n::phonenumbers::PhoneNumberUtil::GetInstance()->GetSupportedRegions(&known);
    std::string country{text};
    if (!known.contains(country))
        return refuse("{} is not a country", text,
                      "write the two capital letters of ISO 3166-1, as in US or DE");
    return country;
}

parsed<risk_level> parse_risk_level(std::string_view text) {
    return parse_choice(text, level_words);
}

parsed<std::set<recommendation>> parse_recommendations(std::string_view text) {
    auto refused = parse_set(text, parse_refusable);
    if (refused)
        refused->insert(recommendation::block);
    return refused;
}

parsed<std::set<phone_type>> parse_phone_types(std::string_view text) {
    return parse_set(text, parse_phone_type);
}

parsed<std::set<std::string>> parse_countries(std::string_view text) {
    return parse_set(text, parse_country);
}

parsed<gateway::lookup_set> parse_lookups(std::string_view text) {
    return parse_set(text, parse_lookup);
}

std::string_view name_of(risk_level level) noexcept {
    return word_for(level, level_words);
}

std::string_view name_of(recommendation advice) noexcept {
    return advice == recommendation::allow ? "allow" : word_for(advice, refusable_words);
}

std::string_view name_of(phone_type type) noexcept {
    return word_for(type, type_words);
}

} // namespace config
