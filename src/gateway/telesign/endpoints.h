// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace gateway::telesign {

/// The base URLs of one account, and which of them to try first. Thread-safe.
class endpoint_list {
public:
    using clock = std::chrono::steady_clock;

    /// How long another than the first one is preferred: then the first has its chance again.
    static constexpr std::chrono::minutes preference{1};

    /// `urls` must not be empty.
    explicit endpoint_list(std::vector<std::string> urls) : m_urls{std::move(urls)} {}

    [[nodiscard]] std::size_t size() const noexcept { return m_urls.size(); }
    [[nodiscard]] const std::string& url(std::size_t index) const { return m_urls.at(index); }
    [[nodiscard]] std::size_t after(std::size_t index) const noexcept { return (index + 1) % m_urls.size(); }

    /// Where a request that begins at `now` goes first.
    [[nodiscard]] std::size_t first(clock::time_point now) const;

    /// Says that `index` was reached at `now`.
    void reached(std::size_t index, clock::time_point now);

private:
    const std::vector<std::string> m_urls;
    mutable std::mutex m_mutex;
    std::size_t m_preferred = 0;
    clock::time_point m_until{}; ///< of the preference
};

} // namespace gateway::telesign
