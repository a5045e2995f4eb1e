#pragma once

#include "protocol/message.h"
#include "telesignctl/answer.h"
#include "telesignctl/connection.h"

namespace telesignctl {

/// Sends one command and gathers its answer. Facts that came before something went wrong stay in it.
answer ask(connection& telesignd, const protocol::writer& command);

} // namespace telesignctl
