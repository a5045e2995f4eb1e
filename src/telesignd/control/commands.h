// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignd/control/command.h"
#include "telesignd/peer.h"

namespace telesignd {

/// Answers one command of telesignctl's: what it found as facts, then exactly one `done`, and one log line without
/// anything of the phone's owner. Only root is served. The results of `done`: granted (done; the code is valid), denied
/// and attempts_used_up (not delivered, wrong, expired, nobody with a phone), not_permitted (TeleSign blocks it, or not
/// root), unavailable (TeleSign not to be had), service_error (an invalid request; the text names the remedy).
void run_command(conversation& conversation, const command_request& request, const peer& caller,
                 const command_context& context);

} // namespace telesignd
