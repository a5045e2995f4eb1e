// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/values.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The limits of [limits], from their text (as in values.h) and for the log.
namespace config {

/// How many of something there may be in any span of time that long; it slides.
struct rate {
    unsigned count = 1;
    std::chrono::seconds window{1};

    bool operator==(const rate&) const = default;
};

/// COUNT/WINDOW, as in `5/10m`: 1 to 100000, and 1s to 30d. Nothing at all means no limit.
parsed<std::optional<rate>> parse_rate(std::string_view text);

/// Several of them, all of which hold, with commas between. Nothing at all means no limit.
parsed<std::vector<rate>> parse_rates(std::string_view text);

/// As the file has it: "5/10m".
std::string text_of(const rate& limit);

} // namespace config
