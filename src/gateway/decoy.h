#pragma once

#include "gateway/lookup_cache.h"
#include "gateway/phone_lookup.h"
#include "gateway/provider_health.h"
#include "gateway/verifier.h"
#include "support/secret.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What a user without a phone sees: the same prompt after the same delay, and never success.
namespace gateway {

/// Two made-up digits for `user`: the same at every login and after every restart, unlike for others, and not
/// to be computed without `key`. Throws std::runtime_error when OpenSSL fails.
std::string decoy_ending(std::string_view user, const support::secret& key);

/// How long requests of a kind take where none was measured yet: unlike at other hosts, and not to be computed without
/// the key.
struct typical_time {
    std::chrono::steady_clock::duration median{};
    double spread = 0; ///< sigma of the logarithm

    /// Throws std::runtime_error when OpenSSL fails.
    typical_time(provider_health::kind which, const support::secret& key);
};

/// Remembers how long real requests took, so that a decoy can take as long. Thread-safe.
class response_times {
public:
    using duration = std::chrono::steady_clock::duration;

    void record(duration took);

    /// About as long as one of the last times, picked at random; before there are any, a typical one. Never the same twice.
    [[nodiscard]] duration sample(const typical_time& typical) const;

    /// The last times, oldest first.
    [[nodiscard]] std::vector<duration> past() const;

private:
    static constexpr std::size_t capacity = 32;
    mutable std::mutex m_mutex;
    std::array<duration, capacity> m_times{};
    std::size_t m_count = 0; ///< ever recorded
};

/// What decoys know of how long real requests took, for a telesignd that goes on.
struct times_past {
    std::vector<response_times::duration> send;
    std::vector<response_times::duration> check;
    std::vector<response_times::duration> lookup;
};

/// What decoys know of real requests, and share. For many threads.
struct verifier_times {
    explicit verifier_times(const timer& by = {}) : clock{by}, health{by}, decoy_lookups{by.now} {}

    const timer clock;
    response_times send;
    response_times check;
    response_times lookup; ///< of those that were made
    provider_health health;
    lookup_cache
        decoy_lookups; ///< by account: the next login of a user without a phone takes no time for them either

    [[nodiscard]] times_past past() const { return {send.past(), check.past(), lookup.past()}; }
    void restore(const times_past& past);
};

/// What a decoy works with; all of it outlives the decoy.
struct decoy_surroundings {
    verifier_times& times;
    verifier& provider;                     ///< the real one, for probes
    const support::secret& key;             ///< a secret of this host's
    std::chrono::seconds longest_request{}; ///< no made-up time is longer
};

/// A gateway that sends nothing and finds every code wrong, in the time that the real one takes, and fails as that one
/// does: the login's story runs on it word for word. One object serves one login.
class decoy_verifier final : public verifier {
public:
    /// How many wrong codes TeleSign takes for one of its own before it answers MAX_ATTEMPTS_EXCEEDED. Whoever shares a
    /// decoy's code among logins counts them together, as TeleSign does.
    static constexpr unsigned tries_per_code = 3;

    explicit decoy_verifier(const decoy_surroundings& around) : m_around{around} {}

    send_result send(const send_request& request, const std::stop_token& stop) override;
    check_result check(std::string_view reference_id, std::string_view code,
                       const std::stop_token& stop) override;
    delivery_result delivery(std::string_view reference_id, const std::stop_token& stop) override;
    tl::expected<void, std::string> complete(std::string_view reference_id,
                                             const std::stop_token& stop) override;
    send_result probe(const std::stop_token& stop) override;

    /// For a code that another login "sent": delivery() tells of that one.
    void join(gateway::channel way) noexcept { m_way = way; }

private:
    const decoy_surroundings m_around;
    channel m_way = channel::smart; ///< of the code that was "sent" last
};

/// A source of lookups that asks nobody and knows nothing, in the time that real ones take, and fails as they do.
class decoy_lookup final : public phone_lookup {
public:
    explicit decoy_lookup(const decoy_surroundings& around) : m_around{around} {}

    lookup_result look_up(const lookup_request& request, const std::stop_token& stop) override;
    [[nodiscard]] unsigned requests_for(const lookup_set& wanted) const override;

private:
    const decoy_surroundings m_around;
};

} // namespace gateway
