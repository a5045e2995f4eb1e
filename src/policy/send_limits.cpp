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

/// How long until there is a place again; 0: there is one. `when` has the oldest first.
std::chrono::seconds wait_for(const config::rate& limit, const std::vector<clock::time_point>& when,
                              clock::time_point now) {
    if (when.size() < limit.count)
        return {};
    // A place is free again when this one leaves the window.
    return seconds_until(when[when.size() - limit.count] + limit.window, now);
}

/// Keeps in `worst` the limit to wait longest for. `when` has the oldest first.
void judge(std::optional<exceeded_limit>& worst, std::string_view name, const rates& limits,
           const std::vector<clock::time_point>& when, clock::time_point now) {
    for (const config::rate& limit : limits) {
        const auto wait = wait_for(limit, when, now);
        if (wait > wait.zero() && (!worst || wait > worst->wait))
            worst = exceeded_limit{name, limit, wait};
    }
}

/// As [limits] reserve_per_service has it.
using reserve = std::optional<unsigned>;

/// How many places of a limit only a service gets that has used none.
std::size_t reserved_of(const config::rate& limit, const reserve& wanted) {
    return wanted ? std::min(*wanted, limit.count - 1) : limit.count / 5;
}

/// As judge(), with places kept for services that have used none. `own`: when this one did; null: its name counts for
/// nothing.
void judge_share(std::optional<exceeded_limit>& worst, std::string_view name, const rates& limits,
                 const std::vector<clock::time_point>& when, const reserve& wanted,
                 const std::vector<clock::time_point>* own, clock::time_point now) {
    judge(worst, name, limits, when, now);
    for (const config::rate& limit : limits) {
        const auto reserved = reserved_of(limit, wanted);
        const bool has_claim = own != nullptr && (own->empty() || own->back() + limit.window <= now);
        if (reserved == 0 || has_claim)
            continue;
        const config::rate share{limit.count - static_cast<unsigned>(reserved), limit.window};
        auto wait = wait_for(share, when, now);
        if (own != nullptr)
            wait = std::min(
                wait, std::max(wait_for(limit, when, now), seconds_until(own->back() + limit.window, now)));
        if (wait > wait.zero() && (!worst || wait > worst->wait))
            worst = exceeded_limit{name, limit, wait, wait_for(limit, when, now) == wait.zero()};
    }
}

/// Adds how much `of` has used of each of `limits`.
void tell(std::vector<limit_usage>& into, std::string_view name, const std::string& of, const rates& limits,
          const std::vector<clock::time_point>& when, clock::time_point now, const reserve& wanted = 0) {
    for (const config::rate& limit : limits) {
        const auto first = std::partition_point(
            when.begin(), when.end(), [&](clock::time_point each) { return now - each >= limit.window; });
        into.push_back({name, of, false, limit, static_cast<std::size_t>(when.end() - first),
                        reserved_of(limit, wanted), wait_for(limit, when, now)});
    }
}

/// The same for every key, of the limits without a place.
template <typename Key, typename Text>
void tell_full(std::vector<limit_usage>& into, std::string_view name, const recent_events<Key>& events,
               const rates& limits, clock::time_point now, std::size_t most, Text text,
               const reserve& wanted = 0) {
    std::size_t found = 0;
    events.for_each([&](const Key& key, const std::vector<clock::time_point>& when) {
        for (const config::rate& limit : limits)
            if (const auto wait = wait_for(limit, when, now); wait > wait.zero() && found < most) {
                tell(into, name, text(key), {limit}, when, now, wanted);
                ++found;
            }
        return found < most;
    });
}

std::chrono::seconds longest_window(const rates& limits) {
    std::chrono::seconds longest{0};
    for (const config::rate& limit : limits)
        longest = std::max(longest, limit.window);
    return longest;
}

template <typename Key>
void add(recent_events<Key>& to, const Key& key, clock::time_point when, const rates& limits) {
    if (!limits.empty())
        to.add(key, when, longest_window(limits));
}

/// Both look at all codes of the user.
rates rates_of_user(const config::limit_settings& limits) {
    rates all = limits.sends_per_user;
    all.insert(all.end(), limits.sends_unprivileged.begin(), limits.sends_unprivileged.end());
    return all;
}

} // namespace

tl::expected<send_limits::place, exceeded_limit> send_limits::reserve(const sending& what,
                                                                      const config::limit_settings& limits) {
    const std::lock_guard lock{m_mutex};
    const clock::time_point now = m_now();
    if (const auto full = tripped(what, limits, now))
        return tl::unexpected{*full};
    count(what, now, limits);
    m_tell(what, now, change::reserved);
    return place{what, now};
}

std::optional<exceeded_limit> send_limits::find_exceeded(const sending& what,
                                                         const config::limit_settings& limits) const {
    const std::lock_guard lock{m_mutex};
    return tripped(what, limits, m_now());
}

void send_limits::give_back(const place& unused) {
    const std::lock_guard lock{m_mutex};
    remove(unused);
    m_tell(unused.what, unused.reserved_at, change::given_back);
}

tl::expected<send_limits::place, exceeded_limit> send_limits::replace(const place& held, const sending& what,
                                                                      const config::limit_settings& limits) {
    const std::lock_guard lock{m_mutex};
    const clock::time_point now = m_now();
    std::optional<exceeded_limit> full;
    if (what.may_be_call && !held.what.may_be_call)
        judge(full, "voice_total", limits.voice_total, m_total.of(calls), now);
    if (full)
        return tl::unexpected{*full};
    remove(held);
    m_tell(held.what, held.reserved_at, change::given_back);
    count(what, now, limits);
    m_tell(what, now, change::reserved);
    return place{what, now};
}

