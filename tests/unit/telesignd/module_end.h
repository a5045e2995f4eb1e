// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "protocol/message.h"
#include "support/unique_fd.h"

#include <array>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <sys/socket.h>
#include <sys/un.h>

namespace tests {

/// The module's end of a login's connection, for tests of the daemon's.
class module_end {
public:
    /// Makes a connected pair; other_end() is the daemon's.
    module_end() {
        std::array<int, 2> ends{};
        if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
            throw std::runtime_error{"socketpair"};
        m_socket.reset(ends[0]);
        m_other.reset(ends[1]);
        const timeval patience{20, 0}; // a daemon that says nothing fails the test and does not hang it
        ::setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }

    /// Connects to a telesignd.
    explicit module_end(const std::string& socket) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        socket.copy(address.sun_path, sizeof address.sun_path - 1);
        m_socket.reset(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
        const timeval patience{60, 0};
        ::setsockopt(m_socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (::connect(m_socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error{"connect"};
    }

    support::unique_fd other_end() { return std::move(m_other); }
    void close() { m_socket.reset(); }

    void send_bytes(std::string_view bytes) {
        ::send(m_socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
    void send(const protocol::writer& message) {
        send_bytes({reinterpret_cast<const char*>(message.data()), message.size()});
    }
    void send_begin(std::string_view service, std::string_view user, std::string_view ruser = {},
                    std::string_view rhost = {}) {
        protocol::writer message{protocol::message_type::begin};
        message.text(protocol::field_id::service, service)
            .text(protocol::field_id::user, user)
            .number(protocol::field_id::flags, 0);
        if (!ruser.empty())
            message.text(protocol::field_id::ruser, ruser);
        if (!rhost.empty())
            message.text(protocol::field_id::rhost, rhost);
        send(message);
    }
    /// Asks as telesignctl does.
    void send_command(std::string_view verb,
                      std::initializer_list<std::pair<protocol::field_id, std::string_view>> fields) {
        protocol::writer message{protocol::message_type::command};
        message.text(protocol::field_id::verb, verb);
        for (const auto& [id, value] : fields)
            message.text(id, value);
        send(message);
    }
    void send_answer(std::string_view typed) {
        protocol::writer message{protocol::message_type::answer};
        message.text(protocol::field_id::text, typed);
        send(message);
    }
    void send_withheld(std::uint32_t why) {
        protocol::writer message{protocol::message_type::answer};
        message.text(protocol::field_id::text, "").number(protocol::field_id::withheld, why);
        send(message);
    }
    void send_cancel() { send(protocol::writer{protocol::message_type::cancel}); }

    /// The next message; type none when the daemon closed or nothing well-formed came. Valid until the next call.
    const protocol::reader& receive() {
        const auto size = ::recv(m_socket.get(), m_packet.data(), m_packet.size(), 0);
        if (m_message.parse(m_packet.data(), size < 0 ? 0 : static_cast<std::size_t>(size)) !=
            protocol::parse_error::none)
            m_message = {};
        return m_message;
    }

private:
    support::unique_fd m_socket;
    support::unique_fd m_other;
    std::array<unsigned char, protocol::max_message> m_packet{};
    protocol::reader m_message;
};

} // namespace tests
