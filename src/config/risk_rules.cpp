#include "config/risk_rules.h"

#include "config/risk_values.h"
#include "config/time_values.h"

#include <array>
#include <chrono>
#include <utility>

namespace config {

namespace {

using word = std::string_view;

constexpr std::array forwarding_words{std::pair{word{"allow"}, forwarding_policy::allow},
                                      std::pair{word{"sms-only"}, forwarding_policy::sms_only},
                                      std::pair{word{"deny"}, forwarding_policy::deny}};
constexpr std::array suspicious_words{std::pair{word{"log"}, suspicious_policy::log},
                                      std::pair{word{"deny"}, suspicious_policy::deny}};
constexpr std::array unknown_words{std::pair{word{"allow"}, unknown_policy::allow},
                                   std::pair{word{"deny"}, unknown_policy::deny}};

parsed<unsigned> parse_sim_swap(word text) {
    return parse_number(text, 1, 4);
}

parsed<unsigned> parse_consent(word text) {
    auto method = parse_number(text, 1, 4);
    if (!method)
        return refuse(
            "{} is not a method of consent", text,
            "write how users agreed, as TeleSign numbers it: 1 terms and conditions, 2 mobile app, 3 SMS, "
            "4 other");
    return method;
}

/// How far back something must not have happened.
parsed<std::chrono::seconds> parse_recent(word text) {
    return parse_duration(text, std::chrono::seconds{1}, std::chrono::days{3650});
}

parsed<std::chrono::seconds> parse_ported(word text) {
    auto span = parse_recent(text);
    if (span && *span > gateway::longest_porting_history)
        return refuse("{} is out of range", text,
                      "write a span from 1s to 90d: TeleSign knows the portings of the last 90 days");
    return span;
}

template <const auto& words>
auto chosen(word text) {
    return parse_choice(text, words);
}

/// What `parse` finds in the text goes into `member`.
template <auto member, auto parse>
parsed<risk_change> change(word text) {
    if (text.empty())
        return risk_change{[](risk_settings& into) { into.*member = risk_settings{}.*member; }};
    auto value = parse(text);
    if (!value)
        return tl::unexpected{std::move(value).error()};
    return [wanted = *std::move(value)](risk_settings& into) { into.*member = wanted; };
}

using risk = risk_settings;

constexpr std::array rules{
    risk_rule{"max_level", change<&risk::max_level, parse_risk_level>},
    risk_rule{"refuse_recommendation", change<&risk::refuse_recommendation, parse_recommendations>},
    risk_rule{"call_forwarding", change<&risk::call_forwarding, chosen<forwarding_words>>},
    risk_rule{"max_sim_swap", change<&risk::max_sim_swap, parse_sim_swap>},
    risk_rule{"refuse_swapped_within", change<&risk::refuse_swapped_within, parse_recent>},
    risk_rule{"suspicious", change<&risk::suspicious, chosen<suspicious_words>>},
    risk_rule{"refuse_phone_types", change<&risk::refuse_phone_types, parse_phone_types>},
    risk_rule{"allow_countries", change<&risk::allow_countries, parse_countries>},
    risk_rule{"refuse_countries", change<&risk::refuse_countries, parse_countries>},
    risk_rule{"refuse_unreachable", change<&risk::refuse_unreachable, parse_yes_no>},
    risk_rule{"refuse_roaming", change<&risk::refuse_roaming, parse_yes_no>},
    risk_rule{"refuse_inactive", change<&risk::refuse_inactive, parse_yes_no>},
    risk_rule{"refuse_deactivated", change<&risk::refuse_deactivated, parse_yes_no>},
    risk_rule{"refuse_ported_within", change<&risk::refuse_ported_within, parse_ported>},
    risk_rule{"check", change<&risk::check, parse_lookups>},
    risk_rule{"consent", change<&risk::consent, parse_consent>},
    risk_rule{"on_unknown", change<&risk::on_unknown, chosen<unknown_words>>},
};

} // namespace

std::span<const risk_rule> risk_rules() noexcept {
    return rules;
}

parsed<void> set_risk(risk_changes& into, std::string_view key, std::string_view text) {
    std::string known;
    for (const risk_rule& rule : rules) {
        if (rule.key != key) {
            known.append(known.empty() ? "" : ", ").append(rule.key);
            continue;
        }
        if (into.contains(key))
            return tl::unexpected{std::string{"given twice: remove one of them"}};
        auto changed = rule.parse(text);
        if (!changed)
            return tl::unexpected{std::move(changed).error()};
        into.emplace(key, *std::move(changed));
        return {};
    }
    return tl::unexpected{
        fmt::format("unknown key: the keys of risk are {}; phoneid and cache stand in [risk] only", known)};
}

} // namespace config