std::size_t send_limits::forget(const std::string& user, std::uint64_t phone,
                                const config::limit_settings& limits, const std::function<void()>& tell) {
    constexpr std::chrono::hours longest_cooldown{1};
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
    m_forgotten.add(user, now, longest_cooldown);
    tell();
    return static_cast<std::size_t>(gone);
}

bool send_limits::has_forgotten_since(const std::string& user, clock::time_point when) const {
    const std::lock_guard lock{m_mutex};
    const auto& times = m_forgotten.of(user);
    return !times.empty() && times.back() >= when;
}

/// The lock is held.
void send_limits::remove(const place& unused) {
    const auto& [what, when] = unused;
    m_by_user.remove(what.user, when);
    m_by_user_and_service.remove({what.user, what.service}, when);
    m_by_phone_and_service.remove({what.phone, what.service}, when);
    m_by_phone.remove(what.phone, when);
    m_by_source.remove(what.source, when);
    m_total.remove(all_codes, when);
    if (what.may_be_call)
        m_total.remove(calls, when);
}

void send_limits::restore(const sending& what, clock::time_point when, const config::limit_settings& limits) {
    const std::lock_guard lock{m_mutex};
    count(what, when, limits);
}

std::vector<limit_usage> send_limits::usage(const sending& who, const config::limit_settings& limits) const {
    std::vector<limit_usage> all;
    const std::lock_guard lock{m_mutex};
    const clock::time_point now = m_now();
    if (!who.user.empty()) {
        tell(all, "sends_per_user", who.user, limits.sends_per_user, m_by_user.of(who.user), now,
             limits.reserve_per_service);
        tell(all, "sends_unprivileged", who.user, limits.sends_unprivileged, m_by_user.of(who.user), now);
    }
    if (who.phone != 0) {
        tell(all, "sends_per_phone", fmt::to_string(who.phone), limits.sends_per_phone,
             m_by_phone.of(who.phone), now, limits.reserve_per_service);
        for (auto each = all.rbegin(); each != all.rend() && each->name == "sends_per_phone"; ++each)
            each->is_phone = true;
    }
    if (!who.source.empty())
        tell(all, "sends_per_source", who.source, limits.sends_per_source, m_by_source.of(who.source), now);
    tell(all, "sends_total", {}, limits.sends_total, m_total.of(all_codes), now);
    tell(all, "voice_total", {}, limits.voice_total, m_total.of(calls), now);
    return all;
}

std::vector<limit_usage> send_limits::full(const config::limit_settings& limits, std::size_t most) const {
    std::vector<limit_usage> all;
    const auto as_is = [](const std::string& key) { return key; };
    const std::lock_guard lock{m_mutex};
    const clock::time_point now = m_now();
    tell_full(all, "sends_per_user", m_by_user, limits.sends_per_user, now, most, as_is,
              limits.reserve_per_service);
    tell_full(all, "sends_unprivileged", m_by_user, limits.sends_unprivileged, now, most, as_is);
    const auto phones = static_cast<std::ptrdiff_t>(all.size());
    tell_full(
        all, "sends_per_phone", m_by_phone, limits.sends_per_phone, now, most,
        [](std::uint64_t digits) { return fmt::to_string(digits); }, limits.reserve_per_service);
    std::for_each(all.begin() + phones, all.end(), [](limit_usage& each) { each.is_phone = true; });
    tell_full(all, "sends_per_source", m_by_source, limits.sends_per_source, now, most, as_is);
    return all;
}

std::optional<exceeded_limit> send_limits::tripped(const sending& what, const config::limit_settings& limits,
                                                   clock::time_point now) const {
    std::optional<exceeded_limit> worst;
    const auto* const own =
        what.unprivileged ? nullptr : &m_by_user_and_service.of({what.user, what.service});
    judge_share(worst, "sends_per_user", limits.sends_per_user, m_by_user.of(what.user),
                limits.reserve_per_service, own, now);
    if (what.unprivileged)
        judge(worst, "sends_unprivileged", limits.sends_unprivileged, m_by_user.of(what.user), now);
    const auto* const to_phone =
        what.unprivileged ? nullptr : &m_by_phone_and_service.of({what.phone, what.service});
    judge_share(worst, "sends_per_phone", limits.sends_per_phone, m_by_phone.of(what.phone),
                limits.reserve_per_service, to_phone, now);
    judge(worst, "sends_per_source", limits.sends_per_source, m_by_source.of(what.source), now);
    judge(worst, "sends_total", limits.sends_total, m_total.of(all_codes), now);
    if (what.may_be_call)
        judge(worst, "voice_total", limits.voice_total, m_total.of(calls), now);
    return worst;
}

void send_limits::count(const sending& what, clock::time_point when, const config::limit_settings& limits) {
    if (!what.user.empty())
        add(m_by_user, what.user, when, rates_of_user(limits));
    if (!what.user.empty() && !what.unprivileged)
        add(m_by_user_and_service, {what.user, what.service}, when, limits.sends_per_user);
    if (what.phone != 0)
        add(m_by_phone, what.phone, when, limits.sends_per_phone);
    if (what.phone != 0 && !what.unprivileged)
        add(m_by_phone_and_service, {what.phone, what.service}, when, limits.sends_per_phone);
    if (!what.source.empty())
        add(m_by_source, what.source, when, limits.sends_per_source);
    add(m_total, all_codes, when, limits.sends_total);
    if (what.may_be_call)
        add(m_total, calls, when, limits.voice_total);
}

} // namespace policy
