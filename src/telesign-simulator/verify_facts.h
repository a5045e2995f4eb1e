// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/phone_data.h"
#include "telesign-simulator/verifications.h"

#include <nlohmann/json.hpp>

// What Verify's replies and callbacks say about a phone. An object that was neither set for the phone nor asked for is
// missing, as with an account that has not enabled it.
namespace simulator {

/// Adds call_forwarding, number_deactivation_status, phone_type, risk, numbering, carrier and sim_swap to a reply.
void add_reply_facts(const phone_data& phone, const verification& entry, time_point now,
                     nlohmann::ordered_json& document);

/// The same for a callback: below score_status for a text message, at top level for a call.
void add_callback_facts(const phone_data& phone, const verification& entry, time_point now,
                        nlohmann::ordered_json& document);

/// The status that a check which the customer asked for blocks a send with: 130, 232, 518 or 519; 0 when none does.
int blocking_status(const phone_data& phone, const verification& entry, time_point now);

} // namespace simulator
