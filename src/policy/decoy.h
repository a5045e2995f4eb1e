#pragma once

#include "support/secret.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

// What a user without a phone sees: the same prompt after the same delay, and never success.
namespace policy {

/// Two made-up digits for `user`: the same at every login and after every restart, unlike for others, and not to
/// be computed without `key`.
std::string decoy_ending(std::string_view user, const support::secret& key);

/// Remembers how long real requests took, so that a decoy can take as long. Thread-safe.
class response_times {
public:
    using duration = std::chrono::steady_clock::duration;

    void record(duration took);

    /// One of the last times, picked at random; before there are any, a typical one.
    [[nodiscard]] duration sample() const;

private:
    static constexpr std::size_t capacity = 32;
    mutable std::mutex m_mutex;
    std::array<duration, capacity> m_times{};
    std::size_t m_count = 0; ///< ever recorded
};

} // namespace policy
