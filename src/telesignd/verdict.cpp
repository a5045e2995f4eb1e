#include "telesignd/verdict.h"

namespace telesignd {

using protocol::result;

verdict unanswered(no_answer why, const prompts& words) {
    switch (why) {
    case no_answer::cancelled:
        return {result::conversation_error, "cancelled", {}};
    case no_answer::gone:
        return {result::conversation_error, "program_gone", {}};
    case no_answer::timed_out:
        return {result::denied, "timed_out", words.end_timed_out()};
    case no_answer::stopping:
        return {result::unavailable, "telesignd_stopping", words.end_stopping()};
    case no_answer::violation:
        break;
    }
    return {result::service_error, "protocol_violation", {}};
}

} // namespace telesignd
