// SPDX-License-Identifier: BSD-3-Clause
#include "pam_telesign/arguments.h"

#include "pam_telesign/log.h"

#include <string_view>

#include <security/pam_ext.h>
#include <sys/un.h>
#include <syslog.h>

namespace pam_telesign {
namespace {

constexpr std::string_view socket_key = "socket=";
constexpr std::string_view timeout_key = "timeout=";
constexpr int max_timeout = 3600; // seconds; a login that waits longer is a forgotten one

/// The number that `text` is from end to end, or 0 when it is none or above max_timeout.
int seconds_from(const char* text) noexcept {
    int seconds = 0;
    for (; *text != '\0'; ++text) {
        if (*text < '0' || *text > '9')
            return 0;
        seconds = seconds * 10 + (*text - '0');
        if (seconds > max_timeout)
            return 0;
    }
    return seconds;
}

bool is_socket_path(std::string_view path) noexcept {
    return path.size() > 1 && path[0] == '/' && path.size() < sizeof sockaddr_un{}.sun_path;
}

} // namespace

int arguments::parse(pam_handle_t* pamh, int argc, const char** argv) noexcept {
    for (int i = 0; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "debug") {
            debug = true;
        } else if (argument.starts_with(socket_key)) {
            socket = argv[i] + socket_key.size();
            if (!is_socket_path(socket)) {
                log_line(pamh, LOG_ERR,
                         "argument \"%s\": socket= takes an absolute path below %zu bytes; denied", argv[i],
                         sizeof sockaddr_un{}.sun_path);
                return PAM_SERVICE_ERR;
            }
        } else if (argument.starts_with(timeout_key)) {
            timeout = seconds_from(argv[i] + timeout_key.size());
            if (timeout == 0) {
                log_line(pamh, LOG_ERR, "argument \"%s\": timeout= takes seconds from 1 to %d; denied",
                         argv[i], max_timeout);
                return PAM_SERVICE_ERR;
            }
        } else {
            log_line(pamh, LOG_ERR,
                     "unknown argument \"%s\": allowed are socket=PATH, timeout=SECONDS and debug; denied",
                     argv[i]);
            return PAM_SERVICE_ERR;
        }
    }
    return PAM_SUCCESS;
}

} // namespace pam_telesign
