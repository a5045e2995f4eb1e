// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <security/pam_ext.h>

namespace pam_telesign {

/// What the administrator wrote behind the module's name in a file of pam.d.
struct arguments {
    const char* socket = "/run/telesign/telesignd.sock"; ///< lives as long as argv
    int timeout = 330; ///< seconds that one login may take in all, the person's thinking included
    bool debug = false;

    /// Reads argv over the defaults. Returns PAM_SUCCESS or, having logged which argument is wrong and what
    /// is allowed, PAM_SERVICE_ERR: a typo must not leave a login with settings that nobody chose.
    int parse(pam_handle_t* pamh, int argc, const char** argv) noexcept;
};

} // namespace pam_telesign
