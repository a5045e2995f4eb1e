// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/local/machine.h"

#include <optional>
#include <string>
#include <vector>

namespace telesignctl {

/// Who is in a group, by its list or as their first group; nothing when there is no such group. Asks the system (NSS).
std::optional<std::vector<std::string>> members_of(const std::string& group);

/// Accounts with a shell of /etc/shells: people, and root. Those of a directory that lists nobody (LDAP, SSSD) are not
/// among them.
std::vector<std::string> accounts_with_shell();

/// What to add to a finding about all of them: that a directory (by nsswitch.conf(5)) may know others, or that a scratch
/// copy has no accounts of its own. Empty: these are all.
std::string unlisted_accounts(const machine& host);

} // namespace telesignctl
