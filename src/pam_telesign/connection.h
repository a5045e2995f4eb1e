// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pam_telesign/arguments.h"
#include "protocol/message.h"
#include "support/unique_fd.h"

#include <cstdint>

#include <security/pam_ext.h>

namespace pam_telesign {

/// The line to telesignd for one login, with its clock. Every step ends by a deadline on CLOCK_MONOTONIC, and
/// returns PAM_SUCCESS or, having logged what is wrong, the PAM code for the login to end with.
class connection {
public:
    /// Starts the clock of the whole login. Both must outlive the connection.
    connection(pam_handle_t* pamh, const arguments& settings) noexcept;

    /// Connects; the daemon's first turn begins.
    int open() noexcept;

    /// Until when the daemon may keep us waiting from now on: `seconds`, and never beyond the whole login's
    /// end.
    void begin_turn(std::uint32_t seconds) noexcept;

    /// A peer that has gone is no failure here: its last message may still be there to be received.
    /// `delivered` says whether the message went out.
    int send(const protocol::writer& message, bool& delivered) noexcept;

    /// Reads the next message. Its texts live until the next call.
    int receive(protocol::reader& into) noexcept;

    /// Something can be received without waiting.
    [[nodiscard]] bool has_waiting() const noexcept;

    /// The time for the whole login is over.
    [[nodiscard]] bool expired() const noexcept;

private:
    int wait_for(short events) noexcept;
    int receive_packet(std::size_t& size) noexcept;
    int give_up(const char* operation, int error) const noexcept;

    pam_handle_t* m_pamh;
    const arguments& m_settings;
    std::int64_t m_login_ends; // milliseconds of CLOCK_MONOTONIC
    std::int64_t m_turn_ends;
    support::unique_fd m_socket;
    unsigned char m_packet[protocol::max_message] = {};
};

} // namespace pam_telesign
