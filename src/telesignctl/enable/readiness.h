// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/enable/pam_edit.h"
#include "telesignctl/local/machine.h"

#include <chrono>
#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace telesignctl {

/// Whether the machine could answer a login at this service today: telesign.conf is good, somebody has a phone, telesignd
/// accepts. How long a login there waits for the code. The error: why everybody would be locked out, and the remedy.
tl::expected<std::chrono::seconds, std::string> check_readiness(const machine& host,
                                                                const std::string& service);

/// Whether telesign.conf asks at this service the members of a group only: its [exempt] lets the others pass, and nobody
/// while the system cannot tell who is in the group. The error: there is no such group or rule, and the remedy.
tl::expected<void, std::string> check_group(const machine& host, const std::string& service,
                                            const std::string& group);

/// Whether telesign.conf lets anybody pass at this service without a code.
bool lets_some_in_without_code(const machine& host, const std::string& service);

/// Why login(1) may end before the code has been typed (LOGIN_TIMEOUT of login.defs(5)); empty: it does not.
std::string short_login_timeout(const machine& host, std::chrono::seconds lifetime);

/// What else an administrator should set for this service; one sentence each.
std::vector<std::string> advice(const machine& host, const std::string& service);

} // namespace telesignctl
