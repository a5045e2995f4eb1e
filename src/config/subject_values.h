// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/values.h"
#include "support/ip_address.h"

#include <set>
#include <string>
#include <string_view>

// Who and where: users, groups, PAM services and networks, from their text (as in values.h).
namespace config {

/// Whether the name could be that of a PAM service: libpam looks them up in lower case, as names of files.
bool is_service_name(std::string_view name) noexcept;

/// The name of one user, as in passwd(5), without blanks.
parsed<std::string> parse_user_name(std::string_view text);

/// The name of one group, as in group(5); `!` before it: everybody who is not in it.
parsed<std::string> parse_group(std::string_view text);

/// The name of one PAM service.
parsed<std::string> parse_service(std::string_view text);

/// Names of PAM services with commas between them, or nothing.
parsed<std::set<std::string>> parse_services(std::string_view text);

/// Lists of them with commas between, one at least. A group that is named with and without `!` is an error: that is
/// everybody.
parsed<std::set<std::string>> parse_users(std::string_view text);
parsed<std::set<std::string>> parse_groups(std::string_view text);
parsed<std::set<std::string>> parse_some_services(std::string_view text);

/// ADDRESS/PREFIX, or one address alone; no bits may be set behind the prefix. An IPv4-mapped network is IPv4.
parsed<support::ip_network> parse_network(std::string_view text);

/// Several of them with commas between, one at least.
parsed<std::set<support::ip_network>> parse_networks(std::string_view text);

} // namespace config
