// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/decoy.h"
#include "gateway/lookup_cache.h"
#include "policy/accounts.h"
#include "policy/lockouts.h"
#include "policy/recovery_codes.h"
#include "policy/remembered_logins.h"
#include "policy/send_limits.h"
#include "state/records.h"
#include "telesignd/conversation.h"
#include "telesignd/login/delivery_tracker.h"
#include "telesignd/login/pending_codes.h"
#include "telesignd/text/languages.h"

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>

namespace telesignd {

/// What all logins and commands share as long as the daemon runs. Each part is thread-safe. A copy refers to the same parts,
/// which outlive it.
struct services {
    gateway::verifier_times& times; ///< of the real gateway
    gateway::lookup_cache& lookup_cache;
    pending_codes& codes;
    delivery_tracker& deliveries; ///< where TeleSign's callbacks arrive
    policy::remembered_logins& remembered;
    policy::send_limits& send_limits;
    policy::lockouts& lockouts;
    policy::recovery_codes& recovery_codes;
    const languages& texts; ///< in which users are spoken to
    std::stop_token stop;   ///< the daemon is shutting down
    /// Records what must survive a restart. Never waits.
    std::function<void(state::change)> record;
    /// Waits at most `timeout` until what this thread recorded is on disk. Returns false when it is not.
    std::function<bool(std::chrono::milliseconds timeout)> flush;
    /// Returns who has this name in the system's user database; bounded in time.
    std::function<policy::found_account(const std::string& name)> find_account;
    /// The same for groups, bounded by `until`.
    std::function<policy::membership(const policy::account& user, const std::string& group, deadline until)>
        membership_of;
};

} // namespace telesignd
