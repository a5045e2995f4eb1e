#pragma once

#include "config/settings.h"
#include "policy/recent_events.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace policy {

/// Who types codes, and from where.
struct guesser {
    std::string user;   ///< whose phone is asked
    std::string source; ///< source_of_guesses()
};

/// What stands against a guesser.
struct guess_standing {
    guesser who;                                         ///< without a source: from everywhere
    std::size_t failures = 0;                            ///< wrong codes that count towards the next lock
    std::optional<std::chrono::seconds> locked_for = {}; ///< rounded up; nothing: not locked
};

/// Where wrong codes come from, from PAM_RHOST: as source_of(); all hosts known by name only are one source ("names"), so
/// that nobody escapes by renaming a host, and logins on this host itself are another ("local").
std::string source_of_guesses(std::string_view rhost);

/// Wrong codes across logins, and whom they have locked out; in memory, bounded. For many threads. A code that is being
/// checked when the lock falls is still checked, so a few guesses at once may pass the limit; each code takes the
/// provider's few tries only.
class guess_locks {
public:
    using clock = std::chrono::steady_clock;
    /// Told of each wrong code, and whether it locked, in order, under the lock: it must return at once and call nothing
    /// here.
    using listener = std::function<void(const guesser&, clock::time_point when, bool locked)>;

    explicit guess_locks(
        std::function<clock::time_point()> now = clock::now, listener tell = [](auto&&...) {})
        : m_now{std::move(now)}, m_tell{std::move(tell)} {}

    /// For how long the user gets no further tries, rounded up; nothing: not locked.
    [[nodiscard]] std::optional<std::chrono::seconds> locked_for(const guesser& who,
                                                                 const config::limit_settings& limits) const;

    /// Counts a wrong code; the one that reaches [limits] failures locks.
    void wrong_code(const guesser& who, const config::limit_settings& limits);

    /// Counts what an earlier daemon saw, without telling of it: a wrong code, with what it did. To be called in order of
    /// time, before logins.
    void restore(const guesser& who, clock::time_point when, bool locked,
                 const config::limit_settings& limits);

    /// Who is locked, or has wrong codes that count: of one user, or of all when `user` is empty; `most` at most, those
    /// of lately first.
    [[nodiscard]] std::vector<guess_standing>
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
    using key = std::pair<std::string, std::string>; ///< user, and source when it matters

    static key key_of(const guesser& who, const config::limit_settings& limits);
    [[nodiscard]] std::optional<std::chrono::seconds> lock_left(const key& whom,
                                                                const config::limit_settings& limits) const;
    [[nodiscard]] std::size_t failures_of(const key& whom, const config::limit_settings& limits) const;
    void add_lock(const key& whom, clock::time_point when, const config::limit_settings& limits);

    std::function<clock::time_point()> m_now;
    listener m_tell;
    mutable std::mutex m_mutex;
    recent_events<key> m_failures;
    recent_events<key> m_locked; ///< since when
};

} // namespace policy
