// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "protocol/protocol.h"

#include <string>
#include <utility>
#include <vector>

namespace telesignctl {

/// What came of a command.
struct answer {
    protocol::result outcome = protocol::result::unavailable;
    std::string text; ///< a sentence for the person, or empty; without control characters
    /// Names and values, in the order to show; without control characters.
    std::vector<std::pair<std::string, std::string>> facts = {};
    int signal =
        0; ///< by which the program ends when this has been printed, such as SIGINT; 0: by its exit status
};

/// The program's exit status: 0 done, valid or granted; 1 refused, invalid or not delivered; 2 an invalid request;
/// 3 telesignd not reachable or TeleSign unavailable. Never 0 for anything but `granted`, so that a script may rely on it.
int exit_status(protocol::result outcome) noexcept;

inline constexpr int usage_error = 2;

/// Of a command that a signal ended while the person was to type something; 0: it was no signal.
inline answer cancelled_answer(int signal) {
    return {protocol::result::conversation_error, "Cancelled.", {}, signal};
}

} // namespace telesignctl
