// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/verifier.h"
#include "telesignd/login/subject.h"

#include <stop_token>

namespace telesignd {

/// Has `by` send one code to the subject, by `channel`, with all fields that are configured for it. Under `verify_code =
/// local` the code is made here, afresh; without random numbers nothing is sent (outcome::not_possible).
gateway::send_result send_code(gateway::verifier& by, const subject& subject, gateway::channel channel,
                               const std::stop_token& stop);

} // namespace telesignd
