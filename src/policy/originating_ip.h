// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace policy {

/// Returns the address for TeleSign's `originating_ip`, from PAM_RHOST, or nullopt if that is no literal one
/// (remote_address()), not routable as a source (unspecified, loopback, link-local, multicast), or one of this host's
/// own: TeleSign wants the end user's address and never the server's.
std::optional<std::string> originating_ip(std::string_view rhost);

} // namespace policy
