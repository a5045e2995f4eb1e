#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

namespace policy {

/// A few places for work that is dear: whoever finds none waits for one. For many threads.
class places {
public:
    using clock = std::chrono::steady_clock;

    explicit places(unsigned count) : m_free{count} {}
    places(const places&) = delete;
    places& operator=(const places&) = delete;
    ~places() = default;

    /// Holds a place until its end.
    class place {
    public:
        explicit place(places& of) noexcept : m_of{&of} {}
        place(place&& other) noexcept : m_of{std::exchange(other.m_of, nullptr)} {}
        place(const place&) = delete;
        place& operator=(const place&) = delete;
        place& operator=(place&&) = delete;
        ~place();

    private:
        places* m_of;
    };

    /// Nothing when there is none until then, or `stop` ended the wait. The object must outlive the place.
    [[nodiscard]] std::optional<place> take(clock::time_point until, const std::stop_token& stop);

private:
    std::mutex m_mutex;
    std::condition_variable_any m_given_back;
    unsigned m_free;
};

} // namespace policy
