#pragma once

#include "config/settings.h"
#include "directory/phone_book.h"
#include "gateway/decoy.h"
#include "gateway/lookup_cache.h"
#include "gateway/phone_lookup.h"
#include "gateway/verifier.h"
#include "policy/accounts.h"
#include "policy/lockouts.h"
#include "policy/recovery_codes.h"
#include "policy/remembered_logins.h"
#include "policy/send_limits.h"
#include "state/records.h"
#include "telesignd/conversation.h"
#include "telesignd/login/audit.h"
#include "telesignd/login/delivery_tracker.h"
#include "telesignd/login/pending_codes.h"
#include "telesignd/login/pending_login.h"
#include "telesignd/peer.h"
#include "telesignd/text/languages.h"

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>

namespace telesignd {

/// What a login works with; all of it outlives the login.
struct login_context {
    const config::settings& settings;
    const directory::phone_book& phones;
    gateway::verifier& gateway;
    gateway::verifier_times& times; ///< of the real gateway; kept by all logins together
    std::stop_token stop;           ///< the daemon is shutting down
    gateway::phone_lookup& lookup;
    gateway::lookup_cache& lookups;    ///< of `lookup`'s answers; kept by all logins together
    pending_codes& codes;              ///< of all logins together
    delivery_tracker& board;           ///< where TeleSign's callbacks arrive
    policy::remembered_logins& memory; ///< of valid codes, for [remember]
    policy::send_limits& send_limits;
    policy::lockouts& lockouts;
    policy::recovery_codes& recovery_codes;
    /// Tells TeleSign, in the background, that the code with this reference was valid and the user has finished.
    std::function<void(const std::string& reference_id)> complete;
    /// Notes what must survive a restart. Never waits.
    std::function<void(state::change)> keep;
    const languages& texts; ///< in which users are spoken to
    /// Waits, for state::store::flush_timeout at most, until what this thread noted is on disk. False when it is not.
    std::function<bool()> settle;
    /// phone_of() the account by the configuration in force now, which may be newer than the login's.
    std::function<std::string(const std::string& account)> phone_now;
    /// Who has this name in the system's user database; bounded in time.
    std::function<policy::found_account(const std::string& name)> find_account;
    /// The same for groups: bounded by `until`.
    std::function<policy::membership(const policy::account& user, const std::string& group, deadline until)>
        membership_of;
    /// Takes over a login that has not ended: another telesignd goes on with it.
    std::function<void(pending_login login)> park = {};
    /// Takes one of the places that the pending logins of `account` have, until the login's end; false: there is none.
    std::function<bool(const std::string& account)> take_place;
    /// Gives it back. Whoever has a verdict may begin the next login at once, while this one is still being logged.
    std::function<void()> end_place;
};

/// Whose places a pending login of `account` takes (login_context::take_place). The caller whom sudo or su names on this host,
/// not the account that logs in: a user who asks for root's account again and again must not keep root out.
const std::string& holder_of(const login_request& request, const std::string& account);

/// The longest that one turn of the daemon may take with `lookups` of PhoneID: what `accepted` promises the module.
std::chrono::seconds turn_limit(const config::settings& settings, std::size_t lookups);

/// The story of one login, from the module's request to the verdict and its audit line. Whatever happens, the
/// module gets exactly one verdict, and `granted` only after the gateway said `valid` or a recovery code was used up. A login
/// that waits for its user when another telesignd takes over gets none: context.park() has it then.
void run_login(conversation& with, const login_request& request, const peer& caller,
               const login_context& context);

/// As run_login(), from the question on that another telesignd has asked; `with` is its connection.
void go_on_with_login(conversation& with, pending_login& login, const login_context& context);

} // namespace telesignd
