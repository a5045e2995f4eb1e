// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "state/records.h"

#include <cstdint>
#include <string>
#include <vector>

namespace state {

/// Rows alike, counted.
struct tally {
    enum class kind : std::uint8_t {
        send, ///< codes that [limits] counts and that really went out
        login,
    };
    kind event = kind::send;
    std::string service;
    std::string channel;
    std::string region;
    std::string outcome;
    std::int64_t count = 0;

    bool operator==(const tally&) const = default;
};

/// Of one span of time.
struct tallies {
    std::vector<tally> rows;
    bool is_complete = true; ///< false: the file cannot be read, and only what waits to be written is counted
};

/// Counts what is not in the file yet: the events of `waiting` from `from` until before `to`.
void add_waiting(tallies& into, const std::vector<change>& waiting, time_point from, time_point to);

} // namespace state
