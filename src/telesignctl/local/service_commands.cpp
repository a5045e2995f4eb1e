// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/local/service_commands.h"

#include <fmt/format.h>
#include <unistd.h>

namespace telesignctl {

bool is_run_by_systemd() {
    return ::access("/run/systemd/system", F_OK) == 0;
}

std::string service_command(std::string_view action, std::string_view service, bool systemd) {
    return systemd ? fmt::format("systemctl {} {}", action, service)
                   : fmt::format("service {} {}", service, action);
}

std::string log_command(bool systemd) {
    return systemd ? "journalctl -t telesignd" : "grep telesignd /var/log/auth.log";
}

std::string as_root(std::string command) {
    return ::geteuid() == 0 ? std::move(command) : "sudo " + command;
}

} // namespace telesignctl
