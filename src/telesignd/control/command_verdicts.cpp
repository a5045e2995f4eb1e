// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/control/command_verdicts.h"

namespace telesignd {

using gateway::outcome;
using protocol::result;

verdict verdict_on(outcome outcome) {
    switch (outcome) {
    case outcome::sent:
        return {result::granted, "sent", "The code is on its way or has arrived."};
    case outcome::valid:
        return {result::granted, "code_valid", "The code is valid."};
    case outcome::undeliverable:
        return {result::denied, "undeliverable", "The code could not be delivered."};
    case outcome::wrong:
        return {result::denied, "code_wrong", "The code is wrong."};
    case outcome::expired:
        return {result::denied, "code_expired", "The code has expired."};
    case outcome::exhausted:
        return {result::attempts_used_up, "code_wrong", "TeleSign takes no more tries for this code."};
    case outcome::undecided:
        return {result::unavailable, "undecided",
                "TeleSign cannot say now, and the code stays valid: try again in a moment."};
    case outcome::blocked:
        return {result::not_permitted, "blocked",
                "TeleSign refuses this phone: by risk, region or your rules."};
    case outcome::refused:
        return {result::unavailable, "refused_by_telesign",
                "TeleSign refuses the request: fix the credentials, the account or the configuration."};
    case outcome::rate_limited:
        return {result::unavailable, "rate_limited", "TeleSign has had too many requests: wait a minute."};
    case outcome::not_possible:
        return {result::unavailable, "host_exhausted",
                "This host could not ask: it has no descriptors, memory or random numbers left."};
    case outcome::unavailable:
        break;
    }
    return {result::unavailable, "telesign_unreachable",
            "TeleSign cannot be reached, or its answer makes no sense."};
}

verdict verdict_on(gateway::outcome outcome, gateway::outcome success, std::string_view user_message) {
    verdict result = verdict_on(outcome);
    if (result.result == result::granted && outcome != success)
        return verdict_on(outcome::unavailable);
    if (!user_message.empty() && result.result != result::unavailable)
        result.text = user_message;
    return result;
}

} // namespace telesignd
