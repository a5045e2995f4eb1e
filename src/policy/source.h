// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace policy {

/// Where logins come from, as limits count it, from PAM_RHOST (remote_address()): an IPv4 address, or the /64 network of an
/// IPv6 one ("2001:db8:0:7::/64"), which one host may have all of (RFC 6177). Returns nullopt for a name, and for a login
/// on this host itself.
std::optional<std::string> source_of(std::string_view rhost);

} // namespace policy
