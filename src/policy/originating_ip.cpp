// SPDX-License-Identifier: BSD-3-Clause
#include "policy/originating_ip.h"

#include "policy/remote_address.h"

#include <algorithm>
#include <array>
#include <memory>

#include <ifaddrs.h>
#include <netinet/in.h>

namespace policy {

namespace {

using support::ip_address;

/// No host elsewhere has such an address: IANA's special-purpose registries (RFC 6890), RFC 5771, RFC 4291.
bool is_never_remote(const ip_address& address) {
    struct network {
        const char* first;
        unsigned prefix;
    };
    constexpr std::array<network, 9> networks{{{"0.0.0.0", 8},
                                               {"127.0.0.0", 8},
                                               {"169.254.0.0", 16},
                                               {"224.0.0.0", 4},
                                               {"240.0.0.0", 4},
                                               {"::", 128},
                                               {"::1", 128},
                                               {"fe80::", 10},
                                               {"ff00::", 8}}};
    return std::any_of(networks.begin(), networks.end(), [&](const network& each) {
        return support::ip_network{ip_address::parse(each.first).value(), each.prefix}.contains(address);
    });
}

std::optional<ip_address> address_of(const sockaddr* address) {
    if (address != nullptr && address->sa_family == AF_INET)
        return ip_address{reinterpret_cast<const sockaddr_in*>(address)->sin_addr};
    if (address != nullptr && address->sa_family == AF_INET6)
        return ip_address{reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr};
    return std::nullopt;
}

/// True also when the interfaces cannot be listed: then nothing is sent rather than something wrong.
bool is_own(const ip_address& address) {
    ifaddrs* first = nullptr;
    if (::getifaddrs(&first) != 0)
        return true;
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> list{first, &::freeifaddrs};
    for (const ifaddrs* each = first; each != nullptr; each = each->ifa_next)
        if (address_of(each->ifa_addr) == address)
            return true;
    return false;
}

} // namespace

std::optional<std::string> originating_ip(std::string_view rhost) {
    const auto address = remote_address(rhost);
    if (!address || is_never_remote(*address) || is_own(*address))
        return std::nullopt;
    return address->text();
}

} // namespace policy
