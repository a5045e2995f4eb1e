// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/job.h"

namespace simulator {

/// The whole reply to a lookup, its faults included.
draft look_up(const job& current);

} // namespace simulator
