// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/local/remedy.h"

#include "telesignctl/local/machine.h"

#include <fmt/format.h>
#include <unistd.h>

namespace telesignctl {

std::string as_root(std::string_view command) {
    return fmt::format("{}{}", ::geteuid() == 0 ? "" : "sudo ", command);
}

std::string start_command() {
    return as_root(machine{}.has_systemd() ? "systemctl start telesignd.socket" : "service telesignd start");
}

std::string status_command() {
    return as_root(machine{}.has_systemd() ? "systemctl status telesignd" : "service telesignd status");
}

} // namespace telesignctl
