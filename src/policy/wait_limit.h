// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>

namespace policy {

/// How long a login waits for another one: until a deadline, a stop request, or until nobody wants the result any more.
struct wait_limit {
    std::chrono::steady_clock::time_point until{};
    std::stop_token stop = {};
    /// Whether nobody wants the result any more. Called four times a second, under the mutex: it must return at once.
    std::function<bool()> is_gone = [] { return false; };

    /// Waits on `changed`, with `lock` as for a condition variable, until is_over(). Returns false if the limit was reached
    /// first.
    template <typename Predicate>
    bool wait(std::condition_variable_any& changed, std::unique_lock<std::mutex>& lock,
              Predicate is_over) const {
        constexpr std::chrono::milliseconds between_looks{250};
        for (;;) {
            const auto look = std::min(until, std::chrono::steady_clock::now() + between_looks);
            if (changed.wait_until(lock, stop, look, is_over))
                return true;
            if (look == until || stop.stop_requested() || is_gone())
                return false;
        }
    }
};

} // namespace policy
