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
};

/// The program's exit status: 0 done, valid or granted; 1 refused, invalid or not delivered; 2 a request that cannot be;
/// 3 telesignd not reachable or TeleSign unavailable. Never 0 for anything but `granted`, so that a script may rely on it.
int exit_status(protocol::result outcome) noexcept;

inline constexpr int usage_error = 2;

} // namespace telesignctl
