// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/dates.h"

namespace gateway::telesign {

/// Reads a time in TeleSign's replies: RFC 3339 or, in some of 2015, as in e-mail.
inline std::optional<support::timestamp> read_time(std::string_view text) noexcept {
    const auto time = support::read_rfc5322(text);
    return time ? time : support::read_rfc3339(text);
}

} // namespace gateway::telesign
