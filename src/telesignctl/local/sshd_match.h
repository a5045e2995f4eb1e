// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/local/machine.h"

#include <string>
#include <vector>

namespace telesignctl {

/// AuthenticationMethods that holds for some logins only.
struct sshd_match {
    std::string file;
    unsigned line = 0;
    std::string condition; ///< of its Match: "Address 10.0.0.0/8"
    std::vector<std::string> method_lists;
};

/// Those of sshd's configuration files, in the order in which sshd reads them: what fits first counts. `sshd -T` cannot
/// tell them, since it needs the address and port that a login will have. Throws std::system_error with the file.
std::vector<sshd_match> list_sshd_matches(const machine& host);

/// "Match Address 10.0.0.0/8 (/etc/ssh/sshd_config:7)"
std::string describe(const sshd_match& match);

} // namespace telesignctl
