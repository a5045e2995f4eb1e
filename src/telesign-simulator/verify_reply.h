// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/request_context.h"
#include "telesign-simulator/verifications.h"

#include <string_view>

// The replies of the Verify endpoints, in the order of TeleSign's examples.
namespace simulator {

/// status.code of a send that goes well.
int first_status_of(gateway::channel channel);

/// How the code travels, in a reply that is no error: call, sms, or for smart what it has chosen.
std::string_view sub_resource_of(const verification& entry);

/// The state of a verification at `when`: the senders' reply, and the status.
reply_builder status_reply(const request_context& current, std::string_view reference_id,
                           const verification& entry, time_point when);

/// The completion's reply. Of a text message it has a form of its own.
reply_builder completion_reply(const request_context& current, std::string_view reference_id,
                               const verification& entry);

/// What a callback says at `when`.
nlohmann::ordered_json callback_document(const request_context& current, std::string_view reference_id,
                                         const verification& entry, time_point when);

} // namespace simulator
