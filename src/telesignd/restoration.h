#pragma once

#include "config/settings.h"
#include "directory/phone_book.h"
#include "policy/guess_locks.h"
#include "policy/login_memory.h"
#include "policy/recovery_codes.h"
#include "policy/send_limits.h"
#include "state/store.h"
#include "telesignd/traces.h"

namespace telesignd {

/// The policies that know more than the configuration tells.
struct memories {
    policy::send_limits& sends;
    policy::guess_locks& guesses;
    policy::login_memory& logins;
    policy::recovery_codes& recovery;
};

/// Lets the policies go on where an earlier daemon's ended. A phone counts as long as the book gives it to one of its
/// users of then, since `store` knows only hashes. What seems to come from the future, by more than an hour, does not
/// count: the clock was wrong, and nobody shall be locked out by that. To be called before logins.
void restore(const state::records& past, const state::store& store, const config::settings& settings,
             const directory::phone_book& phones, const moment& now, memories into);

} // namespace telesignd
