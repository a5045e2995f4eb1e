// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/conversation.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <poll.h>
#include <sys/socket.h>

#include <fmt/format.h>

namespace telesignd {

namespace {

constexpr int fact_patience = 5000; // milliseconds

int milliseconds_left(deadline until) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
}

login_request read_begin(const protocol::reader& message) {
    login_request request;
    request.service = message.text(protocol::field_id::service);
    request.user = message.text(protocol::field_id::user);
    request.ruser = message.text(protocol::field_id::ruser);
    request.rhost = message.text(protocol::field_id::rhost);
    request.tty = message.text(protocol::field_id::tty);
    request.flags = message.number(protocol::field_id::flags);
    return request;
}

command_request read_command(const protocol::reader& message) {
    command_request request;
    request.verb = message.text(protocol::field_id::verb);
    request.phone = message.text(protocol::field_id::phone);
    request.user = message.text(protocol::field_id::user);
    request.channel = message.text(protocol::field_id::channel);
    request.reference = message.text(protocol::field_id::reference);
    request.detail = message.text(protocol::field_id::detail);
    request.code = support::secret{message.text(protocol::field_id::code)};
    return request;
}

} // namespace

conversation::conversation(support::unique_fd socket, int stop_event, int reexec_event) noexcept
    : m_socket{std::move(socket)}, m_stop_event{stop_event}, m_reexec_event{reexec_event} {}

conversation::~conversation() {
    ::explicit_bzero(m_packet.data(), m_packet.size());
}

tl::expected<first_message, no_answer> conversation::receive_request(deadline until) {
    const auto message = receive(until);
    if (!message)
        return tl::unexpected{message.error()};
    if (message->type() == protocol::message_type::command) {
        command_request request = read_command(*message);
        ::explicit_bzero(m_packet.data(), m_packet.size());
        return request;
    }
    login_request request = read_begin(*message);
    if (request.service.empty() || request.user.empty())
        return tl::unexpected{violation("a login without a service or a user name")};
    return request;
}

void conversation::send_accepted(std::chrono::seconds turn_limit) {
    protocol::writer message{protocol::message_type::accepted};
    message.number(protocol::field_id::turn_limit, static_cast<std::uint32_t>(turn_limit.count()));
    // A program that is gone is noticed when the answer is awaited.
    send(protocol::message_type::accepted, message);
}

bool conversation::ask(std::string_view question, bool echo) {
    protocol::writer message{protocol::message_type::prompt};
    message.number(protocol::field_id::echo, echo ? 1 : 0).text(protocol::field_id::text, question);
    return send(protocol::message_type::prompt, message);
}

tl::expected<support::secret, no_answer> conversation::await_answer(deadline until) {
    const auto reply = receive(until, m_reexec_event);
    if (!reply)
        return tl::unexpected{reply.error()};
    if (reply->type() == protocol::message_type::cancel)
        return tl::unexpected{no_answer::cancelled};
    if (reply->has(protocol::field_id::withheld))
        return tl::unexpected{on_withheld(reply->number(protocol::field_id::withheld))};
    support::secret typed{reply->text(protocol::field_id::text)};
    ::explicit_bzero(m_packet.data(), m_packet.size());
    return typed;
}

bool conversation::send_fact(std::string_view name, std::string_view value) {
    protocol::writer message{protocol::message_type::fact};
    message.text(protocol::field_id::name, name).text(protocol::field_id::text, value);
    // Many facts are faster than a terminal, so unlike a prompt they may have to wait.
    pollfd waiting[] = {{m_socket.get(), POLLOUT, 0}, {m_stop_event, POLLIN, 0}};
    return ::poll(waiting, 2, fact_patience) > 0 && waiting[1].revents == 0 &&
           send(protocol::message_type::fact, message);
}

void conversation::send_verdict(protocol::result result, std::string_view text) {
    send_end(protocol::message_type::verdict, result, text);
}

