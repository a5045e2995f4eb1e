// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/peer.h"

#include <cerrno>
#include <cstring>

#include <sys/socket.h>

namespace telesignd {

tl::expected<peer, std::string> peer_of(int socket) {
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0 || size != sizeof credentials)
        return tl::unexpected{std::string{"SO_PEERCRED: "} + ::strerrordesc_np(errno)};
    return peer{credentials.pid, credentials.uid};
}

bool may_ask_for(const peer& who, const policy::found_account& account) {
    return who.uid == 0 || (account && account->uid == who.uid);
}

} // namespace telesignd
