#pragma once

#include "telesignctl/answer.h"
#include "telesignctl/connection.h"
#include "telesignctl/request.h"

#include <string>

namespace telesignctl {

/// Sends one command and gathers its answer. Facts that came before something went wrong stay in it.
answer ask(connection& telesignd, const request& command);

/// The same over a connection of its own.
answer ask(const std::string& socket, const request& command);

} // namespace telesignctl
