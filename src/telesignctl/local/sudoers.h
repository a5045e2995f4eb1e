// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/local/machine.h"

#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace telesignctl {

/// The settings of sudoers(5) that matter for codes.
struct sudoers {
    double minutes = 15; ///< one code counts in a terminal (timestamp_timeout); below 0: for ever
    double longest_exception =
        0; ///< the same for some users, hosts or commands, by the longest; 0: as for all
    std::vector<std::string> pam_services; ///< PAM services by which sudo asks instead of sudo and sudo-i
    bool has_unauthenticated = false;      ///< NOPASSWD, or `Defaults !authenticate`, somewhere
    std::vector<std::string> groups;       ///< whose members may do something
};

/// Reads sudoers and what it includes, through cvtsudoers(1). The error is that program's own.
tl::expected<sudoers, std::string> read_sudoers(const machine& host);

} // namespace telesignctl
