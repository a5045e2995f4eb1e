#pragma once

#include "config/settings.h"
#include "directory/phone_book.h"
#include "gateway/verifier.h"
#include "policy/decoy.h"
#include "telesignd/audit.h"
#include "telesignd/conversation.h"
#include "telesignd/peer.h"

#include <chrono>
#include <stop_token>
#include <string>

namespace telesignd {

/// What a login works with; all of it outlives the login.
struct login_context {
    const config::settings& settings;
    const directory::phone_book& phones;
    gateway::verifier& gateway;
    policy::verifier_times& times; ///< of the real gateway; kept by all logins together
    std::stop_token stop;          ///< the daemon is shutting down
};

/// The longest that one turn of the daemon may take under these settings: what `accepted` promises the
/// module.
std::chrono::seconds turn_limit(const config::settings& settings);

/// The story of one login, from the module's request to the verdict and its audit line. Whatever happens, the
/// module gets exactly one verdict, and `granted` only after the gateway said `valid`.
void run_login(conversation& with, const login_request& request, const peer& caller,
               const login_context& context);

} // namespace telesignd
