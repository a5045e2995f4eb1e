// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "policy/accounts.h"

#include <string>

#include <sys/types.h>
#include <tl/expected.hpp>

namespace telesignd {

/// The process at the other end of a connection, as the kernel vouches for it (SO_PEERCRED, unix(7)): its
/// credentials at the time of connect(2).
struct peer {
    pid_t pid = 0;
    uid_t uid = static_cast<uid_t>(-1);
};

/// The error is the reason, for the log.
tl::expected<peer, std::string> peer_of(int socket);

/// Root may ask for anybody, everybody else only for the account with their own uid.
bool may_ask_for(const peer& who, const policy::found_account& account);

} // namespace telesignd
