// SPDX-License-Identifier: BSD-3-Clause
#include "policy/send_limits.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace policy {

namespace {

using clock = send_limits::clock;
using rates = std::vector<config::rate>;

constexpr bool all_codes = false;
constexpr bool calls = true;

std::chrono::seconds seconds_until(clock::time_point then, clock::time_point now) {
    return then <= now ? std::chrono::seconds{0} : std::chrono::ceil<std::chrono::seconds>(then - now);
}

/// Returns how long it is until the limit allows one more; 0: it does now. `times` has the oldest first.
std::chrono::seconds wait_for(const config::rate& limit, const std::vector<clock::time_point>& times,
                              clock::time_point now) {
    if (times.size() < limit.count)
        return {};
    // It does when this one leaves the window.
    return seconds_until(times[times.size() - limit.count] + limit.window, now);
}

/// Keeps in `worst` the limit to wait longest for. `times` has the oldest first.
void judge(std::optional<exceeded_limit>& worst, std::string_view name, const rates& limits,
           const std::vector<clock::time_point>& times, clock::time_point now) {
    for (const config::rate& limit : limits) {
        const auto wait = wait_for(limit, times, now);
        if (wait > wait.zero() && (!worst || wait > worst->wait))
            worst = exceeded_limit{name, limit, wait};
    }
}

/// As [limits] reserve_per_service has it.
using reserve = std::optional<unsigned>;

/// Returns how much of a limit is reserved for services that have used none.
std::size_t reserved_of(const config::rate& limit, const reserve& wanted) {
    return wanted ? std::min(*wanted, limit.count - 1) : limit.count / 5;
}

/// As judge(), with what is reserved for services that have used none. `own`: when this one used the limit; null: its name
/// counts for nothing.
void judge_share(std::optional<exceeded_limit>& worst, std::string_view name, const rates& limits,
                 const std::vector<clock::time_point>& times, const reserve& wanted,
                 const std::vector<clock::time_point>* own, clock::time_point now) {
    judge(worst, name, limits, times, now);
    for (const config::rate& limit : limits) {
        const auto reserved = reserved_of(limit, wanted);
        const bool has_claim = own != nullptr && (own->empty() || own->back() + limit.window <= now);
        if (reserved == 0 || has_claim)
            continue;
        const config::rate share{limit.count - static_cast<unsigned>(reserved), limit.window};
        auto wait = wait_for(share, times, now);
        if (own != nullptr)
            wait = std::min(
                wait, std::max(wait_for(limit, times, now), seconds_until(own->back() + limit.window, now)));
        if (wait > wait.zero() && (!worst || wait > worst->wait))
            worst = exceeded_limit{name, limit, wait, wait_for(limit, times, now) == wait.zero()};
    }
}

/// Adds how much `subject` has used of each of `limits`.
void add_usage(std::vector<limit_usage>& into, std::string_view name, const std::string& subject,
               const rates& limits, const std::vector<clock::time_point>& times, clock::time_point now,
               const reserve& wanted = 0) {
    for (const config::rate& limit : limits) {
        const auto first = std::partition_point(
            times.begin(), times.end(), [&](clock::time_point each) { return now - each >= limit.window; });
        into.push_back({name, subject, false, limit, static_cast<std::size_t>(times.end() - first),
                        reserved_of(limit, wanted), wait_for(limit, times, now)});
    }
}

/// The same for every key, of the limits that are used up.
template <typename Key, typename Text>
void add_exceeded(std::vector<limit_usage>& into, std::string_view name, const recent_events<Key>& events,
                  const rates& limits, clock::time_point now, std::size_t max_count, Text text,
                  const reserve& wanted = 0) {
    std::size_t found = 0;
    events.for_each([&](const Key& key, const std::vector<clock::time_point>& times) {
        for (const config::rate& limit : limits)
            if (const auto wait = wait_for(limit, times, now); wait > wait.zero() && found < max_count) {
                add_usage(into, name, text(key), {limit}, times, now, wanted);
                ++found;
            }
        return found < max_count;
    });
}

std::chrono::seconds longest_window(const rates& limits) {
    std::chrono::seconds longest{0};
    for (const config::rate& limit : limits)
        longest = std::max(longest, limit.window);
    return longest;
}

template <typename Key>
void add(recent_events<Key>& to, const Key& key, clock::time_point time, const rates& limits) {
    if (!limits.empty())
        to.add(key, time, longest_window(limits));
}

/// Both look at all codes of the user.
rates rates_of_user(const config::limit_settings& limits) {
    rates all = limits.sends_per_user;
    all.insert(all.end(), limits.sends_unprivileged.begin(), limits.sends_unprivileged.end());
    return all;
}

} // namespace

