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
struct sending {
    std::string user;          ///< whose phone is asked
    std::uint64_t phone = 0;   ///< the number; 0: the user has none, and nothing is really sent
    std::string source;        ///< source_of(); empty: this host, or a name
    bool may_be_call = false;  ///< by voice, or by smart
    bool unprivileged = false; ///< asked for by a program that is not root's
    std::string service = {};  ///< PAM's; an unprivileged program's is its own word and counts for nothing
};

/// A limit that has no place left.
struct exceeded_limit {
    std::string_view name; ///< as in [limits]: "sends_per_user"; a literal
    config::rate limit;
    std::chrono::seconds wait{}; ///< until it has one again, rounded up
    bool is_reserved = false;    ///< it has, for services that have used none ([limits] reserve_per_service)
};

/// How much of a limit is used.
struct limit_usage {
    std::string_view name; ///< as in [limits]: "sends_per_user"; a literal
    std::string of;        ///< the user, the source or the phone's digits; empty: all together
    bool is_phone = false; ///< `of` must not be shown whole
    config::rate limit;
    std::size_t used = 0;
    std::size_t reserved = 0;    ///< of all, for services that have used none
    std::chrono::seconds wait{}; ///< until it has a place again, rounded up; 0: it has one
};

/// How many codes were sent, in sliding windows, in memory: bounded, and phones as numbers only. For many threads.
class send_limits {
public:
    using clock = std::chrono::steady_clock;
    enum class change { reserved, given_back };
    /// Told of each change, in order, under the lock: it must return at once and call nothing here.
    using listener = std::function<void(const sending&, clock::time_point reserved_at, change)>;

    explicit send_limits(
        std::function<clock::time_point()> now = clock::now, listener tell = [](auto&&...) {})
        : m_now{std::move(now)}, m_tell{std::move(tell)} {}

    /// A place for one code, taken before it is sent: two logins at once never share the last one.
    struct place {
        sending what;
        clock::time_point reserved_at{};
    };

    /// Takes a place when every limit has one; else the limit to wait longest for.
    tl::expected<place, exceeded_limit> reserve(const sending& what, const config::limit_settings& limits);

    /// The limit that reserve() would trip over now, if any.
    std::optional<exceeded_limit> find_exceeded(const sending& what,
                                                const config::limit_settings& limits) const;

    /// For a code that certainly was not sent.
    void give_back(const place& unused);

    /// Makes `held` the place of `what`, which has the same user, phone and source: only calls may have none left, and
    /// then `held` stays.
    tl::expected<place, exceeded_limit> replace(const place& held, const sending& what,
                                                const config::limit_settings& limits);

    /// Forgets what was sent to a user, and to a phone unless it is 0, and ends the cooldown of the user's codes; what
    /// counts for the source and in all stays. Returns how many sends to the user that were. `tell` is called as the
    /// listener is.
    std::size_t forget(
        const std::string& user, std::uint64_t phone, const config::limit_settings& limits,
        const std::function<void()>& tell = [] {});

    /// Whether forget() came for the user at `when` or later.
    [[nodiscard]] bool has_forgotten_since(const std::string& user, clock::time_point when) const;

    /// Counts a code that an earlier daemon sent, without telling of it; an empty user, or phone 0, does not count. To be
    /// called in order of time, before logins.
    void restore(const sending& what, clock::time_point when, const config::limit_settings& limits);

    /// How much is used of the limits of `who`'s user, phone and source, as far as they are named, and of all together.
    [[nodiscard]] std::vector<limit_usage> usage(const sending& who,
                                                 const config::limit_settings& limits) const;

    /// The limits of single users, phones and sources that have no place left, those used last first; `most` of each.
    [[nodiscard]] std::vector<limit_usage> full(const config::limit_settings& limits, std::size_t most) const;

    [[nodiscard]] clock::time_point now() const { return m_now(); }

private:
    [[nodiscard]] std::optional<exceeded_limit>
    tripped(const sending& what, const config::limit_settings& limits, clock::time_point now) const;
    void count(const sending& what, clock::time_point when, const config::limit_settings& limits);
    void remove(const place& unused);

    std::function<clock::time_point()> m_now;
    listener m_tell;
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
