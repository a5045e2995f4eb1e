// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "policy/risk.h"

#include <string>
#include <vector>

#include "cmocka_cpp.h"

/// Each rule of [risk] with what it refuses.
namespace test {

using namespace std::chrono;
using config::risk_settings;
using gateway::lookup;
using gateway::phone_facts;
using gateway::phone_type;
using gateway::recommendation;
using gateway::risk_level;

inline const sys_seconds now = sys_days{2026y / June / 15} + 12h;

struct row {
    const char* reason;
    const char* detail;
    void (*set)(risk_settings& risk);
    void (*refused)(phone_facts& facts);
    void (*taken)(phone_facts& facts); ///< the worst that is taken
};

inline const std::vector<row>& table() {
    static const std::vector<row> rows{
        {"risk_level", "risk high is above max_level = medium",
         [](auto& risk) { risk.max_level = risk_level::medium; },
         [](auto& facts) { facts.level = risk_level::high; },
         [](auto& facts) { facts.level = risk_level::medium; }},
        {"risk_recommendation", "recommendation block is in refuse_recommendation",
         [](auto& risk) { risk.refuse_recommendation = {recommendation::block}; },
         [](auto& facts) { facts.advice = recommendation::block; },
         [](auto& facts) { facts.advice = recommendation::flag; }},
        {"call_forwarding", "calls are forwarded, and call_forwarding = deny",
         [](auto& risk) { risk.call_forwarding = config::forwarding_policy::deny; },
         [](auto& facts) { facts.calls_forwarded = true; },
         [](auto& facts) { facts.calls_forwarded = false; }},
        {"sim_swap", "indicator 3 is above max_sim_swap = 2", [](auto& risk) { risk.max_sim_swap = 2; },
         [](auto& facts) { facts.sim_swap = 3; }, [](auto& facts) { facts.sim_swap = 2; }},
        {"sim_swap", "SIM swapped 4320 minutes ago, within refuse_swapped_within",
         [](auto& risk) { risk.refuse_swapped_within = 72h; }, [](auto& facts) { facts.swapped = now - 72h; },
         [](auto& facts) { facts.swapped = now - 72h - 1s; }},
        {"suspicious", "suspicious activity, and suspicious = deny",
         [](auto& risk) { risk.suspicious = config::suspicious_policy::deny; },
         [](auto& facts) { facts.suspicious = true; }, [](auto& facts) { facts.suspicious = false; }},
        {"phone_type", "toll-free is in refuse_phone_types",
         [](auto& risk) {
             risk.refuse_phone_types = {phone_type::voip, phone_type::toll_free};
         },
         [](auto& facts) { facts.type = phone_type::toll_free; },
         [](auto& facts) { facts.type = phone_type::mobile; }},
        {"country", "KP is in refuse_countries", [](auto& risk) { risk.refuse_countries = {"KP"}; },
         [](auto& facts) { facts.country = "KP"; }, [](auto& facts) { facts.country = "KR"; }},
        {"country", "KR is not in allow_countries",
         [](auto& risk) {
             risk.allow_countries = {"US", "DE"};
         },
         [](auto& facts) { facts.country = "KR"; }, [](auto& facts) { facts.country = "DE"; }},
        {"unreachable", "cannot be reached, and refuse_unreachable = yes",
         [](auto& risk) { risk.refuse_unreachable = true; }, [](auto& facts) { facts.reachable = false; },
         [](auto& facts) { facts.reachable = true; }},
        {"roaming", "roams, and refuse_roaming = yes", [](auto& risk) { risk.refuse_roaming = true; },
         [](auto& facts) { facts.roaming = true; }, [](auto& facts) { facts.roaming = false; }},
        {"inactive", "has no active subscription, and refuse_inactive = yes",
         [](auto& risk) { risk.refuse_inactive = true; },
         [](auto& facts) { facts.active = facts.in_service = false; },
         [](auto& facts) { facts.active = facts.in_service = true; }},
        {"deactivated", "was deactivated once, and refuse_deactivated = yes",
         [](auto& risk) { risk.refuse_deactivated = true; },
         [](auto& facts) { facts.ever_deactivated = true; },
         [](auto& facts) { facts.ever_deactivated = false; }},
        {"ported", "ported 240 hours ago, within refuse_ported_within",
         [](auto& risk) { risk.refuse_ported_within = days{10}; },
         [](auto& facts) { facts.ported = now - days{10}; },
         [](auto& facts) { facts.ported = now - days{10} - 1s; }},
    };
    return rows;
}

inline risk_settings set_by(const row& one) {
    risk_settings risk;
    one.set(risk);
    return risk;
}

inline phone_facts made_by(void (*known)(phone_facts&)) {
    phone_facts facts;
    known(facts);
    return facts;
}

} // namespace test
