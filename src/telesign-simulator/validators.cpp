// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/validators.h"

#include <algorithm>
#include <array>
#include <string>

#include <arpa/inet.h>

namespace simulator {

bool is_all_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_phone(std::string_view text) {
    return is_all_digits(text) && text.size() >= 7 && text.size() <= 15 && text.front() != '0';
}

bool is_ucid(std::string_view text) {
    constexpr std::array<std::string_view, 14> known{"ATCK", "BACF", "BACS", "CHBK", "CLDR", "LEAD", "OTHR",
                                                     "PWRT", "RESV", "RXPF", "SHIP", "THEF", "TRVF", "UNKN"};
    return std::find(known.begin(), known.end(), text) != known.end();
}

bool is_address(std::string_view text) {
    const std::string copy{text};
    in6_addr address{};
    return ::inet_pton(AF_INET, copy.c_str(), &address) == 1 ||
           ::inet_pton(AF_INET6, copy.c_str(), &address) == 1;
}

bool is_email(std::string_view text) {
    const std::size_t at = text.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
           text.find('@', at + 1) == std::string_view::npos &&
           text.find_first_of(" \t\r\n") == std::string_view::npos;
}

bool is_lifecycle_event(std::string_view text) {
    constexpr std::array<std::string_view, 5> known{"create", "sign-in", "transact", "update", "delete"};
    return std::find(known.begin(), known.end(), text) != known.end();
}

bool is_media_type(std::string_view header, std::string_view media_type) {
    return header.starts_with(media_type) &&
           (header.size() == media_type.size() || header[media_type.size()] == ';' ||
            header[media_type.size()] == ' ');
}

} // namespace simulator
