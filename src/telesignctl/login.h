// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/answer.h"
#include "telesignctl/connection.h"

#include <string>

namespace telesignctl {

/// Runs a complete login in the terminal, without PAM, in the module's role of protocol.h.
answer log_in(connection& telesignd, const std::string& user, const std::string& service);

} // namespace telesignctl
