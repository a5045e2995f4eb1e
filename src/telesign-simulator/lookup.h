// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/request_context.h"

namespace simulator {

/// The whole reply to a lookup, its faults included.
reply_builder look_up(const request_context& current);

} // namespace simulator
