// SPDX-License-Identifier: BSD-3-Clause
#include "http/exhaustion.h"

#include "support/unique_fd.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include <sys/eventfd.h>

namespace http {

bool is_exhaustion(int error) noexcept {
    // The last: no local port is left towards that address (connect(2)).
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM || error == EADDRNOTAVAIL;
}

bool can_resolve() noexcept {
    // libcurl's pair of sockets to its thread, two files or sockets of the services in nsswitch.conf(5), the connection,
    // and one more.
    std::array<support::unique_fd, 6> wanted;
    return std::all_of(wanted.begin(), wanted.end(), [](support::unique_fd& each) {
        each.reset(::eventfd(0, EFD_CLOEXEC));
        return static_cast<bool>(each);
    });
}

} // namespace http
