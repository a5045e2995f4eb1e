// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/connection.h"

#include "telesignctl/local/service_commands.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

namespace telesignctl {

namespace {

using protocol::message_type;
using protocol::result;
using steady = std::chrono::steady_clock;

constexpr std::chrono::seconds accept_timeout{20}; // until a sound daemon has accepted
constexpr std::chrono::hours max_turn{1};          // whatever limit telesignd sends

tl::unexpected<answer> failed(std::string text) {
    return tl::unexpected{answer{result::unavailable, std::move(text)}};
}

tl::unexpected<answer> not_connected(const std::string& path, int error) {
    switch (error) {
    case ENOENT:
    case ECONNREFUSED:
        return failed(fmt::format("{}: telesignd is not running: {}", path,
                                  as_root(service_command("start", "telesignd"))));
    case EACCES:
    case EPERM:
        return failed(fmt::format("{}: only root may ask: use sudo", path));
    case EAGAIN:
        return failed(fmt::format("{}: telesignd is busy or frozen: {}", path,
                                  as_root(service_command("status", "telesignd"))));
    default:
        return failed(fmt::format("{}: cannot connect: {}: {}", path, ::strerrordesc_np(error),
                                  as_root(service_command("status", "telesignd"))));
    }
}

} // namespace

tl::unexpected<answer> out_of_order(message_type after, message_type got) {
    return failed(
        fmt::format("telesignd sent message {} after message {}: its log says why; install telesignctl "
                    "and telesignd from one release",
                    static_cast<unsigned>(got), static_cast<unsigned>(after)));
}

connection::~connection() {
    ::explicit_bzero(m_packet.data(), m_packet.size());
}

tl::expected<void, answer> connection::open(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path)
        return tl::unexpected{
            answer{result::service_error,
                   fmt::format("--socket: a socket's path has 1 to {} bytes", sizeof address.sun_path - 1)}};
    path.copy(address.sun_path, path.size());
    m_socket.reset(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
    // While the daemon's backlog is full, connect waits as long as a send would (socket(7)).
    const timeval timeout{accept_timeout.count(), 0};
    if (!m_socket || ::setsockopt(m_socket.get(), SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout) != 0)
        return failed(fmt::format("cannot make a socket: {}", ::strerrordesc_np(errno)));
    begin_turn(accept_timeout);
    if (::connect(m_socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return not_connected(path, errno);
    return {};
}

void connection::begin_turn(std::chrono::seconds limit) {
    m_turn_ends = steady::now() + std::min<std::chrono::seconds>(limit, max_turn);
}

tl::expected<void, answer> connection::send(const protocol::writer& message) {
    protocol::reader read_back;
    if (!message.good() || read_back.parse(message.data(), message.size()) != protocol::parse_error::none)
        return tl::unexpected{
            answer{result::service_error,
                   fmt::format("a value is longer than {} bytes: shorten it", protocol::max_text)}};
    m_last = read_back.type();
    // A daemon that has closed the connection may have sent the reason, which can still be received.
    if (::send(m_socket.get(), message.data(), message.size(), MSG_NOSIGNAL) < 0 && errno != EPIPE &&
        errno != ECONNRESET)
        return failed(fmt::format("cannot send to telesignd: {}", ::strerrordesc_np(errno)));
    return {};
}

tl::expected<std::size_t, answer> connection::receive_packet() {
    bool was_reset = false;
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(m_turn_ends - steady::now());
        pollfd waiting{m_socket.get(), POLLIN, 0};
        const int ready = ::poll(&waiting, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
        if (ready == 0)
            return failed("telesignd does not answer in time: " +
                          as_root(service_command("status", "telesignd")));
        // MSG_TRUNC: the packet's real size, so that one too long is not taken for its beginning.
        const ssize_t size =
            ready < 0 ? -1
                      : ::recv(m_socket.get(), m_packet.data(), m_packet.size(), MSG_DONTWAIT | MSG_TRUNC);
        if (size > 0)
            return static_cast<std::size_t>(size);
        // Linux reports the reset of a peer that left our message unread before the answer that it sent first.
        if (size < 0 && errno == ECONNRESET && !was_reset)
            was_reset = true;
        else if (size == 0 || (errno != EINTR && errno != EAGAIN))
            return failed("telesignd closed the connection without an answer; its log says why: " +
                          log_command());
    }
}

tl::expected<const protocol::reader*, answer> connection::receive() {
    const auto size = receive_packet();
    if (!size)
        return tl::unexpected{size.error()};
    const auto error = m_message.parse(m_packet.data(), *size);
    if (error == protocol::parse_error::other_version)
        return failed(fmt::format(
            "telesignd speaks protocol version {} and this telesignctl {}: install both from one release",
            m_message.version_of_peer(), protocol::version));
    if (error != protocol::parse_error::none)
        return failed(fmt::format("telesignd sent an invalid message ({}): install telesignctl and telesignd "
                                  "from one release",
                                  protocol::describe(error)));
    if (!protocol::may_follow(m_last, m_message.type()))
        return out_of_order(m_last, m_message.type());
    m_last = m_message.type();
    return &m_message;
}

} // namespace telesignctl
