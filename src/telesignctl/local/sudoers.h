#pragma once

#include "telesignctl/local/machine.h"

#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace telesignctl {

/// What sudoers(5) says that bears on codes.
struct sudoers {
    double minutes = 15;             ///< one code counts in a terminal (timestamp_timeout); below 0: for ever
    bool asks_nothing = false;       ///< NOPASSWD, or `Defaults !authenticate`, somewhere
    std::vector<std::string> groups; ///< whose members may do something
};

/// Reads sudoers and what it includes, through cvtsudoers(1). The error is that program's own.
tl::expected<sudoers, std::string> read_sudoers(const machine& where);

} // namespace telesignctl
