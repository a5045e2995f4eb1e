// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>

// Commands that a remedy names, so that they work as they are written: on this machine, and for whoever reads them.
namespace telesignctl {

/// Whether systemd runs this machine: sd_booted(3).
bool is_run_by_systemd();

/// "systemctl reload ssh", or without systemd "service ssh reload".
std::string service_command(std::string_view action, std::string_view service,
                            bool systemd = is_run_by_systemd());

/// Where telesignd's log is read: "journalctl -t telesignd", or the file that Debian's syslog daemons write authpriv to.
std::string log_command(bool systemd = is_run_by_systemd());

/// The command, with sudo for users other than root.
std::string as_root(std::string command);

} // namespace telesignctl
