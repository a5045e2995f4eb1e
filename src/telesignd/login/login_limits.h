// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/channel.h"
#include "policy/lockouts.h"
#include "policy/send_limits.h"
#include "telesignd/login/login.h"
#include "telesignd/login/subject.h"
#include "telesignd/verdict.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include <tl/expected.hpp>

namespace telesignd {

/// One login's part in [limits]: a place for each of its codes, and for each check of one. A decoy's login counts, trips and
/// locks like any other, so that a limit tells nobody who has a phone.
class login_limits {
public:
    /// All must outlive the object.
    login_limits(const login_context& context, const subject& subject);

    /// Before anything is looked up or sent: a user who is locked, and a phone of a refused region. A verdict when the
    /// login ends there.
    [[nodiscard]] std::optional<verdict> refuse_login() const;

    /// Whether only text messages may go to the phone's region.
    [[nodiscard]] bool text_only() const;

    /// Takes a place for one code. False when there is none: nothing may be sent.
    bool reserve(gateway::channel channel);

    /// As reserve(), without taking a place: for what costs money before a code is sent.
    bool has_place(gateway::channel channel);

    /// As reserve(), for the lookups before a code, which then has the place that they have taken.
    bool reserve_lookup();

    /// The lookups of the last reserve_lookup() certainly cost nothing.
    void give_back_lookup();

    /// The first code was sent, or will not be. True when lookups have used a place up that no code has.
    bool end_lookup();

    /// The code of the last reserve() certainly was not sent.
    void give_back();

    /// Takes a place among the failures for one check. The error is the end of the login: the user is locked, or others'
    /// checks took too long.
    tl::expected<policy::lockouts::reservation, verdict> reserve_check(const policy::wait_limit& wait);

    /// Returns how many of `tries` are left until wrong codes lock the user; at least 1 of those that there are.
    [[nodiscard]] unsigned tries_left(unsigned tries) const;

    /// The code was wrong.
    void count_wrong_code(policy::lockouts::reservation checked);

    /// The code was right: `admit` is called unless the user is locked meanwhile (lockouts::right_code). Then the end of
    /// the login.
    std::optional<verdict> admit_right_code(policy::lockouts::reservation checked,
                                            const std::function<void()>& admit);

    /// The end of the login when the user gets no further tries, by this login's wrong codes or another's.
    [[nodiscard]] std::optional<verdict> refuse_locked() const;

    /// How long after the last code, sent at `sent_at`, another may be asked for; nothing: now.
    [[nodiscard]] std::optional<std::chrono::seconds>
    cooldown(std::chrono::steady_clock::time_point sent_at) const;

    /// The limit that refused the last reserve(), for the log: "sends_per_user = 5/10m"; empty when none did.
    [[nodiscard]] std::string tripped() const;

    /// Why the last reserve() failed, for a login whose code from before still counts; empty when it did not.
    [[nodiscard]] std::string notice() const;

    /// The end of a login whose reserve() or has_place() was false; nothing when the last one was not.
    [[nodiscard]] std::optional<verdict> end_limited() const;

private:
    [[nodiscard]] policy::send_attempt sending_by(gateway::channel channel) const;
    [[nodiscard]] verdict end_locked(std::chrono::seconds wait) const;

    const login_context& m_context;
    const config::limit_settings& m_limits;
    const subject& m_subject;
    policy::lockout_key m_lockout_key;
    std::optional<policy::send_limits::reservation> m_place;
    std::optional<policy::send_limits::reservation> m_lookup; ///< the lookups', which no code has
    bool m_is_lookups = false;                                ///< m_place was theirs
    std::optional<policy::exceeded_limit> m_tripped;
};

} // namespace telesignd
