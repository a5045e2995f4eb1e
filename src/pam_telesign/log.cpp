// SPDX-License-Identifier: BSD-3-Clause
#include "pam_telesign/log.h"

#include "support/unique_fd.h"

#include <poll.h>
#include <security/pam_ext.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>

namespace pam_telesign {
namespace {

constexpr int log_timeout = 200; // milliseconds

/// Looks with a socket of our own, since the one of syslog(3) is the host's. What cannot be known counts as no.
bool is_stalled() noexcept {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    ::strncpy(address.sun_path, _PATH_LOG, sizeof address.sun_path - 1);
    const support::unique_fd probe{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    if (!probe || ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return false;
    pollfd watched{probe.get(), POLLOUT, 0};
    return ::poll(&watched, 1, log_timeout) == 0;
}

} // namespace

void log_line(const pam_handle_t* pamh, int priority, const char* format, ...) noexcept {
    if (is_stalled())
        return;
    va_list arguments;
    va_start(arguments, format);
    pam_vsyslog(pamh, priority, format, arguments);
    va_end(arguments);
}

} // namespace pam_telesign
