#pragma once

#include "config/settings.h"
#include "gateway/verifier.h"

#include <memory>

namespace gateway::telesign {

/// The TeleSign Verify API (telesign-api.md). Copies what it needs of the settings.
std::unique_ptr<verifier> make_verifier(const config::telesign_settings& settings);

} // namespace gateway::telesign
