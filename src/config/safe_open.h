// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/unique_fd.h"

#include <string>

#include <tl/expected.hpp>

namespace config {

/// How much of a file outsiders may read.
enum class secrecy {
    secret,   ///< nobody outside owner and group may read it: keys, phone numbers
    readable, ///< anybody may read it: certificates
};

/// Opens a file that the daemon is about to trust, for reading. Refuses what is missing, a symbolic link, not
/// a regular file, owned by somebody other than root and the daemon's own user, writable by group or others,
/// and (when secret) readable by others. The error names the path, what is wrong and the command that mends
/// it. Whoever can replace or write such a file decides who logs in. (The rules of pam-u2f's open_safely.)
tl::expected<support::unique_fd, std::string> safe_open(const std::string& path, secrecy wanted);

} // namespace config
