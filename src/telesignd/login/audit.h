// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "protocol/protocol.h"
#include "telesignd/conversation.h"
#include "telesignd/peer.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace telesignd {

/// What one login's audit line says. Never the code, the key, a request's URL or body; the phone masked.
struct audit_record {
    std::string user;         ///< PAM_USER as the system spells it; empty: as it was given
    std::string account;      ///< whose phone was asked; under `identity = caller` not the same as the user
    std::string region;       ///< of the phone; for the store
    std::string masked_phone; ///< support::mask_phone
    std::string_view channel; ///< of the last code; empty when none was sent
    std::string reference_id; ///< of the last code
    std::string_view reason;  ///< one word for why it ended as it did
    std::string detail;       ///< what the gateway said of it
    std::string risk;         ///< what [risk] found: why it refused, or what it could not learn
    unsigned sends = 0;
    unsigned lookups = 0; ///< requests to PhoneID
    unsigned attempts = 0;
    std::optional<std::chrono::sys_seconds> until; ///< when a lock or a limit that refused it ends
    std::optional<std::size_t> recovery_left;      ///< recovery codes, after this login has used one up
};

/// One line of key=value pairs to the log. Values that come from outside are quoted when they hold anything
/// but plain characters; empty values are left out.
void write_audit(const login_request& request, const peer& caller, const audit_record& record,
                 protocol::result result);

} // namespace telesignd
