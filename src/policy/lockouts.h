// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/settings.h"
#include "policy/recent_events.h"
#include "policy/wait_limit.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

namespace policy {

/// Whose codes are typed, and from where.
struct lockout_key {
    std::string user;   ///< whose phone is asked
    std::string source; ///< source_of_guesses()
};

/// The wrong codes and the lock of a user and source.
struct lockout_status {
    lockout_key key;                                     ///< an empty source: from everywhere
    std::size_t failures = 0;                            ///< wrong codes that count towards the next lock
    std::optional<std::chrono::seconds> locked_for = {}; ///< rounded up; nullopt: not locked
};

/// Returns the source that wrong codes are counted for, from PAM_RHOST: that of source_of(). All hosts known by name only
/// are one source ("names"), so that nobody escapes by renaming a host, and logins on this host itself are another ("local").
std::string source_of_guesses(std::string_view rhost);

/// Why a code may not be checked now.
struct check_refusal {
    /// Rounded up. nullopt: not locked, but checks in progress held all reservations until the wait limit was reached.
    std::optional<std::chrono::seconds> locked_for;
};

/// Counts wrong codes across logins and locks users out, in bounded memory. Thread-safe. A check is reserved before it is
/// made, so that however many logins check at once, no more codes than [limits] failures are tried before the lock begins.
class lockouts {
    using counter_key =
        std::pair<std::string, std::string>; ///< the user, and the source if [limits] lock_scope says so

public:
    using clock = std::chrono::steady_clock;
    /// Called for each wrong code, in order, with whether it locked. Runs under the mutex: it must return at once and call no
    /// member of this class.
    using listener = std::function<void(const lockout_key&, clock::time_point time, bool locked)>;

    explicit lockouts(
        std::function<clock::time_point()> now = clock::now, listener on_change = [](auto&&...) {})
        : m_now{std::move(now)}, m_listener{std::move(on_change)} {}

    /// The right to make one check. The destructor releases it, for a check that got no answer. The lockouts must outlive
    /// it.
    class reservation {
    public:
        reservation() = default;
        reservation(reservation&& other) noexcept
            : m_owner{std::exchange(other.m_owner, nullptr)}, m_subject{std::move(other.m_subject)},
              m_key{std::move(other.m_key)} {}
        reservation(const reservation&) = delete;
        reservation& operator=(const reservation&) = delete;
        reservation& operator=(reservation&&) = delete;
        ~reservation();

    private:
        friend class lockouts;
        reservation(const lockout_key& subject, counter_key key)
            : m_subject{subject}, m_key{std::move(key)} {}

        lockouts* m_owner = nullptr; ///< null: there is nothing to release
        lockout_key m_subject;
        counter_key m_key;
    };

    /// Returns how long the user gets no further tries, rounded up, or nullopt if they are not locked.
    [[nodiscard]] std::optional<std::chrono::seconds> locked_for(const lockout_key& subject,
                                                                 const config::limit_settings& limits) const;

    /// Returns how many wrong codes in a row would lock the user, or nullopt if none do.
    [[nodiscard]] std::optional<unsigned> tries_left(const lockout_key& subject,
                                                     const config::limit_settings& limits) const;

    /// Reserves one check. While checks in progress hold all that are left, waits for their results.
    tl::expected<reservation, check_refusal>
    reserve(const lockout_key& subject, const config::limit_settings& limits, const wait_limit& wait);

    /// Counts a wrong code. The one that reaches [limits] failures locks.
    void wrong_code(reservation checked, const config::limit_settings& limits);

    /// Releases the reservation of a right code. Returns how long a lock holds that has begun meanwhile and takes precedence.
    /// Else calls `admit`, under the mutex, so that no lock begins in between: it must return at once and call no member of
    /// this class.
    std::optional<std::chrono::seconds> right_code(reservation checked, const config::limit_settings& limits,
                                                   const std::function<void()>& admit);

    /// Counts a wrong code from before a restart, without calling the listener. To be called in order of time, before any
    /// login.
    void restore(const lockout_key& subject, clock::time_point time, bool locked,
                 const config::limit_settings& limits);

    /// Returns who is locked or has wrong codes that count, for one user, or for all if `user` is empty: up to `max_count`,
    /// the latest first.
    [[nodiscard]] std::vector<lockout_status>
    statuses(const std::string& user, const config::limit_settings& limits, std::size_t max_count) const;

    /// What unlock() removed.
    struct unlocked {
        std::size_t locks = 0;
        std::size_t failures = 0;
    };
    /// Removes a user's locks and the wrong codes that count towards the next one, for one source or for all. Calls `notify`
    /// as it calls the listener, so that both calls come in order.
    unlocked unlock(
        const std::string& user, const std::optional<std::string>& source,
        const config::limit_settings& limits, const std::function<void()>& notify = [] {});

private:
    static counter_key key_of(const lockout_key& subject, const config::limit_settings& limits);
    [[nodiscard]] std::optional<std::chrono::seconds> lock_left(const counter_key& key,
                                                                const config::limit_settings& limits) const;
    [[nodiscard]] std::size_t failures_of(const counter_key& key, const config::limit_settings& limits) const;
    [[nodiscard]] bool has_capacity(const counter_key& key, const config::limit_settings& limits) const;
    void release(const counter_key& key) noexcept;
    void add_lock(const counter_key& key, clock::time_point time, const config::limit_settings& limits);

    std::function<clock::time_point()> m_now;
    listener m_listener;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::map<counter_key, std::size_t> m_in_progress; ///< checks; never 0, so as many as logins at most
    recent_events<counter_key> m_failures;
    recent_events<counter_key> m_locked; ///< since when
};

} // namespace policy
