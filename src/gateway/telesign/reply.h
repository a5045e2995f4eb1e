// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/phone_facts.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::telesign {

/// `verify.code_state`.
enum class code_state { valid, invalid, expired, max_attempts_exceeded, unknown };

/// One of `errors[]`.
struct reply_error {
    int code = 0;
    std::string description; ///< TeleSign's words: to tell codes apart, not for the log (may name the phone)
};

/// What the Verify API says, read by shape ("Reply" of its reference). A field that is absent or null is empty.
struct verify_reply {
    /// Byte for byte as TeleSign wrote it; empty when it is missing, null, the text "None", or of a shape that
    /// cannot be sent back. That is no fault: error replies come with none, and lookups' are for the log only.
    std::string reference_id;
    std::vector<reply_error> errors;
    std::optional<int> status_code;
    std::string status_text; ///< TeleSign's words for it, as reply_error::description
    std::optional<code_state> state;
    phone_facts
        facts; ///< what it says of the phone; what has no known shape there is not known, and no fault
    /// What does not have the shape that it should have, in our own words for the log; nothing from the reply.
    /// Unless it is empty, the reply is not to be taken for a success.
    std::string fault;
};

/// Never throws but std::bad_alloc. Numbers may be strings; the order of keys and unknown keys do not matter; a
/// key given twice, nesting that is too deep and whatever is not JSON are faults. Errors may also come as completion
/// writes them: {code, description} as `errors` or alone, or {status, error}. `content_type` only helps to say
/// what it is that is not JSON.
verify_reply read_reply(std::string_view body, std::string_view content_type);

} // namespace gateway::telesign
