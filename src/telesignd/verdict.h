// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "protocol/protocol.h"
#include "telesignd/conversation.h"
#include "telesignd/text/prompts.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace telesignd {

/// How a login ended.
struct verdict {
    protocol::result result = protocol::result::service_error;
    std::string_view reason; ///< one word for the audit line; a literal
    std::string text;        ///< the last words to the person; may be empty
    std::string detail = {}; ///< more of the reason, for the audit line
    /// What a prompt begins with that asks for a recovery code before the login may end so; empty: there is none.
    std::string or_recovery = {};
    /// When a lock or a limit that refuses the login ends.
    std::optional<std::chrono::sys_seconds> until = {};
    bool is_parked = false; ///< none of this: the login has not ended, and goes on in another telesignd
};

/// The end of a login in which the same answer came twice in a row, and is no code: a program seems to give it.
verdict same_again(const prompts& words);

/// The end of a login whose person gave no answer.
verdict unanswered(no_answer why, const prompts& words = {});

} // namespace telesignd
