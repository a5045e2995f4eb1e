// SPDX-License-Identifier: BSD-3-Clause
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
    typical_time(provider_health::kind request_kind, const support::secret& key);
};

/// Records how long real requests took, so that a decoy can take as long. Thread-safe.
class response_times {
public:
    using duration = std::chrono::steady_clock::duration;

    void record(duration took);

    /// Returns about one of the last times, picked at random, or a typical one before there are any. Never the same twice.
    [[nodiscard]] duration sample(const typical_time& typical) const;

    /// Returns the last times, the oldest first.
    [[nodiscard]] std::vector<duration> past() const;

private:
    static constexpr std::size_t capacity = 32;
    mutable std::mutex m_mutex;
    std::array<duration, capacity> m_times{};
    std::size_t m_count = 0; ///< ever recorded
};

/// How long real requests took, to carry over a re-execution.
struct past_times {
    std::vector<response_times::duration> send;
    std::vector<response_times::duration> check;
    std::vector<response_times::duration> lookup;
};

/// What decoys know of real requests, and share. Thread-safe.
struct verifier_times {
    explicit verifier_times(const timer& timer = {})
        : clock{timer}, health{timer}, decoy_lookups{timer.now} {}

    const timer clock;
    response_times send;
    response_times check;
    response_times lookup; ///< of those that were made
    provider_health health;
    lookup_cache
        decoy_lookups; ///< by account: the next login of a user without a phone takes no time for them either

    [[nodiscard]] past_times past() const { return {send.past(), check.past(), lookup.past()}; }
    void restore(const past_times& past);
};

/// What a decoy works with; all of it outlives the decoy.
struct decoy_context {
    verifier_times& times;
    verifier& provider;                      ///< the real one, for probes
    const support::secret& key;              ///< a secret of this host's
    std::chrono::seconds max_request_time{}; ///< no made-up time is longer
};

/// A gateway that sends nothing and finds every code wrong, in the time that the real one takes, and fails as that one
/// does, so that a login runs on it as on a real one. One object serves one login.
class decoy_verifier final : public verifier {
public:
    /// How many wrong codes are tried for one. TeleSign answers MAX_ATTEMPTS_EXCEEDED after a number that its documents
    /// leave open; its newer Verify API takes three. Logins that share a code count them together, as TeleSign does.
    static constexpr unsigned tries_per_code = 3;

    explicit decoy_verifier(const decoy_context& context) : m_context{context} {}

    send_result send(const send_request& request, const std::stop_token& stop) override;
    check_result check(std::string_view reference_id, std::string_view code,
                       const std::stop_token& stop) override;
    delivery_result delivery(std::string_view reference_id, const std::stop_token& stop) override;
    tl::expected<void, std::string> complete(std::string_view reference_id,
                                             const std::stop_token& stop) override;
    send_result probe(const std::stop_token& stop) override;

    /// Lets delivery() report on a code that another login "sent".
    void join(gateway::channel channel) noexcept { m_channel = channel; }

private:
    const decoy_context m_context;
    channel m_channel = channel::smart; ///< of the code that was "sent" last
};

/// A source of lookups that asks nobody and knows nothing, in the time that real ones take, and fails as they do.
class decoy_lookup final : public phone_lookup {
public:
    explicit decoy_lookup(const decoy_context& context) : m_context{context} {}

    lookup_result look_up(const lookup_request& request, const std::stop_token& stop) override;
    [[nodiscard]] unsigned requests_for(const lookup_set& wanted) const override;

private:
    const decoy_context m_context;
};

} // namespace gateway