void conversation::send_done(protocol::result result, std::string_view text) {
    send_end(protocol::message_type::done, result, text);
}

void conversation::send_end(protocol::message_type type, protocol::result result, std::string_view text) {
    protocol::writer message{type};
    message.number(protocol::field_id::result, static_cast<std::uint32_t>(result));
    if (!text.empty())
        message.text(protocol::field_id::text, text);
    send(type, message);
    // An answer that crossed the verdict is taken off the socket, and none may follow: closing with unread data would reset
    // the connection before the module has read the verdict.
    ::shutdown(m_socket.get(), SHUT_RD);
    while (::recv(m_socket.get(), m_packet.data(), m_packet.size(), MSG_DONTWAIT) > 0) {
    }
}

bool conversation::is_gone() const noexcept {
    pollfd waiting{m_socket.get(), POLLRDHUP, 0};
    return ::poll(&waiting, 1, 0) != 0;
}

std::optional<no_answer> conversation::wait_readable(deadline until, int reexec_event) const {
    for (;;) {
        pollfd waiting[] = {
            {m_socket.get(), POLLIN, 0}, {m_stop_event, POLLIN, 0}, {reexec_event, POLLIN, 0}};
        const int ready = ::poll(waiting, 3, milliseconds_left(until));
        if (ready < 0 && errno != EINTR)
            return no_answer::gone;
        if (ready > 0 && waiting[1].revents != 0)
            return no_answer::stopping;
        if (ready > 0 && waiting[2].revents != 0)
            return no_answer::reexec;
        if (ready > 0)
            return std::nullopt;
        if (std::chrono::steady_clock::now() >= until)
            return no_answer::timed_out;
    }
}

tl::expected<protocol::reader, no_answer> conversation::receive(deadline until, int reexec_event) {
    if (const auto failed = wait_readable(until, reexec_event))
        return tl::unexpected{*failed};
    const ssize_t size = ::recv(m_socket.get(), m_packet.data(), m_packet.size(), MSG_DONTWAIT);
    if (size <= 0) // an empty packet and a closed connection look alike, and end alike
        return tl::unexpected{no_answer::gone};
    protocol::reader message;
    const auto error = message.parse(m_packet.data(), static_cast<std::size_t>(size));
    if (error == protocol::parse_error::other_version)
        return tl::unexpected{
            violation(fmt::format("the program that asks speaks protocol version {}, this telesignd {}: "
                                  "install the same release of both",
                                  message.version_of_peer(), protocol::version))};
    if (error != protocol::parse_error::none)
        return tl::unexpected{violation(protocol::describe(error))};
    const bool from_client =
        message.type() == protocol::message_type::begin || message.type() == protocol::message_type::answer ||
        message.type() == protocol::message_type::cancel || message.type() == protocol::message_type::command;
    if (!from_client || !protocol::may_follow(m_last, message.type()))
        return tl::unexpected{
            violation(fmt::format("message {} may not follow message {}",
                                  static_cast<unsigned>(message.type()), static_cast<unsigned>(m_last)))};
    m_last = message.type();
    return message;
}

bool conversation::send(protocol::message_type type, const protocol::writer& message) {
    if (!message.good())
        return false;
    m_last = type;
    // A module that does not read what it asked for is as good as gone; nobody waits for it.
    return ::send(m_socket.get(), message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT) ==
           static_cast<ssize_t>(message.size());
}

no_answer conversation::on_withheld(std::uint32_t why) {
    switch (static_cast<protocol::withheld>(why)) {
    case protocol::withheld::password:
        return no_answer::withheld_password;
    case protocol::withheld::user_name:
        return no_answer::withheld_user_name;
    }
    return violation(
        fmt::format("an answer is withheld for reason {}, which this telesignd does not know", why));
}

no_answer conversation::violation(std::string fault) {
    m_fault = std::move(fault);
    return no_answer::violation;
}

} // namespace telesignd
