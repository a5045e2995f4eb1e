// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

namespace support {

/// A counting semaphore whose permits release themselves, for work of which only so much may run at once. Thread-safe.
/// (std::counting_semaphore takes no stop token.)
class semaphore {
public:
    using clock = std::chrono::steady_clock;

    explicit semaphore(unsigned count) : m_free{count} {}
    semaphore(const semaphore&) = delete;
    semaphore& operator=(const semaphore&) = delete;
    ~semaphore() = default;

    /// Released by its destructor.
    class permit {
    public:
        explicit permit(semaphore& owner) noexcept : m_owner{&owner} {}
        permit(permit&& other) noexcept : m_owner{std::exchange(other.m_owner, nullptr)} {}
        permit(const permit&) = delete;
        permit& operator=(const permit&) = delete;
        permit& operator=(permit&&) = delete;
        ~permit();

    private:
        semaphore* m_owner;
    };

    /// Returns a permit, or nullopt if none is free until then or `stop` is requested. The semaphore must outlive the permit.
    [[nodiscard]] std::optional<permit> acquire(clock::time_point until, const std::stop_token& stop);

private:
    std::mutex m_mutex;
    std::condition_variable_any m_released;
    unsigned m_free;
};

} // namespace support
