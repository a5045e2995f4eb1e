// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/local/machine.h"
#include "telesignctl/pam/stack.h"

#include <string>
#include <vector>

namespace telesignctl {

/// The PAM services that a program asks as, those first that it is named by: `sudo -i` is sudo-i, `su -` is su-l.
std::vector<std::string> service_aliases(const std::string& service);

/// Whether the machine has such a PAM service.
bool has_service(const machine& host, const std::string& service);

/// Reads files of the PAM folder by the names that services and includes use.
pam::file_reader pam_reader(const machine& host);

/// Every PAM service of the machine, without editors' and dpkg's leftovers and without the common-* that others include.
std::vector<std::string> all_services(const machine& host);

} // namespace telesignctl
