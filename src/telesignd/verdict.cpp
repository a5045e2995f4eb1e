// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/verdict.h"

#include <utility>

namespace telesignd {

using protocol::result;

namespace {

/// For a question that a program, not the person, seems to have answered. `detail` says with what, for the log, and `text`
/// for the person.
verdict answered_by_program(std::string detail, const std::string& text, const prompts& words) {
    detail += ": have it show PAM's prompts to the user (sshd: by keyboard-interactive); see pam_telesign(8)";
    return {result::denied, "answered_by_program", text + '\n' + words.end_cannot_ask(), std::move(detail)};
}

} // namespace

verdict same_again(const prompts& words) {
    return answered_by_program("the program gave the same answer twice, which is no code",
                               words.end_same_again(), words);
}

verdict unanswered(no_answer why, const prompts& words) {
    switch (why) {
    case no_answer::cancelled:
        return {result::conversation_error, "cancelled", {}};
    case no_answer::withheld_password:
        return answered_by_program(
            "the program answered the question for the code with the password (PAM_AUTHTOK)",
            words.end_password(), words);
    case no_answer::withheld_user_name:
        return answered_by_program(
            "the program answered the question for the code with the user's name (PAM_USER)",
            words.end_user_name(), words);
    case no_answer::gone:
        return {result::conversation_error, "program_gone", {}};
    case no_answer::timed_out:
        return {result::denied, "timed_out", words.end_timed_out()};
    case no_answer::stopping:
        return {result::unavailable, "telesignd_stopping", words.end_stopping()};
    case no_answer::reexec: {
        verdict parked{result::unavailable, "telesignd_stopping", words.end_stopping()};
        parked.is_parked = true;
        return parked;
    }
    case no_answer::violation:
        break;
    }
    return {result::service_error, "protocol_violation", {}};
}

} // namespace telesignd
