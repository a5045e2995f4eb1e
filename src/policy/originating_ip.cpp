#include "policy/originating_ip.h"

#include <cstring>
#include <memory>

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>

namespace policy {

namespace {

std::optional<in_addr> parse_v4(const std::string& text) {
    in_addr address{};
    if (::inet_pton(AF_INET, text.c_str(), &address) == 1)
        return address;
    return std::nullopt;
}

std::optional<in6_addr> parse_v6(const std::string& text) {
    in6_addr address{};
    if (::inet_pton(AF_INET6, text.c_str(), &address) == 1)
        return address;
    return std::nullopt;
}

bool is_foreign(const in_addr& address) noexcept {
    const std::uint32_t host_order = ntohl(address.s_addr);
    const bool loopback = host_order >> 24 == IN_LOOPBACKNET;
    const bool this_network = host_order >> 24 == 0;
    const bool link_local = host_order >> 16 == 0xa9fe; // 169.254/16, RFC 3927
    const bool multicast_or_reserved = host_order >> 28 >= 0xe;
    return !loopback && !this_network && !link_local && !multicast_or_reserved;
}

bool is_foreign(const in6_addr& address) noexcept {
    return !IN6_IS_ADDR_UNSPECIFIED(&address) && !IN6_IS_ADDR_LOOPBACK(&address) &&
           !IN6_IS_ADDR_LINKLOCAL(&address) && !IN6_IS_ADDR_MULTICAST(&address);
}

/// True also when the interfaces cannot be listed: then nothing is sent rather than something wrong.
bool is_own(int family, const void* address, std::size_t size) {
    ifaddrs* first = nullptr;
    if (::getifaddrs(&first) != 0)
        return true;
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> list{first, &::freeifaddrs};
    for (const ifaddrs* each = first; each != nullptr; each = each->ifa_next) {
        if (each->ifa_addr == nullptr || each->ifa_addr->sa_family != family)
            continue;
        const void* own =
            family == AF_INET
                ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in*>(each->ifa_addr)->sin_addr)
                : &reinterpret_cast<const sockaddr_in6*>(each->ifa_addr)->sin6_addr;
        if (std::memcmp(own, address, size) == 0)
            return true;
    }
    return false;
}

template <typename Address>
std::optional<std::string> foreign_text(int family, const Address& address) {
    if (!is_foreign(address) || is_own(family, &address, sizeof address))
        return std::nullopt;
    char text[INET6_ADDRSTRLEN] = "";
    if (::inet_ntop(family, &address, text, sizeof text) == nullptr)
        return std::nullopt;
    return text;
}

} // namespace

std::optional<std::string> originating_ip(std::string_view rhost) {
    if (rhost.find('\0') != std::string_view::npos)
        return std::nullopt;
    if (const auto v4 = parse_v4(std::string{rhost}))
        return foreign_text(AF_INET, *v4);
    // A zone ("fe80::1%eth0", RFC 4007) means something on this host only.
    const auto v6 = parse_v6(std::string{rhost.substr(0, rhost.find('%'))});
    if (!v6)
        return std::nullopt;
    if (IN6_IS_ADDR_V4MAPPED(&*v6)) {
        in_addr v4{};
        std::memcpy(&v4, v6->s6_addr + 12, sizeof v4);
        return foreign_text(AF_INET, v4);
    }
    return foreign_text(AF_INET6, *v6);
}

} // namespace policy
