// SPDX-License-Identifier: BSD-3-Clause
#include "support/ip_address.h"

#include <algorithm>
#include <cstring>

#include <arpa/inet.h>

namespace support {

std::optional<ip_address> ip_address::parse(std::string_view text) {
    if (text.find('\0') != std::string_view::npos)
        return std::nullopt;
    const std::string terminated{text};
    in_addr v4{};
    if (::inet_pton(AF_INET, terminated.c_str(), &v4) == 1)
        return ip_address{v4};
    in6_addr v6{};
    if (::inet_pton(AF_INET6, terminated.c_str(), &v6) == 1)
        return ip_address{v6};
    return std::nullopt;
}

ip_address::ip_address(const in_addr& v4) noexcept : m_is_v4{true} {
    std::memcpy(m_bytes.data(), &v4, sizeof v4);
}

ip_address::ip_address(const in6_addr& v6) noexcept : m_is_v4{IN6_IS_ADDR_V4MAPPED(&v6)} {
    std::copy(v6.s6_addr + (m_is_v4 ? 12 : 0), v6.s6_addr + 16, m_bytes.begin());
}

ip_address ip_address::masked(unsigned prefix) const noexcept {
    ip_address result = *this;
    for (unsigned at = 0; at < result.m_bytes.size(); ++at) {
        const unsigned kept = std::clamp(prefix, at * 8, at * 8 + 8) - at * 8; // bits of this byte
        result.m_bytes[at] &= static_cast<unsigned char>(0xff00U >> kept);
    }
    return result;
}

std::string ip_address::text() const {
    char result[INET6_ADDRSTRLEN] = "";
    ::inet_ntop(m_is_v4 ? AF_INET : AF_INET6, m_bytes.data(), result, sizeof result);
    return result;
}

} // namespace support
