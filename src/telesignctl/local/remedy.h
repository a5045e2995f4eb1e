// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>

// Commands that messages tell people to run, as they work when pasted.
namespace telesignctl {

/// Returns the command as this process's user has to type it: with sudo unless it is root.
std::string as_root(std::string_view command);

/// Returns what starts telesignd: systemd's socket, or the init script where systemd does not run.
std::string start_command();

/// Returns what shows how telesignd is.
std::string status_command();

} // namespace telesignctl
