#pragma once

#include "support/unique_fd.h"

#include <stdexcept>

#include <netinet/in.h>
#include <sys/socket.h>

namespace tests {

/// A port of loopback that nobody listens on at this moment.
inline unsigned short free_port() {
    const support::unique_fd probe{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (!probe || ::bind(probe.get(), reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
        ::getsockname(probe.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error{"no free port"};
    return ntohs(address.sin_port);
}

} // namespace tests
