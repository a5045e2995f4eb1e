// SPDX-License-Identifier: BSD-3-Clause
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

std::optional<std::chrono::seconds> lockouts::locked_for(const lockout_key& subject,
                                                         const config::limit_settings& limits) const {
    if (!limits.failures)
        return std::nullopt;
    const std::lock_guard lock{m_mutex};
    return lock_left(key_of(subject, limits), limits);
}

std::optional<unsigned> lockouts::tries_left(const lockout_key& subject,
                                             const config::limit_settings& limits) const {
    if (!limits.failures)
        return std::nullopt;
    const std::lock_guard lock{m_mutex};
    const std::size_t failures = failures_of(key_of(subject, limits), limits);
    return failures < limits.failures->count ? static_cast<unsigned>(limits.failures->count - failures) : 0;
}

tl::expected<lockouts::reservation, check_refusal>
lockouts::reserve(const lockout_key& subject, const config::limit_settings& limits, const wait_limit& wait) {
    reservation reserved{subject, key_of(subject, limits)};
    if (!limits.failures)
        return reserved;
    std::optional<std::chrono::seconds> locked;
    std::unique_lock lock{m_mutex};
    const bool is_decided = wait.wait(m_changed, lock, [&] {
        locked = lock_left(reserved.m_key, limits);
        return locked || has_capacity(reserved.m_key, limits);
    });
    if (!is_decided || locked)
        return tl::unexpected{check_refusal{locked}};
    ++m_in_progress[reserved.m_key];
    reserved.m_owner = this;
    return reserved;
}

void lockouts::wrong_code(reservation checked, const config::limit_settings& limits) {
    if (checked.m_owner == nullptr || !limits.failures)
        return;
    const std::lock_guard lock{m_mutex};
    const clock::time_point now = m_now();
    checked.m_owner = nullptr; // out of memory, the code is not counted and its reservation is never released
    m_failures.add(checked.m_key, now, limits.failures->window);
    const bool locks = m_failures.of(checked.m_key).size() >= limits.failures->count;
    if (locks)
        add_lock(checked.m_key, now, limits);
    release(checked.m_key);
    m_listener(checked.m_subject, now, locks);
}

std::optional<std::chrono::seconds> lockouts::right_code(reservation checked,
                                                         const config::limit_settings& limits,
                                                         const std::function<void()>& admit) {
    const std::lock_guard lock{m_mutex};
    if (std::exchange(checked.m_owner, nullptr) != nullptr)
        release(checked.m_key);
    const auto locked = limits.failures ? lock_left(checked.m_key, limits) : std::nullopt;
    if (!locked)
        admit();
    return locked;
}

lockouts::reservation::~reservation() {
    if (m_owner == nullptr)
        return;
    const std::lock_guard lock{m_owner->m_mutex};
    m_owner->release(m_key);
}

void lockouts::restore(const lockout_key& subject, clock::time_point time, bool locked,
                       const config::limit_settings& limits) {
    if (!limits.failures)
        return;
    const std::lock_guard lock{m_mutex};
    const counter_key key = key_of(subject, limits);
    if (locked)
        add_lock(key, time, limits);
    else
        m_failures.add(key, time, limits.failures->window);
}

std::vector<lockout_status> lockouts::statuses(const std::string& user, const config::limit_settings& limits,
                                               std::size_t max_count) const {
    std::vector<lockout_status> all;
    if (!limits.failures)
        return all;
    const std::lock_guard lock{m_mutex};
    const auto add = [&](const counter_key& key, std::size_t failures) {
        if ((user.empty() || key.first == user) && all.size() < max_count)
            if (const auto left = lock_left(key, limits); left || failures > 0)
                all.push_back({{key.first, key.second}, failures, left});
        return all.size() < max_count;
    };
    m_locked.for_each([&](const counter_key& key, const auto&) {
        return !lock_left(key, limits) || add(key, failures_of(key, limits));
    });
    m_failures.for_each([&](const counter_key& key, const auto&) {
        return lock_left(key, limits) || add(key, failures_of(key, limits));
    });
    return all;
}

lockouts::unlocked lockouts::unlock(const std::string& user, const std::optional<std::string>& source,
                                    const config::limit_settings& limits,
                                    const std::function<void()>& notify) {
    std::set<counter_key> keys;
    const auto add = [&](const counter_key& key, const auto&) {
        if (key.first == user && (!source || key.second == *source))
            keys.insert(key);
        return true;
    };
    const std::lock_guard lock{m_mutex};
    m_locked.for_each(add);
    m_failures.for_each(add);
    unlocked gone;
    for (const counter_key& key : keys) {
        gone.locks += lock_left(key, limits) ? 1 : 0;
        gone.failures += failures_of(key, limits);
        m_locked.forget(key);
        m_failures.forget(key);
    }
    notify();
    return gone;
}

/// The mutex is held.
std::optional<std::chrono::seconds> lockouts::lock_left(const counter_key& key,
                                                        const config::limit_settings& limits) const {
    const auto& since = m_locked.of(key);
    if (since.empty())
        return std::nullopt;
    const auto left = since.back() + limits.lock_time - m_now();
    if (left <= clock::duration::zero())
        return std::nullopt;
    return std::chrono::ceil<std::chrono::seconds>(left);
}

/// The mutex is held.
std::size_t lockouts::failures_of(const counter_key& key, const config::limit_settings& limits) const {
    const auto now = m_now();
    const auto& times = m_failures.of(key);
    return static_cast<std::size_t>(std::count_if(times.begin(), times.end(), [&](clock::time_point each) {
        return limits.failures && now - each < limits.failures->window;
    }));
}

lockouts::counter_key lockouts::key_of(const lockout_key& subject, const config::limit_settings& limits) {
    return {subject.user, limits.lock_scope == config::lock_scope::source ? subject.source : std::string{}};
}

/// The mutex is held. Where more failures count than are allowed, since a reload has lowered the limit, one check at a time
/// is made: nobody has a lock to wait for, and the next wrong code makes one.
bool lockouts::has_capacity(const counter_key& key, const config::limit_settings& limits) const {
    const auto found = m_in_progress.find(key);
    return found == m_in_progress.end() || failures_of(key, limits) + found->second < limits.failures->count;
}

/// The mutex is held.
void lockouts::release(const counter_key& key) noexcept {
    const auto found = m_in_progress.find(key);
    if (found != m_in_progress.end() && --found->second == 0)
        m_in_progress.erase(found);
    m_changed.notify_all();
}

/// The mutex is held. What led to the lock does not count again after it.
void lockouts::add_lock(const counter_key& key, clock::time_point time,
                        const config::limit_settings& limits) {
    m_failures.forget(key);
    m_locked.add(key, time, limits.lock_time);
}

} // namespace policy
