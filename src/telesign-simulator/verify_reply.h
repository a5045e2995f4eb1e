// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/job.h"
#include "telesign-simulator/verifications.h"

#include <string_view>

// The replies of the Verify endpoints, in the order of TeleSign's examples.
namespace simulator {

/// status.code of a send that goes well.
int first_status_of(gateway::channel way);

/// How the code travels, in a reply that is no error: call, sms, or for smart what it has chosen.
std::string_view sub_resource_of(const verification& entry);

/// What became of a verification by `when`: the senders' reply, and the status.
draft status_draft(const job& current, std::string_view reference_id, const verification& entry,
                   time_point when);

/// The completion's reply. Of a text message it has a form of its own.
draft completion_draft(const job& current, std::string_view reference_id, const verification& entry);

/// What a callback tells by `when`.
nlohmann::ordered_json callback_document(const job& current, std::string_view reference_id,
                                         const verification& entry, time_point when);

} // namespace simulator
