#pragma once

#include "telesignctl/answer.h"
#include "telesignctl/connection.h"

#include <string>

namespace telesignctl {

/// The whole story of a login in the terminal, without PAM: plays the module's part of protocol.h.
answer log_in(connection& telesignd, const std::string& user, const std::string& service);

} // namespace telesignctl
