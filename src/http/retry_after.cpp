// SPDX-License-Identifier: BSD-3-Clause
#include "http/retry_after.h"

#include "support/ascii.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>

#include <curl/curl.h>

namespace http {

namespace {

constexpr std::int64_t max_wait = std::int64_t{365} * 24 * 60 * 60; // more is no different

} // namespace

std::optional<std::chrono::seconds> read_retry_after(const std::string& value, std::time_t now) {
    if (value.empty())
        return std::nullopt;
    if (value.find_first_not_of("0123456789") == std::string::npos) {
        std::int64_t delta = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), delta);
        return std::chrono::seconds{error == std::errc{} ? std::min(delta, max_wait) : max_wait};
    }
    if (!support::is_letter(
            value.front())) // all forms of HTTP-date begin with the day; libcurl takes others as well
        return std::nullopt;
    const std::time_t date = curl_getdate(value.c_str(), nullptr);
    if (date == -1)
        return std::nullopt;
    return std::chrono::seconds{std::clamp<std::int64_t>(date - now, 0, max_wait)};
}

} // namespace http
