// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/url.h"

#include "support/ascii.h"
#include "telesign-simulator/parsing.h"

#include <algorithm>

#include <arpa/inet.h>

namespace simulator {

namespace {

bool is_visible(char c) {
    return c > ' ' && c < '\x7f';
}

bool is_host_character(char c) {
    return support::is_letter_or_digit(c) || c == '-' || c == '.';
}

/// Splits [ADDR]:PORT or NAME:PORT, the port optional, into host and port.
bool read_authority(std::string_view text, url& result) {
    const std::size_t colon = text.ends_with(']') ? std::string_view::npos : text.rfind(':');
    if (colon != std::string_view::npos) {
        const auto port = parse_within(text.substr(colon + 1), 1, 65535);
        if (!port)
            return false;
        result.port = *port;
        text = text.substr(0, colon);
    }
    if (text.starts_with('[') && text.ends_with(']')) {
        result.host = text.substr(1, text.size() - 2);
        in6_addr address{};
        return ::inet_pton(AF_INET6, result.host.c_str(), &address) == 1;
    }
    result.host = text;
    return !text.empty() && std::all_of(text.begin(), text.end(), is_host_character);
}

} // namespace

std::optional<url> parse_url(std::string_view text) {
    url result;
    result.tls = text.starts_with("https://");
    if (!result.tls && !text.starts_with("http://"))
        return std::nullopt;
    if (!std::all_of(text.begin(), text.end(), is_visible) || text.find('#') != std::string_view::npos)
        return std::nullopt;
    text.remove_prefix(text.find("//") + 2);
    result.authority = text.substr(0, text.find_first_of("/?"));
    result.target = text.substr(result.authority.size());
    if (!result.target.starts_with('/'))
        result.target.insert(0, "/");
    result.port = result.tls ? 443 : 80;
    return read_authority(result.authority, result) ? std::optional{result} : std::nullopt;
}

} // namespace simulator
