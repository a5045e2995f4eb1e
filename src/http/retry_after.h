// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <ctime>
#include <optional>
#include <string>

namespace http {

/// How long the header Retry-After asks to wait (RFC 9110 section 10.2.3): delta-seconds, or a date, which counts from
/// `now`, the sender's time of the reply. A time in the past is no wait at all; nothing for any other value.
std::optional<std::chrono::seconds> read_retry_after(const std::string& value, std::time_t now);

} // namespace http
