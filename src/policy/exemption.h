// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/settings.h"
#include "policy/accounts.h"
#include "support/ip_address.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace policy {

/// A login as [exempt] looks at it.
struct applicant {
    policy::account account; ///< whose phone would be asked
    std::string service;
    std::optional<support::ip_address>
        address; ///< where the login comes from, when that is a literal address
};

using membership_source = std::function<membership(const account& user, const std::string& group)>;

/// Returns the rule that exempts the login, and its value: "[exempt] groups !wheel", "[exempt office]"; or nullopt. A group
/// for which `groups_of` returns unknown, or throws, matches neither with `!` nor without.
std::optional<std::string> find_exemption(const std::vector<config::exempt_rule>& rules,
                                          const applicant& subject,
                                          const membership_source& groups_of = membership_of);

} // namespace policy
