#pragma once

#include "gateway/channel.h"
#include "support/secret.h"

#include <variant>

namespace telesignd {

struct resend_keyword {};
struct channel_keyword {
    gateway::channel way;
};
/// Digits only, 3 to 5 of them: what TeleSign's codes are (telesign-api.md, verify_code 100-99999).
struct typed_code {
    support::secret digits;
};
/// As policy::read_recovery_code() has it.
struct typed_recovery_code {
    support::secret code;
};
/// Nothing, or blanks: asks what became of the code.
struct nothing {};
/// Anything else: letters, a password. It must not leave the host.
struct implausible {};

using answer =
    std::variant<implausible, nothing, typed_code, typed_recovery_code, resend_keyword, channel_keyword>;

/// What a person typed at a prompt. Blanks and dashes around and between digits are forgiven, keywords
/// (resend, call, sms) may be in any case.
answer read_answer(const support::secret& typed);

} // namespace telesignd
