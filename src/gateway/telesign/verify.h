// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/telesign/api.h"
#include "gateway/verifier.h"

#include <memory>

namespace gateway::telesign {

/// The TeleSign Verify API: POST /v1/verify/{call,sms,smart}, GET /v1/verify/{reference_id}, PUT
/// /v1/verify/completion/{reference_id}.
std::unique_ptr<verifier> make_verifier(std::shared_ptr<api> verify_api);

} // namespace gateway::telesign
