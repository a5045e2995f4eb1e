// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/verifier.h"
#include "telesignd/verdict.h"

#include <string_view>

namespace telesignd {

/// What an outcome that says no more means to an administrator.
verdict verdict_on(gateway::outcome outcome);

/// The same for an answer in which only `success` is one, with what TeleSign's status adds.
verdict verdict_on(gateway::outcome outcome, gateway::outcome success, std::string_view user_message);

} // namespace telesignd
