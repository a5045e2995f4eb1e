// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/channel.h"
#include "telesign-simulator/encoding.h"
#include "telesign-simulator/tables.h"

#include <optional>

namespace simulator {

/// Checks a sender's form fields (TeleSign's references of Verify SMS, Verify Voice and Smart Verify, of 2022 and 2026);
/// nullopt when they are good. The error names the first field that is missing, given twice, of the wrong shape, without
/// its companion, another sender's, or no sender's. Stricter than TeleSign in the last point. Where two of TeleSign's pages
/// disagree, the one that its own SDKs' examples follow counts.
std::optional<api_error> check_fields(gateway::channel channel, const form& fields);

} // namespace simulator
