// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignd/control/command.h"

// What each verb of telesignctl's does: one function a verb, listed in the table of commands.cpp. Only root gets here.
namespace telesignd {

// command_phone.cpp
verdict run_phoneid(command& asked); ///< what TeleSign knows of a phone
verdict run_send(command& asked);    ///< sends a code
verdict run_status(command& asked);  ///< whether a code is valid, or what became of it

// command_memory.cpp
verdict run_sessions(command& asked);   ///< whom [remember] lets in, from where, and until when
verdict run_forget(command& asked);     ///< ends that for one user
verdict run_forget_all(command& asked); ///< and for everybody

// command_recovery.cpp
verdict run_recovery_new(command& asked);  ///< recovery codes for a user, in place of those from before
verdict run_recovery_list(command& asked); ///< how many are left, and when the others were used
verdict run_recovery_left(command& asked); ///< how many are left

// command_version.cpp
verdict run_version(command& asked); ///< of this daemon

// command_limits.cpp
verdict run_limits(
    command& asked); ///< what is used of [limits], and whom it locks out: of a user, a source, or of all
verdict run_unlock(command& asked);        ///< takes a user's locks and wrong codes away
verdict run_unlock_limits(command& asked); ///< and what the limits count of the user

// command_report.cpp
verdict
run_report(command& asked); ///< codes and logins by day, service, channel and region, and their prices

// command_log.cpp
verdict run_log(command& asked); ///< logins, the oldest first: of a user or of all

// command_reload.cpp
verdict run_reload(command& asked); ///< reads the configuration anew

} // namespace telesignd
