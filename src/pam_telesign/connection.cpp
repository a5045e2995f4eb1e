// SPDX-License-Identifier: BSD-3-Clause
#include "pam_telesign/connection.h"

#include "pam_telesign/log.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <security/pam_ext.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>

namespace pam_telesign {
namespace {

constexpr std::uint32_t first_turn = 20; // seconds until a sound daemon has accepted

std::int64_t now() noexcept {
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time); // cannot fail for this clock
    return std::int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000;
}

std::int64_t remaining(std::int64_t deadline) noexcept {
    const std::int64_t left = deadline - now();
    return left > 0 ? left : 0;
}

} // namespace

connection::connection(pam_handle_t* pamh, const arguments& settings) noexcept
    : m_pamh{pamh}, m_settings{settings}, m_login_ends{now() + std::int64_t{settings.timeout} * 1000},
      m_turn_ends{m_login_ends} {}

int connection::give_up(const char* operation, int error) const noexcept {
    log_line(m_pamh, LOG_ERR, "%s: %s: %s; is telesignd running, and may this process reach it?",
             m_settings.socket, operation, ::strerrordesc_np(error));
    return PAM_AUTHINFO_UNAVAIL;
}

int connection::open() noexcept {
    begin_turn(first_turn);
    m_socket.reset(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
    if (!m_socket) {
        // Not the daemon's doing, and the caller of a setuid program can bring it about with resource limits:
        // it must not look like the outage that a PAM stack may be told to forgive.
        log_line(m_pamh, LOG_ERR, "cannot create a socket: %s", ::strerrordesc_np(errno));
        return PAM_SERVICE_ERR;
    }
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    ::strncpy(address.sun_path, m_settings.socket,
              sizeof address.sun_path - 1); // arguments checked the length
    for (;;) {
        // While the daemon's backlog is full, connect waits as long as a send would (socket(7)); 0 means
        // forever.
        const std::int64_t left = remaining(m_turn_ends);
        const timeval bound{left / 1000, left == 0 ? 1000 : left % 1000 * 1000};
        if (::setsockopt(m_socket.get(), SOL_SOCKET, SO_SNDTIMEO, &bound, sizeof bound) != 0)
            return give_up("cannot bound the wait", errno);
        if (::connect(m_socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
            return PAM_SUCCESS;
        if (errno == EAGAIN || (errno == EINTR && remaining(m_turn_ends) == 0))
            return give_up("cannot connect: telesignd is busy or frozen", ETIMEDOUT);
        if (errno != EINTR)
            return give_up("cannot connect", errno);
    }
}

void connection::begin_turn(std::uint32_t seconds) noexcept {
    const std::int64_t ends = now() + std::int64_t{seconds} * 1000;
    m_turn_ends = ends < m_login_ends ? ends : m_login_ends;
}

bool connection::expired() const noexcept {
    return remaining(m_login_ends) == 0;
}

bool connection::has_waiting() const noexcept {
    pollfd watched{m_socket.get(), POLLIN, 0};
    return ::poll(&watched, 1, 0) == 1;
}

/// At least one look even when the time is over: what came in time counts, also if we were stopped meanwhile.
int connection::wait_for(short events) noexcept {
    for (;;) {
        const std::int64_t left = remaining(m_turn_ends);
        pollfd watched{m_socket.get(), events, 0};
        const int ready = ::poll(&watched, 1, static_cast<int>(left)); // at most max_timeout: no overflow
        if (ready > 0)
            return PAM_SUCCESS;
        if (ready == 0)
            return give_up("no answer in time", ETIMEDOUT);
        if (errno != EINTR || left == 0)
            return give_up("cannot wait for telesignd", errno);
    }
}

int connection::send(const protocol::writer& message, bool& delivered) noexcept {
    delivered = false;
    for (;;) {
        if (::send(m_socket.get(), message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT) >= 0) {
            delivered = true;
            return PAM_SUCCESS;
        }
        if (errno == EPIPE || errno == ECONNRESET)
            return PAM_SUCCESS;
        if (errno != EINTR && errno != EAGAIN)
            return give_up("cannot send", errno);
        const int code = wait_for(POLLOUT);
        if (code != PAM_SUCCESS)
            return code;
    }
}

int connection::receive_packet(std::size_t& size) noexcept {
    bool was_reset = false;
    for (;;) {
        const int code = wait_for(POLLIN);
        if (code != PAM_SUCCESS)
            return code;
        // MSG_TRUNC: the packet's real size, so that one too long is not taken for its beginning.
        const ssize_t got = ::recv(m_socket.get(), m_packet, sizeof m_packet, MSG_DONTWAIT | MSG_TRUNC);
        if (got >= 0) {
            size = static_cast<std::size_t>(got);
            return PAM_SUCCESS;
        }
        // Linux reports the reset of a peer that left our message unread before the verdict that it sent
        // first.
        if (errno == ECONNRESET && !was_reset)
            was_reset = true;
        else if (errno != EINTR && errno != EAGAIN)
            return give_up("cannot receive", errno);
    }
}

int connection::receive(protocol::reader& into) noexcept {
    std::size_t size = 0;
    const int code = receive_packet(size);
    if (code != PAM_SUCCESS)
        return code;
    if (size == 0) {
        log_line(m_pamh, LOG_ERR, "%s: telesignd closed the connection without a verdict; its log says why",
                 m_settings.socket);
        return PAM_AUTHINFO_UNAVAIL;
    }
    const protocol::parse_error error = into.parse(m_packet, size);
    if (error == protocol::parse_error::none)
        return PAM_SUCCESS;
    if (error == protocol::parse_error::other_version)
        log_line(m_pamh, LOG_ERR,
                 "%s: telesignd speaks protocol version %u and this module %u; install both from one release",
                 m_settings.socket, unsigned{into.version_of_peer()}, unsigned{protocol::version});
    else
        log_line(m_pamh, LOG_ERR, "%s: telesignd sent %zu bytes that are no message: %s", m_settings.socket,
                 size, protocol::describe(error));
    return PAM_AUTHINFO_UNAVAIL;
}

} // namespace pam_telesign
