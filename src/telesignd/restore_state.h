// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/settings.h"
#include "directory/phone_book.h"
#include "policy/lockouts.h"
#include "policy/recovery_codes.h"
#include "policy/remembered_logins.h"
#include "policy/send_limits.h"
#include "state/store.h"
#include "telesignd/login/records.h"

namespace telesignd {

/// The policies that know more than the configuration tells.
struct policy_state {
    policy::send_limits& sends;
    policy::lockouts& guesses;
    policy::remembered_logins& logins;
    policy::recovery_codes& recovery;
};

/// Lets the policies go on where an earlier daemon's ended. A phone counts as long as the book gives it to one of its
/// users of then, since `store` knows only hashes. What seems to come from the future, by more than an hour, does not
/// count: the clock was wrong, and nobody shall be locked out by that. To be called before logins.
void restore(const state::records& past, const state::store& store, const config::settings& settings,
             const directory::phone_book& phones, const clock_times& now, policy_state into);

} // namespace telesignd
