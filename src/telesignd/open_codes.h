#pragma once

#include "gateway/channel.h"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>

namespace telesignd {

/// A code that was sent. Logins that joined share it.
struct sent_code {
    gateway::channel way = gateway::channel::smart;
    std::string reference_id; ///< empty for a decoy's
    bool is_own = false;      ///< telesignd made it, and not TeleSign
    std::chrono::steady_clock::time_point sent_at{};
    std::atomic<bool> closed = false; ///< valid once, expired, exhausted, not delivered, or given up

    /// Uses the code up: true for the first who asks, whatever a provider says of a code that is typed twice.
    [[nodiscard]] bool claim() noexcept { return !closed.exchange(true); }
};

/// The codes that somebody may still type, so that a second login of the same person joins the first one's code:
/// programs run the PAM stack twice, and people press Ctrl-C and try again. Thread-safe.
class open_codes {
public:
    using clock = std::chrono::steady_clock;

    /// Who waits for a code, and where: only logins that agree in all of it share one.
    struct place {
        std::string account;
        std::string service;
        std::string source; ///< the remote host, else the terminal
        std::string caller; ///< PAM_RUSER

        friend bool operator<(const place& one, const place& other) {
            return std::tie(one.account, one.service, one.source, one.caller) <
                   std::tie(other.account, other.service, other.source, other.caller);
        }
    };

    static constexpr std::size_t capacity = 10'000;          ///< places; a full table shares no more codes
    static constexpr std::chrono::minutes longest_reuse{10}; ///< entries older than this go

    explicit open_codes(std::function<clock::time_point()> now = clock::now) : m_now{std::move(now)} {}

    /// The newest code for that place when it is not closed and younger than `reuse`; else null.
    std::shared_ptr<sent_code> find(const place& where, std::chrono::seconds reuse);

    void add(const place& where, std::shared_ptr<sent_code> code);

private:
    void forget_old(clock::time_point now);

    std::function<clock::time_point()> m_now;
    std::mutex m_mutex;
    std::map<place, std::shared_ptr<sent_code>> m_codes;
};

} // namespace telesignd