tl::expected<send_limits::reservation, exceeded_limit>
send_limits::reserve(const send_attempt& attempt, const config::limit_settings& limits) {
    const std::lock_guard lock{m_mutex};
    const clock::time_point now = m_now();
    if (const auto full = exceeded(attempt, limits, now))
        return tl::unexpected{*full};
    count(attempt, now, limits);
    m_listener(attempt, now, change::reserved);
    return reservation{attempt, now};
}

std::optional<exceeded_limit> send_limits::find_exceeded(const send_attempt& attempt,
                                                         const config::limit_settings& limits) const {
    const std::lock_guard lock{m_mutex};
    return exceeded(attempt, limits, m_now());
}

void send_limits::release(const reservation& unused) {
    const std::lock_guard lock{m_mutex};
    remove(unused);
    m_listener(unused.attempt, unused.reserved_at, change::released);
}

tl::expected<send_limits::reservation, exceeded_limit>
send_limits::replace(const reservation& held, const send_attempt& attempt,
                     const config::limit_settings& limits) {
    const std::lock_guard lock{m_mutex};
    const clock::time_point now = m_now();
    std::optional<exceeded_limit> full;
    if (attempt.may_be_call && !held.attempt.may_be_call)
        judge(full, "voice_total", limits.voice_total, m_total.of(calls), now);
    if (full)
        return tl::unexpected{*full};
    remove(held);
    m_listener(held.attempt, held.reserved_at, change::released);
    count(attempt, now, limits);
    m_listener(attempt, now, change::reserved);
    return reservation{attempt, now};
}

std::size_t send_limits::forget(const std::string& user, std::uint64_t phone,
                                const config::limit_settings& limits, const std::function<void()>& notify) {
    constexpr std::chrono::hours max_cooldown{1};
    const std::lock_guard lock{m_mutex};
    const clock::time_point now = m_now();
    const auto& sends = m_by_user.of(user);
    const auto window = longest_window(rates_of_user(limits));
    const auto gone = std::count_if(sends.begin(), sends.end(),
                                    [&](clock::time_point each) { return now - each < window; });
    m_by_user.forget(user);
    m_by_user_and_service.forget_if([&](const auto& key) { return key.first == user; });
    if (phone != 0) {
        m_by_phone.forget(phone);
        m_by_phone_and_service.forget_if([&](const auto& key) { return key.first == phone; });
    }
    m_forgotten.add(user, now, max_cooldown);
    notify();
    return static_cast<std::size_t>(gone);
}

bool send_limits::has_forgotten_since(const std::string& user, clock::time_point time) const {
    const std::lock_guard lock{m_mutex};
    const auto& times = m_forgotten.of(user);
    return !times.empty() && times.back() >= time;
}

/// The mutex is held.
void send_limits::remove(const reservation& unused) {
    const auto& [attempt, time] = unused;
    m_by_user.remove(attempt.user, time);
    m_by_user_and_service.remove({attempt.user, attempt.service}, time);
    m_by_phone_and_service.remove({attempt.phone, attempt.service}, time);
    m_by_phone.remove(attempt.phone, time);
    m_by_source.remove(attempt.source, time);
    m_total.remove(all_codes, time);
    if (attempt.may_be_call)
        m_total.remove(calls, time);
}

void send_limits::restore(const send_attempt& attempt, clock::time_point time,
                          const config::limit_settings& limits) {
    const std::lock_guard lock{m_mutex};
    count(attempt, time, limits);
}

