// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/ip_address.h"

#include <optional>
#include <string_view>

namespace policy {

/// Returns the address that PAM_RHOST is, or nullopt if it is a name or empty: a literal IPv4 or IPv6 address
/// (inet_pton(3); no name is ever resolved), an IPv4-mapped one as IPv4, without its zone ("fe80::1%eth0", RFC 4007),
/// which means something on this host only. Whatever asks where a login comes from asks here.
std::optional<support::ip_address> remote_address(std::string_view rhost);

} // namespace policy
