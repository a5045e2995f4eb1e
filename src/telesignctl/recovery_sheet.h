// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/answer.h"

#include <string>

namespace telesignctl {

/// What `recovery new` prints for people: a sheet to hand to the user, of at most 80 columns, that says whose codes these
/// are, for which host, of when, and how to use them.
std::string recovery_sheet(const answer& reply);

} // namespace telesignctl
