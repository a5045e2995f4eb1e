#include "policy/guess_locks.h"

#include "policy/source.h"

#include <algorithm>

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
    const auto& since = m_locked.of(key_of(who, limits));
    if (since.empty())
        return std::nullopt;
    const auto left = since.back() + limits.lock_time - m_now();
    if (left <= clock::duration::zero())
        return std::nullopt;
    return std::chrono::ceil<std::chrono::seconds>(left);
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

guess_locks::key guess_locks::key_of(const guesser& who, const config::limit_settings& limits) {
    return {who.user, limits.lock_scope == config::lock_scope::source ? who.source : std::string{}};
}

/// The mutex is held. What led to the lock does not count again after it.
void guess_locks::add_lock(const key& whom, clock::time_point when, const config::limit_settings& limits) {
    m_failures.forget(whom);
    m_locked.add(whom, when, limits.lock_time);
}

} // namespace policy
