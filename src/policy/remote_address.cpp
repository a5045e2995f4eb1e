// SPDX-License-Identifier: BSD-3-Clause
#include "policy/remote_address.h"

namespace policy {

std::optional<support::ip_address> remote_address(std::string_view rhost) {
    const bool is_v6 = rhost.find(':') != std::string_view::npos;
    return support::ip_address::parse(is_v6 ? rhost.substr(0, rhost.find('%')) : rhost);
}

} // namespace policy
