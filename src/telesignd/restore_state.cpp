// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/restore_state.h"

#include "support/log.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace telesignd {

namespace {

using support::log;
using support::severity;
using steady = std::chrono::steady_clock;

constexpr std::chrono::days longest_window{30}; // of [limits] and [remember]
constexpr std::chrono::hours trusted_lead{1};   // clocks are set back a little now and then

class restorer {
public:
    restorer(const state::records& past, const state::store& store, const config::settings& settings,
             const directory::phone_book& phones, const clock_times& now, policy_state into)
        : m_past{past}, m_settings{settings}, m_now{now}, m_into{into} {
        for (const auto& each : past.sends)
            if (!each.phone.empty() && age_of(each.at))
                learn_phone(each.user, store, phones);
        for (const auto& each : past.remembered_logins)
            learn_phone(each.user, store, phones);
    }

    void run() {
        learn_resets();
        for (const auto& each : m_past.sends)
            restore_send(each);
        restore_guesses();
        for (const auto& each : m_past.remembered_logins)
            restore_login(each);
        for (const auto& each : m_past.recovery_codes)
            if (auto code = recovery_code_of(each))
                m_into.recovery.restore(each.user, *std::move(code));
        if (m_from_future > 0)
            log(severity::warning,
                "state: {} records have a time in the future and are ignored: is the clock right?",
                m_from_future);
    }

private:
    void learn_phone(const std::string& user, const state::store& store,
                     const directory::phone_book& phones) {
        if (!m_users.insert(user).second)
            return;
        const directory::entry* entry = phones.find(user);
        if (entry == nullptr)
            return;
        if (auto number = phones.number_of(*entry))
            m_phones.emplace(store.hash_phone(number->digits), number->digits);
    }

    /// Nothing for what is too old to count, or from the future.
    [[nodiscard]] std::optional<state::time_point::duration> age_of(state::time_point at) const {
        const auto age = m_now.wall - at;
        if (age > longest_window || age < -trusted_lead)
            return std::nullopt;
        return std::max(age, state::time_point::duration::zero());
    }

    std::optional<steady::time_point> when(state::time_point at) {
        m_from_future += at > m_now.wall + trusted_lead ? 1 : 0;
        const auto age = age_of(at);
        return age ? std::optional{m_now.steady - *age} : std::nullopt;
    }

    void restore_send(const state::send& sent) {
        const auto at = when(sent.at);
        if (!at || !sent.counted)
            return;
        const bool may_be_call =
            sent.channel != gateway::name_of(gateway::channel::sms) && sent.channel != lookup_channel;
        policy::send_attempt attempt{sent.user, 0, sent.source, may_be_call, false, sent.service};
        if (const auto number = m_phones.find(sent.phone); number != m_phones.end())
            std::from_chars(number->second.data(), number->second.data() + number->second.size(),
                            attempt.phone);
        if (is_forgotten(m_reset_users, sent.user, sent.at))
            attempt.user.clear();
        if (is_forgotten(m_reset_phones, sent.phone, sent.at))
            attempt.phone = 0;
        m_into.sends.restore(attempt, *at, m_settings.limits);
    }

    /// When what was sent to each was last forgotten.
    using resets = std::map<std::string, state::time_point>;

    void learn_resets() {
        for (const auto& each : m_past.limits_resets) {
            auto& of_user = m_reset_users.emplace(each.user, each.at).first->second;
            of_user = std::max(of_user, each.at);
            auto& of_phone = m_reset_phones.emplace(each.phone, each.at).first->second;
            of_phone = std::max(of_phone, each.at);
        }
    }

    static bool is_forgotten(const resets& last, const std::string& key, state::time_point at) {
        const auto found = last.find(key);
        return !key.empty() && found != last.end() && at <= found->second;
    }

    /// In order of time; the wrong code that locks comes right before its lock.
    void restore_guesses() {
        auto locks = m_past.locks;
        std::stable_sort(locks.begin(), locks.end(),
                         [](const auto& one, const auto& other) { return one.at < other.at; });
        auto next = locks.begin();
        const auto restore_locks_before = [&](std::optional<state::time_point> end) {
            for (; next != locks.end() && (!end || next->at < *end); ++next)
                restore_guess(next->user, next->source, next->at, true);
        };
        for (const auto& each : m_past.failures) {
            restore_locks_before(each.at);
            restore_guess(each.user, each.source, each.at, false);
        }
        restore_locks_before(std::nullopt);
    }

    void restore_guess(const std::string& user, const std::string& source, state::time_point at,
                       bool locked) {
        if (const auto then = when(at))
            m_into.guesses.restore({user, source}, *then, locked, m_settings.limits);
    }

    void restore_login(const state::remembered& login) {
        const auto phone = m_phones.find(login.phone);
        if (phone == m_phones.end()) // it has another owner now, or none
            return;
        m_into.logins.restore({login.user, login.source, login.service, phone->second,
                               std::chrono::floor<std::chrono::seconds>(login.at)});
    }

    const state::records& m_past;
    const config::settings& m_settings;
    const clock_times m_now;
    const policy_state m_into;
    std::set<std::string> m_users;
    std::map<std::string, std::string> m_phones; ///< by hash
    resets m_reset_users;
    resets m_reset_phones; ///< by hash
    unsigned m_from_future = 0;
};

} // namespace

void restore(const state::records& past, const state::store& store, const config::settings& settings,
             const directory::phone_book& phones, const clock_times& now, policy_state into) {
    restorer{past, store, settings, phones, now, into}.run();
}

} // namespace telesignd
