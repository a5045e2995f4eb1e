// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/request_context.h"

#include <tl/expected.hpp>

namespace simulator {

/// Intelligence (endpoint::intelligence) and Score, which it replaces (endpoint::score); the reply before its faults:
/// TeleSign's reference "Intelligence". The error is for a request that TeleSign refuses. Stricter than TeleSign:
/// fields that the form does not have, or that come twice, are refused.
tl::expected<reply_builder, api_error> answer_intelligence(const request_context& current);

} // namespace simulator
