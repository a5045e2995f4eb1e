// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

// Dates as protocols write them, whatever the locale and the time zone. Those that are read are of 1970 to 2199: what is
// outside is a placeholder.
namespace support {

using timestamp = std::chrono::sys_time<std::chrono::nanoseconds>;

/// "2015-10-03T14:51:28.709526Z" (RFC 3339); what is finer than a nanosecond is dropped. Nothing for any other shape, and
/// for a date that cannot be.
std::optional<timestamp> read_rfc3339(std::string_view text) noexcept;

/// "Wed, 06 Nov 2015 13:36:07 -0800" (RFC 5322 section 3.3), or with GMT or UTC: the name of the day counts for nothing,
/// TeleSign's example has a wrong one. Nothing for any other shape, and for a date that cannot be.
std::optional<timestamp> read_rfc5322(std::string_view text) noexcept;

/// "2018-09-05". Nothing for any other shape.
std::optional<std::chrono::sys_days> read_date(std::string_view text) noexcept;

/// "22:00:00", since midnight. Nothing for any other shape.
std::optional<std::chrono::seconds> read_time_of_day(std::string_view text) noexcept;

/// Return what read_rfc3339() takes, in UTC: "2018-04-05T00:00:00Z", with 6 or 9 digits after a point when `time` has
/// microseconds or nanoseconds, so that texts of one kind compare as the times do.
std::string write_rfc3339(std::chrono::sys_seconds time);
std::string write_rfc3339(std::chrono::sys_time<std::chrono::microseconds> time);
std::string write_rfc3339(timestamp time);

/// Returns a span as people say it, rounded up: "40 s", "7 min", "2 h 5 min", "3 d 4 h".
std::string write_span(std::chrono::seconds span);

/// Returns "Sat, 03 Oct 2015 14:51:28 GMT": HTTP's IMF-fixdate (RFC 9110 section 5.6.7).
std::string write_http_date(std::chrono::sys_seconds time);

} // namespace support
