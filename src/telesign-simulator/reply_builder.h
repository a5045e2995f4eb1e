// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/faults.h"
#include "telesign-simulator/request.h"
#include "telesign-simulator/route.h"
#include "telesign-simulator/tables.h"

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace simulator {

/// A reply whose body is still JSON, so that faults can change it.
struct reply_builder {
    nlohmann::ordered_json document;
    std::optional<std::string> raw_body; ///< in place of the document
    reply envelope;                      ///< all but the body
};

/// status.code with its text.
void set_status(nlohmann::ordered_json& document, int code);

/// What TeleSign answers in every case: status and errors[]; ordered as in its examples.
reply_builder begin_reply(int status_code, time_point now);

/// What a refusal, and a fault, need to know of the request.
struct fault_context {
    gateway::channel channel = gateway::channel::smart;
    std::string host;         ///< the Host header: where a redirect leads
    std::string reference_id; ///< of the request or of the reply
    time_point now;
    simulator::endpoint endpoint = endpoint::none;
    std::string phone_number = {}; ///< empty: not known
};

/// The reply to a request that TeleSign refuses: status and errors[] alone.
reply_builder refuse(const api_error& error, time_point now);

/// The same in the words and the shape that TeleSign documents for the endpoint: of Verify with reference_id and
/// sub_resource, of Verify Completion as {code, description} or {status, error}.
reply_builder refuse(const api_error& error, const fault_context& context);

/// Changes the reply as the fault says; what does not fit it is logged and answered with HTTP 500. Faults in a list are
/// applied one after another.
void apply_fault(const fault& each, const fault_context& context, reply_builder& builder);

/// Changes the reply as all of them say.
void apply_faults(const std::vector<fault>& faults, const fault_context& context, reply_builder& builder);

/// Where the redirect fault leads, in front of the reference id.
inline constexpr std::string_view redirected_path = "/v1/redirected/";

/// The bytes that go out, and the codes for the access log.
reply build_reply(reply_builder done);

} // namespace simulator
