// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/phone_lookup.h"
#include "gateway/verifier.h"

#include <array>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string_view>

// How requests fare with the provider just now, so that in an outage a decoy ends as a real login does.
namespace gateway {

/// Waits for `time`. Returns false if `stop` was requested first.
bool pause(std::chrono::steady_clock::duration time, const std::stop_token& stop);

/// What requests are measured by, and what decoys wait by.
struct timer {
    std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
    std::function<bool(std::chrono::steady_clock::duration, const std::stop_token&)> pause = gateway::pause;
};

/// How a request fared, as far as that is the provider's doing and not the phone's or the code's.
struct request_end {
    gateway::outcome outcome = gateway::outcome::sent; ///< `sent`: it was answered as it should be
    std::string_view user_message = {};                ///< as in send_result
    bool answered = false;                             ///< as in send_result
    bool fate_unknown = false;                         ///< as in send_result
    std::chrono::steady_clock::duration took{};

    [[nodiscard]] bool has_failed() const noexcept { return outcome != outcome::sent; }
};

request_end end_of(const send_result& result, std::chrono::steady_clock::duration took);
request_end end_of(const check_result& result, std::chrono::steady_clock::duration took);
request_end end_of(const lookup_result& result, std::chrono::steady_clock::duration took);

/// Records how the last requests of all logins ended. Thread-safe.
class provider_health {
public:
    using clock = std::chrono::steady_clock;
    enum class kind { send, check, lookup };

    /// How long the end of a request is taken for that of the next one. Probes are no closer together than that.
    static constexpr std::chrono::seconds counts_for{5};
    /// The same for a failure of a real login's: the provider may answer a probe and no such request.
    static constexpr std::chrono::seconds failure_counts_for{60};

    explicit provider_health(timer timer) : m_timer{std::move(timer)} {}

    /// Records the end of a real login's request.
    void record(kind request_kind, const request_end& end);

    /// How a real login's request would end now: as the last one of its kind did, or a probe of `provider`, by whoever
    /// asked for one lately. Else makes one, which all who ask meanwhile wait for. `unavailable` soon after `stop` is
    /// requested.
    request_end expect(kind request_kind, verifier& provider, const std::stop_token& stop);

private:
    struct evidence {
        request_end end;
        clock::time_point at;
    };

    [[nodiscard]] std::optional<request_end> known(kind request_kind) const;
    request_end probe(verifier& provider, const std::stop_token& stop);

    const timer m_timer;
    std::mutex m_mutex;
    std::condition_variable_any m_probed;
    bool m_is_probing = false;
    std::array<std::optional<evidence>, 3> m_real; ///< by kind
    std::optional<evidence> m_probe;
};

} // namespace gateway
