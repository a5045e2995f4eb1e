// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace simulator {

using time_point = std::chrono::system_clock::time_point;

/// Where the time comes from; tests turn it by hand.
using clock = std::function<time_point()>;

/// "Wed, 29 May 2015 00:09:08 GMT": the Date header (RFC 9110, IMF-fixdate).
std::string http_date(time_point when);

/// "Wed, 06 Nov 2015 13:36:07 -0800": submit_timestamp as TeleSign wrote it in 2015, in its own time zone.
std::string pacific_date(time_point when);

/// Reads a Date header as RFC 822 and its successors write it, the zone as GMT, UTC or ±hhmm.
std::optional<time_point> parse_http_date(std::string_view text);

/// "2015-10-03T14:51:28.709526Z": status.updated_on (RFC 3339).
std::string timestamp(time_point when);

/// Reads what timestamp() writes (the fraction may be missing), and a date alone, which is its first moment.
std::optional<time_point> parse_timestamp(std::string_view text);

/// Reads a whole date-time of RFC 3339 in any offset, and nothing shorter.
std::optional<time_point> parse_rfc3339(std::string_view text);

/// A moment, absolute or relative to the present.
struct moment {
    std::optional<time_point> at;
    std::chrono::hours ago{0}; ///< counts without `at`

    [[nodiscard]] time_point when(time_point now) const { return at ? *at : now - ago; }
};

/// Reads a timestamp, `N hours ago` or `N days ago`.
std::optional<moment> parse_moment(std::string_view text);

} // namespace simulator
