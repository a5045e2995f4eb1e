// SPDX-License-Identifier: BSD-3-Clause
#include "policy/risk.h"

#include "config/risk_values.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace policy {

namespace {

using config::risk_settings;
using gateway::lookup;
using gateway::phone_facts;
using std::chrono::seconds;
using std::chrono::sys_seconds;

struct judged {
    const phone_facts& facts;
    const risk_settings& risk;
    sys_seconds now;
    std::optional<std::chrono::sys_days> enrolled;
};

/// What refuses the login, for the log; nothing when nothing does.
using finding = std::optional<std::string>;

/// A time in the future, by clocks that differ, is just now.
seconds age(sys_seconds then, sys_seconds now) {
    return std::max(now - then, seconds{0});
}

/// How long ago the swap was at most, by TeleSign's sim_swap.risk_indicator.
std::optional<seconds> latest_swap(unsigned indicator) {
    switch (indicator) {
    case 2:
        return std::chrono::days{14};
    case 3:
        return std::chrono::hours{72};
    case 4:
        return std::chrono::hours{24};
    default:
        return std::nullopt;
    }
}

bool checks(const risk_settings& risk, lookup kind) {
    return risk.check.contains(kind);
}

finding judge_level(const judged& it) {
    const auto& [facts, risk, now, enrolled] = it;
    if (!risk.max_level || !facts.level || *facts.level <= *risk.max_level)
        return std::nullopt;
    return fmt::format("risk {} is above max_level = {}", config::name_of(*facts.level),
                       config::name_of(*risk.max_level));
}

finding judge_recommendation(const judged& it) {
    if (!it.facts.advice || !it.risk.refuse_recommendation.contains(*it.facts.advice))
        return std::nullopt;
    return fmt::format("recommendation {} is in refuse_recommendation", config::name_of(*it.facts.advice));
}

finding judge_forwarding(const judged& it) {
    if (it.risk.call_forwarding != config::forwarding_policy::deny || it.facts.calls_forwarded != true)
        return std::nullopt;
    return "calls are forwarded, and call_forwarding = deny";
}

finding judge_sim_swap(const judged& it) {
    const auto& [facts, risk, now, enrolled] = it;
    if (risk.max_sim_swap && facts.sim_swap && *facts.sim_swap > *risk.max_sim_swap)
        return fmt::format("indicator {} is above max_sim_swap = {}", *facts.sim_swap, *risk.max_sim_swap);
    if (!risk.refuse_swapped_within)
        return std::nullopt;
    const auto swapped_ago = facts.swapped    ? std::optional{age(*facts.swapped, now)}
                             : facts.sim_swap ? latest_swap(*facts.sim_swap)
                                              : std::nullopt;
    if (!swapped_ago || *swapped_ago > *risk.refuse_swapped_within)
        return std::nullopt;
    return fmt::format("SIM swapped {} minutes ago{}, within refuse_swapped_within",
                       *swapped_ago / seconds{60}, facts.swapped ? "" : " at most");
}

finding judge_suspicious(const judged& it) {
    if (it.risk.suspicious != config::suspicious_policy::deny || !it.facts.suspicious)
        return std::nullopt;
    return "suspicious activity, and suspicious = deny";
}

finding judge_type(const judged& it) {
    if (!it.facts.type || !it.risk.refuse_phone_types.contains(*it.facts.type))
        return std::nullopt;
    return fmt::format("{} is in refuse_phone_types", config::name_of(*it.facts.type));
}

finding judge_country(const judged& it) {
    const auto& [facts, risk, now, enrolled] = it;
    if (facts.country.empty())
        return std::nullopt;
    if (risk.refuse_countries.contains(facts.country))
        return fmt::format("{} is in refuse_countries", facts.country);
    if (!risk.allow_countries.empty() && !risk.allow_countries.contains(facts.country))
        return fmt::format("{} is not in allow_countries", facts.country);
    return std::nullopt;
}

finding judge_reachable(const judged& it) {
    if (!it.risk.refuse_unreachable || it.facts.reachable != false)
        return std::nullopt;
    return "cannot be reached, and refuse_unreachable = yes";
}

finding judge_roaming(const judged& it) {
    if (!it.risk.refuse_roaming || it.facts.roaming != true)
        return std::nullopt;
    return "roams, and refuse_roaming = yes";
}

finding judge_active(const judged& it) {
    if (!it.risk.refuse_inactive || (it.facts.active != false && it.facts.in_service != false))
        return std::nullopt;
    return "has no active subscription, and refuse_inactive = yes";
}

finding judge_deactivated(const judged& it) {
    const auto& [facts, risk, now, enrolled] = it;
    if (risk.refuse_deactivated && facts.recycled == true)
        return "was given to somebody else since it was enrolled, and refuse_deactivated = yes";
    if (!risk.refuse_deactivated || facts.ever_deactivated != true)
        return std::nullopt;
    if (enrolled && facts.deactivated && *facts.deactivated < *enrolled)
        return std::nullopt;
    return enrolled ? "was deactivated since it was enrolled, and refuse_deactivated = yes"
                    : "was deactivated once, and refuse_deactivated = yes";
}

finding judge_ported(const judged& it) {
    const auto& [facts, risk, now, enrolled] = it;
    if (!risk.refuse_ported_within)
        return std::nullopt;
    if (!facts.ported && facts.ported_lately == true) // the lookup asked for as many days
        return "ported at an unknown time, perhaps within refuse_ported_within";
    if (!facts.ported || age(*facts.ported, now) > *risk.refuse_ported_within)
        return std::nullopt;
    return fmt::format("ported {} hours ago, within refuse_ported_within",
                       age(*facts.ported, now) / std::chrono::hours{1});
}

bool lacks_sim_swap(const phone_facts& facts, const risk_settings& risk) {
    const bool lacks_date = !facts.swapped && facts.sim_swap != 1U; // 1: there is nothing to date
    return checks(risk, lookup::sim_swap) &&
           ((risk.max_sim_swap && !facts.sim_swap) || (risk.refuse_swapped_within && lacks_date));
}

bool lacks_active(const phone_facts& facts, const risk_settings& risk) {
    return risk.refuse_inactive && ((checks(risk, lookup::subscriber_status) && !facts.active) ||
                                    (checks(risk, lookup::live) && !facts.in_service));
}

bool lacks_country(const phone_facts& facts, const risk_settings& risk) {
    return !risk.check.empty() && facts.country.empty() &&
           !(risk.allow_countries.empty() && risk.refuse_countries.empty());
}

/// What some keys of [risk] ask of the phone.
struct rule {
    std::string_view reason;
    finding (*judge)(const judged& it);
    /// Whether a lookup in `check` was to tell and the fact is not known all the same.
    bool (*lacks)(const phone_facts& facts, const risk_settings& risk);
};

constexpr std::array rules{
    rule{"risk_level", judge_level,
         [](const phone_facts& facts, const risk_settings& risk) {
             return risk.max_level && checks(risk, lookup::score) && !facts.level;
         }},
    rule{"risk_recommendation", judge_recommendation,
         [](const phone_facts& facts, const risk_settings& risk) {
             return !risk.refuse_recommendation.empty() && checks(risk, lookup::score) && !facts.advice;
         }},
    rule{"call_forwarding", judge_forwarding,
         [](const phone_facts& facts, const risk_settings& risk) {
             return risk.call_forwarding != config::forwarding_policy::allow &&
                    checks(risk, lookup::call_forward_detection) && !facts.calls_forwarded;
         }},
    rule{"sim_swap", judge_sim_swap, lacks_sim_swap},
    rule{"suspicious", judge_suspicious, [](const phone_facts&, const risk_settings&) { return false; }},
    rule{"phone_type", judge_type,
         [](const phone_facts& facts, const risk_settings& risk) {
             return !risk.refuse_phone_types.empty() && !risk.check.empty() && !facts.type;
         }},
    rule{"country", judge_country, lacks_country},
    rule{"unreachable", judge_reachable,
         [](const phone_facts& facts, const risk_settings& risk) {
             return risk.refuse_unreachable && checks(risk, lookup::live) && !facts.reachable;
         }},
    rule{"roaming", judge_roaming,
         [](const phone_facts& facts, const risk_settings& risk) {
             return risk.refuse_roaming && checks(risk, lookup::live) && !facts.roaming;
         }},
    rule{"inactive", judge_active, lacks_active},
    rule{"deactivated", judge_deactivated,
         [](const phone_facts& facts, const risk_settings& risk) {
             return risk.refuse_deactivated && checks(risk, lookup::number_deactivation) &&
                    !facts.ever_deactivated && !facts.recycled;
         }},
    rule{"ported", judge_ported,
         [](const phone_facts& facts, const risk_settings& risk) {
             return risk.refuse_ported_within && checks(risk, lookup::porting_history) && !facts.ported &&
                    !facts.ported_lately;
         }},
};

} // namespace

std::optional<risk_refusal> judge_facts(const phone_facts& facts, const risk_settings& risk, sys_seconds now,
                                        std::optional<std::chrono::sys_days> enrolled) {
    for (const rule& each : rules)
        if (auto found = each.judge({facts, risk, now, enrolled}))
            return risk_refusal{each.reason, *std::move(found)};
    return std::nullopt;
}

std::string missing_facts(const phone_facts& facts, const risk_settings& risk) {
    std::string missing;
    for (const rule& each : rules)
        if (each.lacks(facts, risk))
            missing.append(missing.empty() ? "" : ", ").append(each.reason);
    return missing;
}

bool needs_text_message(const phone_facts& facts, const risk_settings& risk) {
    return risk.call_forwarding == config::forwarding_policy::sms_only && facts.calls_forwarded == true;
}

} // namespace policy
