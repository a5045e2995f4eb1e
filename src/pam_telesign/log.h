// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <security/pam_ext.h>

namespace pam_telesign {

/// As pam_syslog(3), which waits without end while the logger has stopped reading: then the line is left out.
void log_line(const pam_handle_t* pamh, int priority, const char* format, ...) noexcept
    __attribute__((format(printf, 3, 4)));

} // namespace pam_telesign
