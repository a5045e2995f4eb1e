// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/settings.h"
#include "gateway/phone_facts.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

// What about a phone refuses a login ([risk] in telesign.conf).
namespace policy {

/// Why a login is refused.
struct risk_refusal {
    std::string_view
        reason; ///< one word for the audit line, a literal: sim_swap, call_forwarding, phone_type, country, …
    std::string detail; ///< for the log, with the fact and the key that refuses it; no phone number
};

/// Judges what any reply tells of the phone. A fact that is not known refuses nothing here. `enrolled`: since when the
/// number is its owner's.
std::optional<risk_refusal> judge_facts(const gateway::phone_facts& facts, const config::risk_settings& risk,
                                        std::chrono::sys_seconds now,
                                        std::optional<std::chrono::sys_days> enrolled = std::nullopt);

/// What `risk` wants to know from its own lookups (`check`) and `facts`, made by them, does not tell, by the reasons
/// that judge_facts would have: "sim_swap, roaming"; for the log. Empty when nothing is missing.
std::string missing_facts(const gateway::phone_facts& facts, const config::risk_settings& risk);

/// Whether only a text message may go to the phone (call_forwarding = sms-only, and its calls are forwarded).
bool needs_text_message(const gateway::phone_facts& facts, const config::risk_settings& risk);

} // namespace policy
