#pragma once

#include "config/settings.h"
#include "gateway/verifier.h"

#include <memory>

namespace gateway::telesign {

/// The TeleSign Verify API: POST /v1/verify/{call,sms,smart}, GET /v1/verify/{reference_id}. Copies what it needs of
/// the settings. Throws std::invalid_argument when api_key is not base64, std::runtime_error when libcurl cannot be
/// used: at start, never later.
std::unique_ptr<verifier> make_verifier(const config::telesign_settings& settings);

} // namespace gateway::telesign
