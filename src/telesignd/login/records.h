// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/channel.h"
#include "gateway/verifier.h"
#include "policy/lockouts.h"
#include "policy/recovery_codes.h"
#include "policy/remembered_logins.h"
#include "protocol/protocol.h"
#include "state/records.h"
#include "telesignd/conversation.h"
#include "telesignd/login/audit.h"
#include "telesignd/login/subject.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

// What a login leaves for the time after a restart, and for the administrator's report.
namespace telesignd {

/// Both clocks at once: policies go by the one, and what survives by the other.
struct clock_times {
    state::time_point wall{};
    std::chrono::steady_clock::time_point steady{};

    static clock_times now();
};

/// state::send::channel of lookups, and their outcome.
inline constexpr std::string_view lookup_channel = "lookup";

/// A request for a code that has just been answered; `counted` by [limits].
state::send record_of(const subject& subject, gateway::channel channel, gateway::outcome what, bool counted);

/// Lookups that no code came after; [limits] counts them.
state::send record_of_lookups(const subject& subject);

/// A login that has just ended.
state::login record_of(const login_request& request, const audit_record& record, protocol::result result);

/// What was sent to a user and a phone, digits, counts no more.
state::limits_reset record_of_reset(const std::string& user, const std::string& phone);

/// A valid code that [remember] goes by.
state::remembered record_of(const policy::remembered_login& login);

/// A recovery code that is new or was used.
state::recovery_code record_of(const std::string& user, const policy::recovery_code& code);
/// And the way back, after a restart; nothing when it is no hash of ours.
std::optional<policy::recovery_code> recovery_code_of(const state::recovery_code& trace);

/// A wrong code, typed at `when`, and the lock that it was followed by.
state::failure record_of_guess(const policy::lockout_key& subject,
                               std::chrono::steady_clock::time_point when);
state::lock record_of_lock(const state::failure& last);

} // namespace telesignd
