#include "support/ip_address.h"

#include <algorithm>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace support {

std::optional<ip_address> ip_address::parse(std::string_view text) {
    if (text.find('\0') != std::string_view::npos)
        return std::nullopt;
    const std::string terminated{text};
    ip_address result;
    result.m_is_v4 = ::inet_pton(AF_INET, terminated.c_str(), result.m_bytes.data()) == 1;
    if (result.m_is_v4)
        return result;
    in6_addr v6{};
    if (::inet_pton(AF_INET6, terminated.c_str(), &v6) != 1)
        return std::nullopt;
    result.m_is_v4 = IN6_IS_ADDR_V4MAPPED(&v6);
    result.m_bytes = {};
    std::copy(v6.s6_addr + (result.m_is_v4 ? 12 : 0), v6.s6_addr + 16, result.m_bytes.begin());
    return result;
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
