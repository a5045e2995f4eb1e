// SPDX-License-Identifier: BSD-3-Clause
#include "support/log_socket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>

#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>

namespace support {

using steady = std::chrono::steady_clock;

bool await_writable(int descriptor, steady::time_point deadline) noexcept {
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady::now());
        pollfd watched{descriptor, POLLOUT, 0};
        const int ready =
            ::poll(&watched, 1, static_cast<int>(std::max<std::chrono::milliseconds::rep>(left.count(), 0)));
        if (ready > 0)
            return true; // also when the other end has gone: the write says so
        if (ready == 0 || errno != EINTR)
            return false;
    }
}

bool log_socket::send(std::string_view record, steady::time_point deadline) noexcept {
    const bool was_connected = m_socket.get() >= 0;
    if (!was_connected && !connect())
        return false;
    if (send_connected(record, deadline))
        return true;
    const bool is_full = errno == EAGAIN;
    // Also when it is full: the next record finds whichever logger has the path by then.
    m_socket.reset();
    if (!was_connected || is_full || !connect())
        return false;
    if (send_connected(record, deadline))
        return true;
    m_socket.reset();
    return false;
}

bool log_socket::connect() noexcept {
    if (connect_as(SOCK_DGRAM))
        return true;
    return errno == EPROTOTYPE && connect_as(SOCK_STREAM);
}

bool log_socket::connect_as(int type) noexcept {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (m_path.size() >= sizeof address.sun_path)
        return false;
    m_path.copy(address.sun_path, m_path.size());
    unique_fd socket{::socket(AF_UNIX, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    if (!socket || ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return false;
    m_socket = std::move(socket);
    m_is_stream = type == SOCK_STREAM;
    return true;
}

/// On failure errno is EAGAIN if the logger's queue stayed full.
bool log_socket::send_connected(std::string_view record, steady::time_point deadline) noexcept {
    char end = '\0';
    std::array<iovec, 2> parts{iovec{const_cast<char*>(record.data()), record.size()}, iovec{&end, 1}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = m_is_stream ? 2 : 1;
    for (;;) {
        const ssize_t sent = ::sendmsg(m_socket.get(), &message, MSG_NOSIGNAL);
        if (sent >= 0) {
            errno = EPIPE; // part of a record in a stream: what follows needs a connection of its own
            return static_cast<std::size_t>(sent) == record.size() + (m_is_stream ? 1 : 0);
        }
        if (errno == EINTR)
            continue;
        if (errno != EAGAIN)
            return false;
        if (steady::now() >= deadline || !await_writable(m_socket.get(), deadline)) {
            errno = EAGAIN;
            return false;
        }
    }
}

} // namespace support
