// SPDX-License-Identifier: BSD-3-Clause
#include "config/listen_value.h"

#include <array>

#include <arpa/inet.h>

namespace config {

parsed<callback_settings> parse_listen(std::string_view text) {
    if (text.empty())
        return callback_settings{};
    const auto bad = refuse("{} is not an address and a port", text,
                            "write literal ones, as in 127.0.0.1:8080 or [::1]:8080");
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return bad;
    std::string address{text.substr(0, colon)};
    const bool bracketed = address.starts_with('[') && address.ends_with(']');
    if (bracketed)
        address = address.substr(1, address.size() - 2);
    std::array<unsigned char, sizeof(in6_addr)> binary{};
    const auto port = parse_number(text.substr(colon + 1), 1, 65'535);
    if (::inet_pton(bracketed ? AF_INET6 : AF_INET, address.c_str(), binary.data()) != 1 || !port)
        return bad;
    return callback_settings{std::move(address), static_cast<unsigned short>(*port)};
}

} // namespace config
