#include "policy/lockouts.h"

#include "policy/source.h"

#include <algorithm>
#include <set>

namespace policy {

std::string source_of_guesses(std::string_view rhost) {
    if (auto source = source_of(rhost))
        return *std::move(source);
    return rhost.empty() ? "local" : "names";
}

std::optional<std::chrono::seconds> lockouts::locked_for(const lockout_key& who,
                                                         const config::limit_settings& limits) const {
    if (!limits.failures)
        return std::nullopt;
    const std::lock_guard lock{m_mutex};
    return lock_left(key_of(who, limits), limits);
}

tl::expected<lockouts::place, guess_refusal>
lockouts::reserve(const lockout_key& who, const config::limit_settings& limits, const patience& wait) {
    place reserved{who, key_of(who, limits)};
    if (!limits.failures)
        return reserved;
    std::optional<std::chrono::seconds> locked;
    std::unique_lock lock{m_mutex};
    const bool is_decided = wait.wait(m_changed, lock, [&] {
        locked = lock_left(reserved.m_whom, limits);
        return locked || has_place(reserved.m_whom, limits);
    });
    if (!is_decided || locked)
        return tl::unexpected{guess_refusal{locked}};
    ++m_under_way[reserved.m_whom];
    reserved.m_of = this;
    return reserved;
}

void lockouts::wrong_code(place checked, const config::limit_settings& limits) {
    if (checked.m_of == nullptr || !limits.failures)
        return;
    const std::lock_guard lock{m_mutex};
    const clock::time_point now = m_now();
    checked.m_of = nullptr; // without memory to count the code, its place stays taken
    m_failures.add(checked.m_whom, now, limits.failures->window);
    const bool locks = m_failures.of(checked.m_whom).size() >= limits.failures->count;
    if (locks)
        add_lock(checked.m_whom, now, limits);
    give_back(checked.m_whom);
    m_tell(checked.m_who, now, locks);
}

std::optional<std::chrono::seconds> lockouts::right_code(place checked, const config::limit_settings& limits,
                                                         const std::function<void()>& admit) {
    const std::lock_guard lock{m_mutex};
    if (std::exchange(checked.m_of, nullptr) != nullptr)
        give_back(checked.m_whom);
    const auto locked = limits.failures ? lock_left(checked.m_whom, limits) : std::nullopt;
    if (!locked)
        admit();
    return locked;
}

lockouts::place::~place() {
    if (m_of == nullptr)
        return;
    const std::lock_guard lock{m_of->m_mutex};
    m_of->give_back(m_whom);
}

void lockouts::restore(const lockout_key& who, clock::time_point when, bool locked,
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

std::vector<lockout_status> lockouts::standings(const std::string& user, const config::limit_settings& limits,
                                                std::size_t most) const {
    std::vector<lockout_status> all;
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

lockouts::taken lockouts::unlock(const std::string& user, const std::optional<std::string>& source,
                                 const config::limit_settings& limits, const std::function<void()>& tell) {
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
std::optional<std::chrono::seconds> lockouts::lock_left(const key& whom,
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
std::size_t lockouts::failures_of(const key& whom, const config::limit_settings& limits) const {
    const auto now = m_now();
    const auto& when = m_failures.of(whom);
    return static_cast<std::size_t>(std::count_if(when.begin(), when.end(), [&](clock::time_point each) {
        return limits.failures && now - each < limits.failures->window;
    }));
}

lockouts::key lockouts::key_of(const lockout_key& who, const config::limit_settings& limits) {
    return {who.user, limits.lock_scope == config::lock_scope::source ? who.source : std::string{}};
}

/// The mutex is held. Where more failures count than are allowed, since a reload has lowered the limit, one check at a time
/// is made: nobody has a lock to wait for, and the next wrong code makes one.
bool lockouts::has_place(const key& whom, const config::limit_settings& limits) const {
    const auto found = m_under_way.find(whom);
    return found == m_under_way.end() || failures_of(whom, limits) + found->second < limits.failures->count;
}

/// The mutex is held.
void lockouts::give_back(const key& whom) noexcept {
    const auto found = m_under_way.find(whom);
    if (found != m_under_way.end() && --found->second == 0)
        m_under_way.erase(found);
    m_changed.notify_all();
}

/// The mutex is held. What led to the lock does not count again after it.
void lockouts::add_lock(const key& whom, clock::time_point when, const config::limit_settings& limits) {
    m_failures.forget(whom);
    m_locked.add(whom, when, limits.lock_time);
}

} // namespace policy
