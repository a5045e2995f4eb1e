#pragma once

#include "config/settings.h"
#include "policy/patience.h"
#include "policy/recent_events.h"

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

/// Who types codes, and from where.
struct lockout_key {
    std::string user;   ///< whose phone is asked
    std::string source; ///< source_of_guesses()
};

/// What stands against a guesser.
struct lockout_status {
    lockout_key who;                                     ///< without a source: from everywhere
    std::size_t failures = 0;                            ///< wrong codes that count towards the next lock
    std::optional<std::chrono::seconds> locked_for = {}; ///< rounded up; nothing: not locked
};

/// Where wrong codes come from, from PAM_RHOST: as source_of(); all hosts known by name only are one source ("names"), so
/// that nobody escapes by renaming a host, and logins on this host itself are another ("local").
std::string source_of_guesses(std::string_view rhost);

/// Why a code may not be checked now.
struct guess_refusal {
    /// Rounded up; nothing: not locked, but checks under way hold every place, and patience ended before they did.
    std::optional<std::chrono::seconds> locked_for;
};

/// Wrong codes across logins, and whom they have locked out; in memory, bounded. For many threads. A place among the
/// failures is taken before a code is checked, so that however many logins check at once, no more codes than [limits]
/// failures are tried before the lock falls.
class lockouts {
    using key = std::pair<std::string, std::string>; ///< user, and source when it matters

public:
    using clock = std::chrono::steady_clock;
    /// Told of each wrong code, and whether it locked, in order, under the lock: it must return at once and call nothing
    /// here.
    using listener = std::function<void(const lockout_key&, clock::time_point when, bool locked)>;

    explicit lockouts(
        std::function<clock::time_point()> now = clock::now, listener tell = [](auto&&...) {})
        : m_now{std::move(now)}, m_tell{std::move(tell)} {}

    /// A place among the failures, for one check. Gives itself back at its end: for a check that nobody answered. The
    /// lockouts must outlive it.
    class place {
    public:
        place() = default;
        place(place&& other) noexcept
            : m_of{std::exchange(other.m_of, nullptr)}, m_who{std::move(other.m_who)}, m_whom{std::move(
                                                                                           other.m_whom)} {}
        place(const place&) = delete;
        place& operator=(const place&) = delete;
        place& operator=(place&&) = delete;
        ~place();

    private:
        friend class lockouts;
        place(const lockout_key& who, key whom) : m_who{who}, m_whom{std::move(whom)} {}

        lockouts* m_of = nullptr; ///< null: nothing is to be given back
        lockout_key m_who;
        key m_whom;
    };

    /// For how long the user gets no further tries, rounded up; nothing: not locked.
    [[nodiscard]] std::optional<std::chrono::seconds> locked_for(const lockout_key& who,
                                                                 const config::limit_settings& limits) const;

    /// Takes a place for one check. While checks under way hold all that are left it waits for what becomes of them.
    tl::expected<place, guess_refusal> reserve(const lockout_key& who, const config::limit_settings& limits,
                                               const patience& wait);

    /// The code was wrong: it counts from now on, and the one that reaches [limits] failures locks.
    void wrong_code(place checked, const config::limit_settings& limits);

    /// The code was right: the place is given back. A lock that fell meanwhile counts before that: then says how long it
    /// holds. Else calls `admit`, under the lock, so that no lock falls in between: it must return at once and call nothing
    /// here.
    std::optional<std::chrono::seconds> right_code(place checked, const config::limit_settings& limits,
                                                   const std::function<void()>& admit);

    /// Counts what an earlier daemon saw, without telling of it: a wrong code, with what it did. To be called in order of
    /// time, before logins.
    void restore(const lockout_key& who, clock::time_point when, bool locked,
                 const config::limit_settings& limits);

    /// Who is locked, or has wrong codes that count: of one user, or of all when `user` is empty; `most` at most, those
    /// of lately first.
    [[nodiscard]] std::vector<lockout_status>
    standings(const std::string& user, const config::limit_settings& limits, std::size_t most) const;

    /// What unlock() took away.
    struct taken {
        std::size_t locks = 0;
        std::size_t failures = 0;
    };
    /// Takes a user's locks, and the wrong codes that count towards the next one, away: from one source, or from all.
    /// `tell` is called as the listener is, so that whoever keeps both hears of them in order.
    taken unlock(
        const std::string& user, const std::optional<std::string>& source,
        const config::limit_settings& limits, const std::function<void()>& tell = [] {});

private:
    static key key_of(const lockout_key& who, const config::limit_settings& limits);
    [[nodiscard]] std::optional<std::chrono::seconds> lock_left(const key& whom,
                                                                const config::limit_settings& limits) const;
    [[nodiscard]] std::size_t failures_of(const key& whom, const config::limit_settings& limits) const;
    [[nodiscard]] bool has_place(const key& whom, const config::limit_settings& limits) const;
    void give_back(const key& whom) noexcept;
    void add_lock(const key& whom, clock::time_point when, const config::limit_settings& limits);

    std::function<clock::time_point()> m_now;
    listener m_tell;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::map<key, std::size_t> m_under_way; ///< checks; never 0, so as many as logins at most
    recent_events<key> m_failures;
    recent_events<key> m_locked; ///< since when
};

} // namespace policy
