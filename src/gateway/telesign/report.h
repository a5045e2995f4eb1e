// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/phone_facts.h"

#include <nlohmann/json_fwd.hpp>

namespace gateway::telesign {

/// Adds every scalar of a reply by its dotted name ("porting_history.portings.0.carrier_name"), but what says nothing of
/// the phone (reference_id, errors, sub_resource, when a status changed) and what is in the report already. The values
/// are TeleSign's: whoever prints them cleans them of control characters.
void add_report(phone_report& into, const nlohmann::json& reply);

} // namespace gateway::telesign
