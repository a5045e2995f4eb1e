// SPDX-License-Identifier: BSD-3-Clause
#include "soak/client.h"

#include <algorithm>

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

namespace soak {

using protocol::field_id;
using protocol::message_type;
using protocol::writer;

client::client(const std::string& socket) : m_socket{::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0)} {
    const timeval timeout{10, 0}; // for a place in the backlog
    ::setsockopt(m_socket.get(), SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy_n(socket.c_str(), std::min(socket.size() + 1, sizeof address.sun_path), address.sun_path);
    if (::connect(m_socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        m_socket.reset();
}

void client::begin(std::string_view service, std::string_view user, std::string_view source) {
    writer message{message_type::begin};
    message.text(field_id::service, service).text(field_id::user, user);
    if (!source.empty())
        message.text(field_id::rhost, source);
    send(message.number(field_id::flags, 0));
}

void client::answer(std::string_view typed) {
    writer message{message_type::answer};
    send(message.text(field_id::text, typed));
}

void client::cancel() {
    send(writer{message_type::cancel});
}

void client::send(const writer& message) {
    static_cast<void>(
        ::send(m_socket.get(), message.data(), message.size(), MSG_NOSIGNAL)); // receive() tells of the end
}

message client::receive(std::chrono::milliseconds timeout) {
    const auto until = std::chrono::steady_clock::now() + timeout;
    for (;;) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        pollfd waiting{m_socket.get(), POLLIN, 0};
        if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) <= 0)
            return {};
        const ssize_t size = ::recv(m_socket.get(), m_packet.data(), m_packet.size(), 0);
        protocol::reader read;
        if (size <= 0 ||
            read.parse(m_packet.data(), static_cast<std::size_t>(size)) != protocol::parse_error::none)
            return {};
        if (read.type() != message_type::accepted)
            return {read.type(), static_cast<protocol::result>(read.number(field_id::result))};
    }
}

} // namespace soak
