#pragma once

#include "config/values.h"
#include "support/ip_address.h"

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

/// ADDRESS/PREFIX, or one address alone; no bits may be set behind the prefix. An IPv4-mapped network is IPv4.
parsed<support::ip_network> parse_network(std::string_view text);

} // namespace config
