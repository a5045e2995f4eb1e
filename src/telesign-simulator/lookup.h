#pragma once

#include "telesign-simulator/job.h"

namespace simulator {

/// The whole reply to a lookup, its faults included.
draft look_up(const job& current);

} // namespace simulator
