// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignd/handover.h"
#include "telesignd/listening.h"

#include <filesystem>

namespace telesignd {

/// Has another program, by its path, go on in the place of this one: in the same process, with the same arguments and
/// listening socket (passed as systemd does, sd_listen_fds(3)), so that who connects meanwhile is served by it, and with what
/// is `left`. An upgrade uses this to put the new telesignd to work (SIGUSR1). Returns only when that has failed, which
/// is logged; the process cannot go on then.
void reexec(const listening_socket& socket, const std::filesystem::path& program, char** argv, handover left);

/// What the telesignd before this one in the same process has left, if there was one. What cannot be read is logged.
handover take_handover();

} // namespace telesignd
