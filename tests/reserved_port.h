// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/unique_fd.h"

#include <stdexcept>
#include <string>

#include <netinet/in.h>
#include <sys/socket.h>

namespace tests {

/// A port of 127.0.0.1 where nobody listens, and which nobody else is given as long as this lives. Whoever
/// binds to it with SO_REUSEADDR, as telesignd does, can listen there (socket(7)).
class reserved_port {
public:
    reserved_port() {
        const int yes = 1;
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (!m_socket || ::setsockopt(m_socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
            ::bind(m_socket.get(), reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
            ::getsockname(m_socket.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
            throw std::runtime_error{"no free port"};
        m_number = ntohs(address.sin_port);
    }

    [[nodiscard]] unsigned short number() const noexcept { return m_number; }
    /// "127.0.0.1:PORT"
    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(m_number); }

private:
    support::unique_fd m_socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    unsigned short m_number = 0;
};

} // namespace tests
