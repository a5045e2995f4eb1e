#pragma once

#include "config/settings.h"
#include "directory/phone_book.h"
#include "gateway/phone_lookup.h"
#include "gateway/verifier.h"
#include "policy/login_memory.h"
#include "state/records.h"
#include "telesignd/conversation.h"
#include "telesignd/peer.h"

#include <functional>
#include <stop_token>

namespace telesignd {

/// What a command works with; all of it outlives the command.
struct command_context {
    const config::settings& settings;
    const directory::phone_book& phones;
    gateway::verifier& gateway;
    gateway::phone_lookup& lookup;
    policy::login_memory& memory;
    std::stop_token stop; ///< the daemon is shutting down
    /// Notes what must survive a restart. Never waits.
    std::function<void(state::change)> keep;
};

/// Answers one command of telesignctl's: what it found as facts, then exactly one `done`, and one log line without
/// anything of the phone's owner. Only root is served. The results of `done`: granted (done; the code is valid), denied
/// and attempts_used_up (not delivered, wrong, expired, nobody with a phone), not_permitted (TeleSign blocks it, or not
/// root), unavailable (TeleSign not to be had), service_error (a request that cannot be; the text names the remedy).
void run_command(conversation& with, const command_request& request, const peer& caller,
                 const command_context& context);

} // namespace telesignd
