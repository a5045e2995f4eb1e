// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/settings.h"
#include "directory/phone_book.h"
#include "gateway/phone_lookup.h"
#include "gateway/verifier.h"
#include "telesignd/conversation.h"
#include "telesignd/login/pending_login.h"
#include "telesignd/peer.h"
#include "telesignd/services.h"

#include <functional>
#include <string>

namespace telesignd {

/// What a login works with; all of it outlives the login.
struct login_context {
    const config::settings& settings;
    const directory::phone_book& phones;
    gateway::verifier& gateway;
    gateway::phone_lookup& lookup;
    services shared;
    /// Tells TeleSign, in the background, that the code with this reference was valid and the user has finished.
    std::function<void(const std::string& reference_id)> complete;
    /// Returns phone_of() the account by the configuration in force now, which may be newer than the login's.
    std::function<std::string(const std::string& account)> phone_now;
    /// Takes over a login that has not ended: another telesignd goes on with it.
    std::function<void(pending_login login)> park;
    /// Takes one of the places that the logins of `account` have; returns false if there is none.
    std::function<bool(const std::string& account)> take_place;
    /// Gives it back. Whoever has a verdict may begin the next login at once, while this one is still being logged.
    std::function<void()> release_place;
};

/// The story of one login, from the module's request to the verdict and its audit line. Whatever happens, the
/// module gets exactly one verdict, and `granted` only after the gateway said `valid` or a recovery code was used up. A login
/// that waits for its user when another telesignd takes over gets none: context.park() has it then.
void run_login(conversation& conversation, const login_request& request, const peer& caller,
               const login_context& context);

/// As run_login(), from the question on that another telesignd has asked; `conversation` has its connection.
void go_on_with_login(conversation& conversation, pending_login& login, const login_context& context);

} // namespace telesignd
