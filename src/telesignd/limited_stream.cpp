// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/limited_stream.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>

#include <poll.h>
#include <sys/socket.h>

namespace telesignd {

bool limited_stream::wait_for(short events) const {
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(m_until - clock::now());
        if (left.count() <= 0)
            return false;
        pollfd waiting[] = {{m_socket, events, 0}, {m_stop_event, POLLIN, 0}};
        const int ready = ::poll(waiting, 2, static_cast<int>(std::min<std::int64_t>(left.count(), 60'000)));
        if (waiting[1].revents != 0 || (ready < 0 && errno != EINTR))
            return false;
        if (ready > 0)
            return true;
    }
}

bool limited_stream::is_readable() const {
    return wait_for(POLLIN);
}

bool limited_stream::is_writable() const {
    return wait_for(POLLOUT);
}

ssize_t limited_stream::read(char* into, size_t size) {
    ssize_t got = -1;
    do {
        if (m_left == 0 || !wait_for(POLLIN))
            return -1;
        got = ::recv(m_socket, into, std::min(size, m_left), 0);
    } while (got < 0 && (errno == EAGAIN || errno == EINTR));
    if (got > 0)
        m_left -= static_cast<std::size_t>(got);
    return got;
}

ssize_t limited_stream::write(const char* from, size_t size) {
    ssize_t sent = -1;
    do {
        if (!wait_for(POLLOUT))
            return -1;
        sent = ::send(m_socket, from, size, MSG_NOSIGNAL);
    } while (sent < 0 && (errno == EAGAIN || errno == EINTR));
    return sent;
}

void limited_stream::get_remote_ip_and_port(std::string& ip, int& port) const {
    ip.clear(); // the site's proxy: of no interest
    port = 0;
}

void limited_stream::get_local_ip_and_port(std::string& ip, int& port) const {
    ip.clear();
    port = 0;
}

} // namespace telesignd
