// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>

namespace tests {

/// A clock that stands until the test turns it.
struct fake_clock {
    std::chrono::steady_clock::time_point now{std::chrono::hours{1000}};

    auto reader() {
        return [this] { return now; };
    }
};

} // namespace tests
