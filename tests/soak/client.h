// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "protocol/message.h"
#include "support/unique_fd.h"

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

// One login as a PAM module makes it, without libpam: what is typed, and when it hangs up, is the caller's.
namespace soak {

/// What telesignd has sent.
struct message {
    protocol::message_type type =
        protocol::message_type::none; ///< none: the connection has ended, or nothing came
    protocol::result result = protocol::result::service_error; ///< of a verdict
};

class client {
public:
    /// Connects; is_connected() says whether somebody listened.
    explicit client(const std::string& socket);

    [[nodiscard]] bool is_connected() const noexcept { return static_cast<bool>(m_socket); }

    void begin(std::string_view service, std::string_view user, std::string_view source);
    void answer(std::string_view typed);
    void cancel();
    void hang_up() { m_socket.reset(); }

    /// The next prompt or verdict.
    message receive(std::chrono::milliseconds timeout = std::chrono::seconds{30});

private:
    void send(const protocol::writer& message);

    support::unique_fd m_socket;
    std::array<unsigned char, protocol::max_message> m_packet{};
};

} // namespace soak
