// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/values.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

// Spans of time and dates, from their text: as in values.h.
namespace config {

/// A number with its unit, as in `30s`, `90m`, `72h` or `14d`; `min` and `max` are included.
parsed<std::chrono::seconds> parse_duration(std::string_view text, std::chrono::seconds min,
                                            std::chrono::seconds max);

/// As the file has it: 14d rather than 1209600s.
std::string text_of(std::chrono::seconds span);

/// YYYY-MM-DD, a day that the calendar has.
parsed<std::chrono::sys_days> parse_date(std::string_view text);

/// [otp] next_channel_after: 5 to 600 plain seconds, or nothing at all for "never".
parsed<std::optional<std::chrono::seconds>> parse_next_channel_after(std::string_view text);

} // namespace config
