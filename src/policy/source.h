#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace policy {

/// Where logins come from, as limits count it, from PAM_RHOST: a literal IPv4 address, or the /64 network of a literal
/// IPv6 one ("2001:db8:0:7::/64"), which one host may have all of (RFC 6177). An IPv4-mapped address is its IPv4, a zone
/// does not matter, no name is ever resolved. Nothing for a name, and for a login on this host itself.
std::optional<std::string> source_of(std::string_view rhost);

} // namespace policy
