// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/verifier.h"

#include <cstdint>
#include <span>
#include <string_view>

// TeleSign's status codes, in one place ("Status codes" of its reference).
namespace gateway::telesign {

/// What a `status.code` means for a login.
enum class status_meaning : std::uint8_t {
    in_progress,   ///< on its way: ask for the code
    arrived,       ///< ask for the code
    unconfirmed,   ///< sent, but no receipt will come: ask for the code, and offer another channel
    undeliverable, ///< another channel may work
    blocked,       ///< for risk, by policy or by region: do not try another way around it
    account,       ///< the account's problem
    no_answer,     ///< TeleSign cannot tell
    phoneid,       ///< of a PhoneID request
    addon,         ///< of one add-on of a PhoneID request
    completion,    ///< of a completion request
    foreign,       ///< of another product: never of a login
};

struct status_row {
    int code;
    status_meaning meaning;
    std::string_view log;          ///< what happened, in a few words
    std::string_view user_message; ///< for the person: a sentence, which outlives everything
    bool suspicious = false;       ///< TeleSign found the activity suspicious
};

/// All known status codes.
std::span<const status_row> status_table() noexcept;

/// Null for a code that the table lacks.
const status_row* find_status(int code) noexcept;

/// Its few words for the log.
std::string_view name_of(status_meaning meaning) noexcept;

/// What it makes of a request to send a code: never success of a check.
outcome outcome_of(status_meaning meaning) noexcept;

/// Whether the status of a code that was sent will not change any more.
bool is_final(status_meaning meaning) noexcept;

} // namespace gateway::telesign
