// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/answer.h"

#include <chrono>
#include <string>

namespace telesignctl {

/// What `limits` prints for people: tables with the time that is left ("in 7 min") in place of when it ends, and without
/// the column `reserved` when nothing is.
std::string limits_as_tables(const answer& reply, std::chrono::sys_seconds now);

} // namespace telesignctl