std::vector<limit_usage> send_limits::usage(const send_attempt& subject,
                                            const config::limit_settings& limits) const {
    std::vector<limit_usage> all;
    const std::lock_guard lock{m_mutex};
    const clock::time_point now = m_now();
    if (!subject.user.empty()) {
        add_usage(all, "sends_per_user", subject.user, limits.sends_per_user, m_by_user.of(subject.user), now,
                  limits.reserve_per_service);
        add_usage(all, "sends_unprivileged", subject.user, limits.sends_unprivileged,
                  m_by_user.of(subject.user), now);
    }
    if (subject.phone != 0) {
        add_usage(all, "sends_per_phone", fmt::to_string(subject.phone), limits.sends_per_phone,
                  m_by_phone.of(subject.phone), now, limits.reserve_per_service);
        for (auto each = all.rbegin(); each != all.rend() && each->name == "sends_per_phone"; ++each)
            each->is_phone = true;
    }
    if (!subject.source.empty())
        add_usage(all, "sends_per_source", subject.source, limits.sends_per_source,
                  m_by_source.of(subject.source), now);
    add_usage(all, "sends_total", {}, limits.sends_total, m_total.of(all_codes), now);
    add_usage(all, "voice_total", {}, limits.voice_total, m_total.of(calls), now);
    return all;
}

std::vector<limit_usage> send_limits::full(const config::limit_settings& limits,
                                           std::size_t max_count) const {
    std::vector<limit_usage> all;
    const auto as_is = [](const std::string& key) { return key; };
    const std::lock_guard lock{m_mutex};
    const clock::time_point now = m_now();
    add_exceeded(all, "sends_per_user", m_by_user, limits.sends_per_user, now, max_count, as_is,
                 limits.reserve_per_service);
    add_exceeded(all, "sends_unprivileged", m_by_user, limits.sends_unprivileged, now, max_count, as_is);
    const auto phones = static_cast<std::ptrdiff_t>(all.size());
    add_exceeded(
        all, "sends_per_phone", m_by_phone, limits.sends_per_phone, now, max_count,
        [](std::uint64_t digits) { return fmt::to_string(digits); }, limits.reserve_per_service);
    std::for_each(all.begin() + phones, all.end(), [](limit_usage& each) { each.is_phone = true; });
    add_exceeded(all, "sends_per_source", m_by_source, limits.sends_per_source, now, max_count, as_is);
    return all;
}

std::optional<exceeded_limit> send_limits::exceeded(const send_attempt& attempt,
                                                    const config::limit_settings& limits,
                                                    clock::time_point now) const {
    std::optional<exceeded_limit> worst;
    const auto* const own =
        attempt.unprivileged ? nullptr : &m_by_user_and_service.of({attempt.user, attempt.service});
    judge_share(worst, "sends_per_user", limits.sends_per_user, m_by_user.of(attempt.user),
                limits.reserve_per_service, own, now);
    if (attempt.unprivileged)
        judge(worst, "sends_unprivileged", limits.sends_unprivileged, m_by_user.of(attempt.user), now);
    const auto* const to_phone =
        attempt.unprivileged ? nullptr : &m_by_phone_and_service.of({attempt.phone, attempt.service});
    judge_share(worst, "sends_per_phone", limits.sends_per_phone, m_by_phone.of(attempt.phone),
                limits.reserve_per_service, to_phone, now);
    judge(worst, "sends_per_source", limits.sends_per_source, m_by_source.of(attempt.source), now);
    judge(worst, "sends_total", limits.sends_total, m_total.of(all_codes), now);
    if (attempt.may_be_call)
        judge(worst, "voice_total", limits.voice_total, m_total.of(calls), now);
    return worst;
}

void send_limits::count(const send_attempt& attempt, clock::time_point time,
                        const config::limit_settings& limits) {
    if (!attempt.user.empty())
        add(m_by_user, attempt.user, time, rates_of_user(limits));
    if (!attempt.user.empty() && !attempt.unprivileged)
        add(m_by_user_and_service, {attempt.user, attempt.service}, time, limits.sends_per_user);
    if (attempt.phone != 0)
        add(m_by_phone, attempt.phone, time, limits.sends_per_phone);
    if (attempt.phone != 0 && !attempt.unprivileged)
        add(m_by_phone_and_service, {attempt.phone, attempt.service}, time, limits.sends_per_phone);
    if (!attempt.source.empty())
        add(m_by_source, attempt.source, time, limits.sends_per_source);
    add(m_total, all_codes, time, limits.sends_total);
    if (attempt.may_be_call)
        add(m_total, calls, time, limits.voice_total);
}

} // namespace policy
