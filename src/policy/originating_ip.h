#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace policy {

/// The address for TeleSign's `originating_ip`, from PAM_RHOST: only a literal IPv4 or IPv6 address
/// (inet_pton(3); no name is ever resolved), an IPv4-mapped one as IPv4, without a zone. Nothing when it is
/// not a literal, not routable as a source (unspecified, loopback, link-local, multicast), or one of this
/// host's own: TeleSign wants the end user's address and never the server's.
std::optional<std::string> originating_ip(std::string_view rhost);

} // namespace policy
