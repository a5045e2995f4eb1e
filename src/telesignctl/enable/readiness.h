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
tl::expected<std::chrono::seconds, std::string> check_readiness(const machine& where,
                                                                const std::string& service);

/// Whether telesign.conf lets anybody pass at this service without a code.
bool may_ask_nothing(const machine& where, const std::string& service);

/// Why login(1) may end before the code has been typed (LOGIN_TIMEOUT of login.defs(5)); empty: it does not.
std::string short_login_timeout(const machine& where, std::chrono::seconds lifetime);

/// What else an administrator should set for this service; one sentence each.
std::vector<std::string> advice(const machine& where, const std::string& service);

} // namespace telesignctl
