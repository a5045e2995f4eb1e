#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

// The times in TeleSign's replies: RFC 3339 or, in some of 2015, as in e-mail (RFC 5322 section 3.3); between 1970 and
// 2199 (all others are placeholders).
namespace gateway::telesign {

using reply_time = std::chrono::sys_time<std::chrono::nanoseconds>;

/// "2015-10-03T14:51:28.709526Z"; what is finer than a nanosecond is dropped. "Wed, 06 Nov 2015 13:36:07 -0800": the
/// name of the day counts for nothing, TeleSign's example has a wrong one. Nothing for any other shape, and for a date
/// that cannot be.
std::optional<reply_time> read_time(std::string_view text) noexcept;

/// "2018-09-05". Nothing for any other shape.
std::optional<std::chrono::sys_days> read_date(std::string_view text) noexcept;

/// "22:00:00", since midnight. Nothing for any other shape.
std::optional<std::chrono::seconds> read_time_of_day(std::string_view text) noexcept;

/// As read_time() takes it, in UTC and always with nine digits after the point, so that texts compare as times do.
std::string write_time(reply_time time);

/// "2018-04-05T00:00:00Z", as TeleSign's examples of last_verified and of consent's timestamp have it.
std::string write_timestamp(std::chrono::sys_seconds time);

} // namespace gateway::telesign
