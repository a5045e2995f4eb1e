// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/channel.h"
#include "support/secret.h"

#include <variant>

namespace telesignd {

struct resend_keyword {};
struct channel_keyword {
    gateway::channel channel;
};
/// ASCII digits only, 3 to 10 of them (gateway/code_length.h), with their leading zeros.
struct typed_code {
    support::secret digits;
};
/// As policy::read_recovery_code() has it.
struct typed_recovery_code {
    support::secret code;
};
/// Nothing, or blanks: asks what became of the code.
struct empty_answer {};
/// Anything else: letters, a password. It must not leave the host.
struct no_code {};

using answer =
    std::variant<no_code, empty_answer, typed_code, typed_recovery_code, resend_keyword, channel_keyword>;

/// What a person typed or pasted at a prompt. Blanks, dashes and invisible characters around and between digits do not
/// matter, and the digits may be of any script; keywords (resend, call, sms) may be in any case, with blanks and invisible
/// characters around them. What is no UTF-8 is implausible.
answer read_answer(const support::secret& typed);

/// Notices that an answer that is no code comes twice in a row: a program, not a person, answers.
class repetition {
public:
    /// To be called for each answer. True when this one and the one before are no codes, and the same.
    bool is_again(const support::secret& typed, bool is_no_code);

private:
    support::secret m_last; ///< empty: the last answer was something else
};

} // namespace telesignd
