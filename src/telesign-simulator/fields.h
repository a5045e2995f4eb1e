#pragma once

#include "gateway/channel.h"
#include "telesign-simulator/encoding.h"
#include "telesign-simulator/tables.h"

#include <optional>

namespace simulator {

/// Checks a sender's form fields (telesign-api.md, "Form fields of the three senders"); nullopt when they are good.
/// The error names the first field that is missing, given twice, of the wrong shape, without its companion, or
/// another sender's. Names that no sender knows are ignored, as TeleSign does.
std::optional<api_error> check_fields(gateway::channel way, const form& fields);

} // namespace simulator
