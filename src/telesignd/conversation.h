// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "protocol/message.h"
#include "support/secret.h"
#include "support/unique_fd.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <sys/types.h>
#include <tl/expected.hpp>

namespace telesignd {

using deadline = std::chrono::steady_clock::time_point;

/// Who wants in, as the module says (protocol.h). The bytes come from PAM items and are not to be trusted.
struct login_request {
    std::string service;
    std::string user;
    std::string ruser;
    std::string rhost;
    std::string tty;
    std::uint32_t flags = 0;
};

/// What telesignctl asks for (protocol.h). What did not come is empty.
struct command_request {
    std::string verb;
    std::string phone; ///< as typed
    std::string user;
    std::string channel;
    std::string reference;
    std::string detail; ///< what else the verb takes
    support::secret code;
};

using first_message = std::variant<login_request, command_request>;

/// Why there is no answer.
enum class no_answer {
    cancelled,          ///< the module says that the person could not be asked
    withheld_password,  ///< the module keeps the answer back: it is the login password
    withheld_user_name, ///< the module keeps the answer back: it is the user's name
    gone,               ///< the program that asked has closed the connection, or takes no messages
    timed_out,
    stopping,  ///< the daemon is shutting down
    reexec,    ///< another telesignd goes on: the question is still open, and what was typed is for that one
    violation, ///< a message that protocol.h does not allow; fault() says which
};

/// The daemon's end of one login's, or one command's, connection; protocol.h is its specification. Not thread-safe:
/// one thread owns it.
class conversation {
public:
    /// Takes a connected SOCK_SEQPACKET socket. `stop_event` becomes readable when the daemon shuts down, `reexec_event`
    /// when another one goes on with what waits for a person; both stay owned by the caller. -1: that never happens.
    conversation(support::unique_fd socket, int stop_event, int reexec_event = -1) noexcept;
    ~conversation();
    conversation(const conversation&) = delete;
    conversation& operator=(const conversation&) = delete;

    /// Waits for the first message.
    tl::expected<first_message, no_answer> receive_request(deadline until);

    /// Tells the program that asked how long a turn of the daemon may take.
    void send_accepted(std::chrono::seconds turn_limit);

    /// Asks the person. `question` is at most 511 bytes (PAM_MAX_MSG_SIZE), without control characters but the LF between
    /// the lines of news and the question. False when the program that asked takes no messages any more.
    bool ask(std::string_view question, bool echo);

    /// For a connection that another telesignd has asked on: the question is still open.
    void go_on_at_question() noexcept { m_last = protocol::message_type::prompt; }

    /// After no_answer::reexec: the connection, for the telesignd that goes on with it.
    [[nodiscard]] support::unique_fd release() noexcept { return std::move(m_socket); }

    /// Waits for what the person types at the question. After no_answer::timed_out the question is still open.
    tl::expected<support::secret, no_answer> await_answer(deadline until);

    /// Ends the login. `text` may be empty. Never fails: a module that is gone needs no verdict.
    void send_verdict(protocol::result result, std::string_view text);

    /// One name and value of a command's answer: at most max_text bytes each, without control characters. False when the
    /// program that asked does not take it, within a few seconds.
    bool send_fact(std::string_view name, std::string_view value);

    /// Ends a command. As send_verdict.
    void send_done(protocol::result result, std::string_view text);

    /// True when the program that asked has ended or closed the connection.
    [[nodiscard]] bool is_gone() const noexcept;

    /// What was wrong with the last message, after no_answer::violation; for the log.
    [[nodiscard]] const std::string& fault() const noexcept { return m_fault; }

private:
    std::optional<no_answer> wait_readable(deadline until, int reexec_event) const;
    tl::expected<protocol::reader, no_answer> receive(deadline until, int reexec_event = -1);
    bool send(protocol::message_type type, const protocol::writer& message);
    void send_end(protocol::message_type type, protocol::result result, std::string_view text);
    no_answer on_withheld(std::uint32_t why);
    no_answer violation(std::string fault);

    support::unique_fd m_socket;
    int m_stop_event;
    int m_reexec_event;
    protocol::message_type m_last = protocol::message_type::none;
    std::array<unsigned char, protocol::max_message + 1> m_packet{}; ///< one more, to see what is too long
    std::string m_fault;
};

} // namespace telesignd
