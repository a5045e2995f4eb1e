// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/settings.h"
#include "policy/recent_events.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

namespace policy {

/// One code, or a lookup before it, as the limits count it.
struct send_attempt {
    std::string user;          ///< whose phone is asked
    std::uint64_t phone = 0;   ///< the number; 0: the user has none, and nothing is really sent
    std::string source;        ///< source_of(); empty: this host, or a name
    bool may_be_call = false;  ///< by voice, or by smart
    bool unprivileged = false; ///< asked for by a program that is not root's
    std::string service = {};  ///< PAM's; an unprivileged program's is its own word and counts for nothing
};

/// A limit that is used up.
struct exceeded_limit {
    std::string_view name; ///< as in [limits]: "sends_per_user"; a literal
    config::rate limit;
    std::chrono::seconds wait{}; ///< until it allows one more, rounded up
    bool is_reserved = false; ///< it still allows services that have used none ([limits] reserve_per_service)
};

/// How much of a limit is used.
struct limit_usage {
    std::string_view name; ///< as in [limits]: "sends_per_user"; a literal
    std::string subject;   ///< the user, the source or the phone's digits; empty: all together
    bool is_phone = false; ///< `subject` must not be shown whole
    config::rate limit;
    std::size_t used = 0;
    std::size_t reserved = 0;    ///< of the limit, for services that have used none
    std::chrono::seconds wait{}; ///< until it allows one more, rounded up; 0: it does now
};

/// Counts codes that were sent, in sliding windows, in bounded memory. Thread-safe.
class send_limits {
public:
    using clock = std::chrono::steady_clock;
    enum class change { reserved, released };
    /// Called for each change, in order, under the mutex: it must return at once and call no member of this class.
    using listener = std::function<void(const send_attempt&, clock::time_point reserved_at, change)>;

    explicit send_limits(
        std::function<clock::time_point()> now = clock::now, listener on_change = [](auto&&...) {})
        : m_now{std::move(now)}, m_listener{std::move(on_change)} {}

    /// The right to send one code, taken before it is sent: two logins at once never share the last one.
    struct reservation {
        send_attempt attempt;
        clock::time_point reserved_at{};
    };

    /// Reserves a code if every limit allows it. The error is the limit to wait longest for.
    tl::expected<reservation, exceeded_limit> reserve(const send_attempt& attempt,
                                                      const config::limit_settings& limits);

    /// Returns the limit for which reserve() would fail now, or nullopt.
    std::optional<exceeded_limit> find_exceeded(const send_attempt& attempt,
                                                const config::limit_settings& limits) const;

    /// Releases the reservation of a code that certainly was not sent.
    void release(const reservation& unused);

    /// Exchanges `held` for a reservation of `attempt`, which has the same user, phone and source. This fails only if
    /// [limits] voice_total is used up, and then `held` remains.
    tl::expected<reservation, exceeded_limit> replace(const reservation& held, const send_attempt& attempt,
                                                      const config::limit_settings& limits);

    /// Forgets what was sent to a user, and to a phone unless it is 0, and ends the cooldown of the user's codes; what
    /// counts for the source and in all remains. Returns how many sends to the user that were. Calls `notify` as it calls
    /// the listener.
    std::size_t forget(
        const std::string& user, std::uint64_t phone, const config::limit_settings& limits,
        const std::function<void()>& notify = [] {});

    /// Returns whether forget() was called for the user at `time` or later.
    [[nodiscard]] bool has_forgotten_since(const std::string& user, clock::time_point time) const;

    /// Counts a code from before a restart, without calling the listener. An empty user and phone 0 do not count. To be
    /// called in order of time, before any login.
    void restore(const send_attempt& attempt, clock::time_point time, const config::limit_settings& limits);

    /// Returns how much is used of the limits of the user, phone and source that `subject` names, and of the limits of all.
    [[nodiscard]] std::vector<limit_usage> usage(const send_attempt& subject,
                                                 const config::limit_settings& limits) const;

    /// Returns the limits of single users, phones and sources that are used up, the latest first: up to `max_count` of each.
    [[nodiscard]] std::vector<limit_usage> full(const config::limit_settings& limits,
                                                std::size_t max_count) const;

    [[nodiscard]] clock::time_point now() const { return m_now(); }

private:
    [[nodiscard]] std::optional<exceeded_limit>
    exceeded(const send_attempt& attempt, const config::limit_settings& limits, clock::time_point now) const;
    void count(const send_attempt& attempt, clock::time_point time, const config::limit_settings& limits);
    void remove(const reservation& unused);

    std::function<clock::time_point()> m_now;
    listener m_listener;
    mutable std::mutex m_mutex;
    recent_events<std::string> m_by_user;
    recent_events<std::uint64_t> m_by_phone;
    recent_events<std::string> m_by_source;
    recent_events<bool> m_total; ///< false: all codes; true: those that may be calls
    recent_events<std::pair<std::string, std::string>> m_by_user_and_service; ///< of root's programs
    recent_events<std::pair<std::uint64_t, std::string>> m_by_phone_and_service;
    recent_events<std::string> m_forgotten; ///< users
};

} // namespace policy
