// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/check/finding.h"
#include "telesignctl/local/machine.h"

namespace telesignctl {

struct check_options {
    bool offline = false; ///< TeleSign is not asked
};

/// Runs all checks. For users other than root a finding lists those that were not run. A check that fails is a finding.
findings check(const machine& host, const check_options& options);

/// 0 all is well, 1 a warning, 2 an error: by the worst.
int exit_status(const findings& all);

} // namespace telesignctl
