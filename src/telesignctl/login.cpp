// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/login.h"

#include "support/text.h"
#include "telesignctl/terminal.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <utility>

#include <unistd.h>

namespace telesignctl {

namespace {

using protocol::field_id;
using protocol::message_type;
using protocol::result;

constexpr std::chrono::seconds cancel_turn{2}; // for telesignd to confirm

class login {
public:
    login(connection& telesignd, const std::string& user) : m_telesignd{telesignd}, m_user{user} {}

    answer run(const std::string& service);

private:
    answer relay();
    tl::expected<void, answer> answer_prompt(const protocol::reader& prompt);
    answer cancel(int signal);
    [[nodiscard]] answer conclude(const protocol::reader& verdict) const;

    connection& m_telesignd;
    const std::string& m_user;
    message_type m_last = message_type::begin;
    std::chrono::seconds m_turn_limit{0};
    bool m_answered = false;
};

answer login::run(const std::string& service) {
    protocol::writer message{message_type::begin};
    message.text(field_id::service, service).text(field_id::user, m_user).number(field_id::flags, 0);
    if (const char* tty = ::ttyname(STDIN_FILENO)) // NOLINT(concurrency-mt-unsafe): one thread
        message.text(field_id::tty, tty);
    if (const auto sent = m_telesignd.send(message); !sent)
        return sent.error();
    return relay();
}

answer login::relay() {
    for (;;) {
        const auto message = m_telesignd.receive();
        if (!message)
            return message.error();
        const protocol::reader& got = **message;
        switch (got.type()) {
        case message_type::accepted:
            m_turn_limit = std::chrono::seconds{got.number(field_id::turn_limit)};
            m_telesignd.begin_turn(m_turn_limit);
            break;
        case message_type::prompt:
            if (auto answered = answer_prompt(got); !answered)
                return std::move(answered.error());
            break;
        case message_type::verdict:
            return conclude(got);
        default:
            return out_of_order(m_last, got.type()).value();
        }
        m_last = got.type();
    }
}

/// The error ends the login.
tl::expected<void, answer> login::answer_prompt(const protocol::reader& prompt) {
    const auto typed = read_answer(prompt.text(field_id::text), prompt.number(field_id::echo) == 1,
                                   m_telesignd.descriptor());
    m_telesignd.begin_turn(m_turn_limit);
    if (const auto* end = std::get_if<cancelled>(&typed))
        return tl::unexpected{cancel(end->signal)};
    if (std::holds_alternative<interrupted>(typed))
        return {}; // the verdict came while the person typed
    protocol::writer message{message_type::answer};
    const std::string_view text = std::get<support::secret>(typed).view();
    m_answered = text != m_user; // the user's name is withheld, as the module does
    message.text(field_id::text, m_answered ? text : std::string_view{});
    if (!m_answered)
        message.number(field_id::withheld, static_cast<std::uint32_t>(protocol::withheld::user_name));
    return m_telesignd.send(message);
}

answer login::cancel(int signal) {
    m_telesignd.begin_turn(cancel_turn);
    // telesignd records that; its reply changes nothing
    if (m_telesignd.send(protocol::writer{message_type::cancel}))
        static_cast<void>(m_telesignd.receive());
    return cancelled_answer(signal);
}

answer login::conclude(const protocol::reader& verdict) const {
    answer end;
    end.outcome = static_cast<result>(verdict.number(field_id::result));
    std::string text{verdict.text(field_id::text)};
    std::replace(text.begin(), text.end(), '\n', ' '); // of lines: ours are as long as the terminal is wide
    end.text = support::remove_control(text);
    if (end.outcome == result::granted && !m_answered)
        return {result::unavailable,
                "telesignd granted a login before anything was typed, which is a bug: see its log"};
    end.facts.emplace_back("outcome", protocol::describe(end.outcome));
    return end;
}

} // namespace

answer log_in(connection& telesignd, const std::string& user, const std::string& service) {
    return login{telesignd, user}.run(service);
}

} // namespace telesignctl
