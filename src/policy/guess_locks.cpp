#include "policy/guess_locks.h"

#include "policy/source.h"

#include <algorithm>
#include <set>

namespace policy {

std::string source_of_guesses(std::string_view rhost) {
    if (auto source = source_of(rhost))
        return *std::move(source);
    return rhost.empty() ? "local" : "names";
}

std::optional<std::chrono::seconds> guess_locks::locked_for(const guesser& who,
                                                            const config::limit_settings& limits) const {
    if (!limits.failures)
        return std::nullopt;
    const std::lock_guard lock{m_mutex};
    return lock_left(key_of(who, limits), limits);
}

void guess_locks::wrong_code(const guesser& who, const config::limit_settings& limits) {
    if (!limits.failures)
        return;
    const std::lock_guard lock{m_mutex};
    const clock::time_point now = m_now();
    const key whom = key_of(who, limits);
    m_failures.add(whom, now, limits.failures->window);
    const bool locks = m_failures.of(whom).size() >= limits.failures->count;
    if (locks)
        add_lock(whom, now, limits);
    m_tell(who, now, locks);
}

void guess_locks::restore(const guesser& who, clock::time_point when, bool locked,
                          const config::limit_settings& limits) {
    if (!limits.failures)
        return;
    const std::lock_guard lock{m_mutex};
    const key whom = key_of(who, limits);
    if (locked)
        add_lock(whom, when, limits);
    else
        m_failures.add(whom, when, limits.failures->window);
}

std::vector<guess_standing> guess_locks::standings(const std::string& user,
                                                   const config::limit_settings& limits,
                                                   std::size_t most) const {
    std::vector<guess_standing> all;
    if (!limits.failures)
        return all;
    const std::lock_guard lock{m_mutex};
    const auto add = [&](const key& whom, std::size_t failures) {
        if ((user.empty() || whom.first == user) && all.size() < most)
            if (const auto left = lock_left(whom, limits); left || failures > 0)
                all.push_back({{whom.first, whom.second}, failures, left});
        return all.size() < most;
    };
    m_locked.for_each([&](const key& whom, const auto&) {
        return !lock_left(whom, limits) || add(whom, failures_of(whom, limits));
    });
    m_failures.for_each([&](const key& whom, const auto&) {
        return lock_left(whom, limits) || add(whom, failures_of(whom, limits));
    });
    return all;
}

guess_locks::taken guess_locks::unlock(const std::string& user, const std::optional<std::string>& source,
                                       const config::limit_settings& limits,
                                       const std::function<void()>& tell) {
    std::set<key> keys;
    const auto add = [&](const key& whom, const auto&) {
        if (whom.first == user && (!source || whom.second == *source))
            keys.insert(whom);
        return true;
    };
    const std::lock_guard lock{m_mutex};
    m_locked.for_each(add);
    m_failures.for_each(add);
    taken gone;
    for (const key& whom : keys) {
        gone.locks += lock_left(whom, limits) ? 1 : 0;
        gone.failures += failures_of(whom, limits);
        m_locked.forget(whom);
        m_failures.forget(whom);
    }
    tell();
    return gone;
}

/// The mutex is held.
std::optional<std::chrono::seconds> guess_locks::lock_left(const key& whom,
                                                           const config::limit_settings& limits) const {
    const auto& since = m_locked.of(whom);
    if (since.empty())
        return std::nullopt;
    const auto left = since.back() + limits.lock_time - m_now();
    if (left <= clock::duration::zero())
        return std::nullopt;
    return std::chrono::ceil<std::chrono::seconds>(left);
}

/// The mutex is held.
std::size_t guess_locks::failures_of(const key& whom, const config::limit_settings& limits) const {
    const auto now = m_now();
    const auto& when = m_failures.of(whom);
    return static_cast<std::size_t>(std::count_if(when.begin(), when.end(), [&](clock::time_point each) {
        return limits.failures && now - each < limits.failures->window;
    }));
}

guess_locks::key guess_locks::key_of(const guesser& who, const config::limit_settings& limits) {
    return {who.user, limits.lock_scope == config::lock_scope::source ? who.source : std::string{}};
}

/// The mutex is held. What led to the lock does not count again after it.
void guess_locks::add_lock(const key& whom, clock::time_point when, const config::limit_settings& limits) {
    m_failures.forget(whom);
    m_locked.add(whom, when, limits.lock_time);
}

} // namespace policy
