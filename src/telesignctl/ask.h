// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/answer.h"
#include "telesignctl/connection.h"
#include "telesignctl/request.h"

#include <functional>
#include <string>

namespace telesignctl {

/// Prints an answer that must have been read before telesignd changes anything. False: it cannot be printed.
using printer = std::function<bool(const answer&)>;

/// Sends one command and gathers its answer. Facts that came before something went wrong stay in it. `print` is called
/// when telesignd wants that (protocol.h); without, that is an error.
answer ask(connection& telesignd, const request& command, const printer& print = {});

/// The same over a connection of its own.
answer ask(const std::string& socket, const request& command, const printer& print = {});

} // namespace telesignctl
