// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/local/machine.h"
#include "telesignctl/pam/stack.h"

#include <string>
#include <string_view>
#include <vector>

namespace telesignctl {

/// The file that `--everywhere` changes: on Debian every service that asks for a password includes it. Stands for them all
/// where a service is named.
inline constexpr std::string_view common_auth = "common-auth";

/// How telesignctl's command line names a service: "sudo", or "--everywhere" for common_auth.
std::string argument_of(const std::string& service);

/// The PAM services that a program asks as, those first that it is named by: `sudo -i` is sudo-i, `su -` is su-l.
std::vector<std::string> service_aliases(const std::string& service);

/// Whether the machine has such a PAM service.
bool has_service(const machine& host, const std::string& service);

/// Whether the service's auth stack has lines of this file, as `read` gives it.
bool includes(const std::string& service, std::string_view file, const pam::file_reader& read);

/// The services that a change to this one protects: its aliases, and for common_auth all that include it.
std::vector<std::string> services_of(const machine& host, const std::string& service);

/// Reads files of the PAM folder by the names that services and includes use.
pam::file_reader pam_reader(const machine& host);

/// Every PAM service of the machine, without editors' and dpkg's leftovers and without the common-* that others include.
std::vector<std::string> all_services(const machine& host);

} // namespace telesignctl
