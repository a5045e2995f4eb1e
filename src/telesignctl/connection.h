// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "protocol/message.h"
#include "support/unique_fd.h"
#include "telesignctl/answer.h"

#include <array>
#include <chrono>
#include <string>

#include <tl/expected.hpp>

namespace telesignctl {

/// telesignd broke the order of protocol.h.
tl::unexpected<answer> out_of_order(protocol::message_type after, protocol::message_type got);

/// The client's end of telesignd's socket; protocol.h is its specification. Every wait has a deadline. What goes wrong is
/// an answer, with the remedy as its text.
class connection {
public:
    connection() = default;
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;
    ~connection();

    /// Connects; telesignd's first turn begins.
    tl::expected<void, answer> open(const std::string& path);

    /// Gives telesignd this long from now on.
    void begin_turn(std::chrono::seconds limit);

    tl::expected<void, answer> send(const protocol::writer& message);

    /// The next message, which must be one that may follow the last. Valid until the next call.
    tl::expected<const protocol::reader*, answer> receive();

    /// Readable when a message has come.
    [[nodiscard]] int descriptor() const noexcept { return m_socket.get(); }

private:
    tl::expected<std::size_t, answer> receive_packet();

    support::unique_fd m_socket;
    protocol::message_type m_last = protocol::message_type::none;
    std::chrono::steady_clock::time_point m_turn_ends{};
    std::array<unsigned char, protocol::max_message> m_packet{};
    protocol::reader m_message;
};

} // namespace telesignctl
