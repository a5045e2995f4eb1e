#pragma once

#include "gateway/verifier.h"
#include "support/secret.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

// What a user without a phone sees: the same prompt after the same delay, and never success.
namespace policy {

/// Two made-up digits for `user`: the same at every login and after every restart, unlike for others, and not
/// to be computed without `key`. Throws std::runtime_error when OpenSSL fails.
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

struct verifier_times {
    response_times send;
    response_times check;
    response_times lookup; ///< kept answers included
};

/// Waits for `time`; false when `stop` ended it.
bool pause(response_times::duration time, const std::stop_token& stop);

/// A gateway that sends nothing and finds every code wrong, in the time that the real one takes: the login's
/// story runs on it word for word. One object serves one login.
class decoy_verifier final : public gateway::verifier {
public:
    /// How many wrong codes TeleSign takes for one of its own before it answers MAX_ATTEMPTS_EXCEEDED. Whoever shares a
    /// decoy's code among logins counts them together, as TeleSign does.
    static constexpr unsigned tries_per_code = 3;

    /// `times` must outlive the object.
    explicit decoy_verifier(const verifier_times& times) : m_times{times} {}

    gateway::send_result send(const gateway::send_request& request, const std::stop_token& stop) override;
    gateway::check_result check(std::string_view reference_id, std::string_view code,
                                const std::stop_token& stop) override;
    gateway::delivery_result delivery(std::string_view reference_id, const std::stop_token& stop) override;
    tl::expected<void, std::string> complete(std::string_view reference_id,
                                             const std::stop_token& stop) override;

private:
    const verifier_times& m_times;
    gateway::channel m_way = gateway::channel::smart; ///< of the code that was "sent" last
};

} // namespace policy
