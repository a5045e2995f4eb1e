// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/login_limits.h"

#include "telesignd/login/other_logins.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace telesignd {

namespace {

using gateway::channel;
using protocol::result;

/// 0: none, which a decoy has.
std::uint64_t number_of(const std::string& digits) {
    std::uint64_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number); // 15 digits at most, E.164
    return number;
}

std::chrono::sys_seconds time_after(std::chrono::seconds wait) {
    return std::chrono::ceil<std::chrono::seconds>(std::chrono::system_clock::now()) + wait;
}

} // namespace

login_limits::login_limits(const login_context& context, const subject& subject)
    : m_context{context}, m_limits{context.settings.limits}, m_subject{subject}, m_lockout_key{
                                                                                     subject.account,
                                                                                     subject.guesses_from} {}

std::optional<verdict> login_limits::refuse_login() const {
    if (auto locked = refuse_locked())
        return locked;
    const auto& allowed = m_limits.allowed_regions;
    if (m_subject.is_decoy() || allowed.empty() || allowed.contains(m_subject.region))
        return std::nullopt;
    return verdict{result::not_permitted, "region", m_subject.words.end_blocked({}),
                   fmt::format("{} is not in allowed_regions", m_subject.region)};
}

bool login_limits::text_only() const {
    const auto& calls = m_limits.voice_regions;
    return !m_subject.is_decoy() && !calls.empty() && !calls.contains(m_subject.region);
}

bool login_limits::reserve(channel channel) {
    const policy::send_attempt code = sending_by(channel);
    auto taken = m_lookup ? m_context.shared.send_limits.replace(*m_lookup, code, m_limits)
                          : m_context.shared.send_limits.reserve(code, m_limits);
    m_tripped.reset();
    if (!taken) {
        m_tripped = taken.error();
        return false;
    }
    m_place = *std::move(taken);
    m_is_lookups = m_lookup.has_value();
    m_lookup.reset();
    return true;
}

bool login_limits::reserve_lookup() {
    auto taken = m_context.shared.send_limits.reserve(sending_by(channel::sms), m_limits);
    m_tripped.reset();
    if (!taken) {
        m_tripped = taken.error();
        return false;
    }
    m_lookup = *std::move(taken);
    return true;
}

void login_limits::give_back_lookup() {
    if (m_lookup)
        m_context.shared.send_limits.release(*m_lookup);
    m_lookup.reset();
}

bool login_limits::end_lookup() {
    const bool is_used_up = m_lookup.has_value();
    m_lookup.reset();
    m_is_lookups = false;
    return is_used_up;
}

bool login_limits::has_place(channel channel) {
    m_tripped = m_context.shared.send_limits.find_exceeded(sending_by(channel), m_limits);
    return !m_tripped;
}

void login_limits::give_back() {
    if (m_place && m_is_lookups) { // they have cost what they cost
        policy::send_attempt lookup = m_place->attempt;
        lookup.may_be_call = false;
        if (const auto kept = m_context.shared.send_limits.replace(*m_place, lookup, m_limits))
            m_lookup = *kept;
    } else if (m_place) {
        m_context.shared.send_limits.release(*m_place);
    }
    m_place.reset();
}

tl::expected<policy::lockouts::reservation, verdict>
login_limits::reserve_check(const policy::wait_limit& wait) {
    auto taken = m_context.shared.lockouts.reserve(m_lockout_key, m_limits, wait);
    if (taken)
        return *std::move(taken);
    const auto locked = taken.error().locked_for;
    return tl::unexpected{locked ? end_locked(*locked) : waited_in_vain(wait, m_subject.words)};
}

unsigned login_limits::tries_left(unsigned tries) const {
    const auto until_lock = m_context.shared.lockouts.tries_left(m_lockout_key, m_limits);
    return until_lock ? std::min(tries, std::max(*until_lock, 1U)) : tries;
}

void login_limits::count_wrong_code(policy::lockouts::reservation checked) {
    m_context.shared.lockouts.wrong_code(std::move(checked), m_limits);
}

std::optional<verdict> login_limits::admit_right_code(policy::lockouts::reservation checked,
                                                      const std::function<void()>& admit) {
    const auto locked = m_context.shared.lockouts.right_code(std::move(checked), m_limits, admit);
    return locked ? std::optional{end_locked(*locked)} : std::nullopt;
}

std::optional<verdict> login_limits::refuse_locked() const {
    const auto locked = m_context.shared.lockouts.locked_for(m_lockout_key, m_limits);
    return locked ? std::optional{end_locked(*locked)} : std::nullopt;
}

verdict login_limits::end_locked(std::chrono::seconds wait) const {
    verdict end{result::not_permitted, "locked", m_subject.words.end_locked(wait),
                fmt::format("failures = {}", config::text_of(*m_limits.failures))};
    end.until = time_after(wait);
    return end;
}

std::optional<std::chrono::seconds>
login_limits::cooldown(std::chrono::steady_clock::time_point sent_at) const {
    const auto left = sent_at + m_limits.resend_cooldown - m_context.shared.send_limits.now();
    if (left <= left.zero() || m_context.shared.send_limits.has_forgotten_since(m_subject.account, sent_at))
        return std::nullopt;
    return std::chrono::ceil<std::chrono::seconds>(left);
}

std::string login_limits::tripped() const {
    if (!m_tripped)
        return {};
    std::string text = fmt::format("{} = {}", m_tripped->name, config::text_of(m_tripped->limit));
    if (m_tripped->is_reserved)
        text += ", the rest is for other services: see reserve_per_service";
    return text;
}

std::string login_limits::notice() const {
    return m_tripped ? m_subject.words.resend_limited(m_tripped->wait) : std::string{};
}

std::optional<verdict> login_limits::end_limited() const {
    if (!m_tripped)
        return std::nullopt;
    const std::string text = m_subject.words.end_limited(m_tripped->wait);
    verdict end{result::not_permitted, "limited", text, tripped(), text};
    end.until = time_after(m_tripped->wait);
    return end;
}

policy::send_attempt login_limits::sending_by(channel channel) const {
    return {m_subject.account,       number_of(m_subject.phone), m_subject.source,
            channel != channel::sms, m_subject.unprivileged,     m_subject.place.service};
}

} // namespace telesignd
