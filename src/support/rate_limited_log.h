// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <mutex>
#include <optional>

namespace support {

/// Keeps a log readable while the same thing happens again and again: says how often it did, once a minute. Thread-safe.
class rate_limited_log {
public:
    using time_point = std::chrono::steady_clock::time_point;

    /// How many came since the last line, this one included; nothing while no line is due.
    std::optional<unsigned> count(time_point now) {
        const std::lock_guard lock{m_mutex};
        ++m_count;
        if (m_last && now - *m_last < std::chrono::minutes{1})
            return std::nullopt;
        m_last = now;
        const unsigned counted = m_count;
        m_count = 0;
        return counted;
    }

private:
    std::mutex m_mutex;
    std::optional<time_point> m_last; ///< when a line was due
    unsigned m_count = 0;
};

} // namespace support
