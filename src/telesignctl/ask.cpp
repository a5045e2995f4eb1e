// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/ask.h"

#include "support/text.h"

#include <chrono>

namespace telesignctl {

using protocol::field_id;
using protocol::message_type;

namespace {

/// Prints what has come so far, with the prompt's text, and tells telesignd whether that was possible.
tl::expected<void, answer> print_for(connection& telesignd, answer printed, const protocol::reader& prompt,
                                     const printer& print) {
    printed.outcome = protocol::result::granted;
    printed.text = support::remove_control(prompt.text(field_id::text));
    if (!print(printed))
        return telesignd.send(protocol::writer{message_type::cancel});
    protocol::writer done{message_type::answer};
    done.text(field_id::text, "");
    return telesignd.send(done);
}

} // namespace

answer ask(connection& telesignd, const request& command, const printer& print) {
    protocol::writer question{message_type::command};
    question.text(field_id::verb, command.command);
    for (const auto& [id, value] : command.fields)
        if (!value.empty())
            question.text(id, value);
    if (!command.code.empty())
        question.text(field_id::code, command.code.view());
    if (const auto sent = telesignd.send(question); !sent)
        return sent.error();
    answer result;
    auto before = message_type::command;
    std::chrono::seconds turn_limit{0};
    for (;;) {
        const auto message = telesignd.receive();
        if (!message) {
            result.outcome = message.error().outcome;
            result.text = message.error().text;
            return result;
        }
        const protocol::reader& got = **message;
        switch (got.type()) {
        case message_type::accepted:
            turn_limit = std::chrono::seconds{got.number(field_id::turn_limit)};
            telesignd.begin_turn(turn_limit);
            break;
        case message_type::fact:
            result.facts.emplace_back(support::remove_control(got.text(field_id::name)),
                                      support::remove_control(got.text(field_id::text)));
            break;
        case message_type::prompt:
            if (!print)
                return out_of_order(before, got.type()).value();
            if (const auto sent = print_for(telesignd, result, got, print); !sent)
                return sent.error();
            telesignd.begin_turn(turn_limit);
            before = message_type::answer;
            continue;
        case message_type::done:
            result.outcome = static_cast<protocol::result>(got.number(field_id::result));
            result.text = support::remove_control(got.text(field_id::text));
            return result;
        default:
            return out_of_order(before, got.type()).value();
        }
        before = got.type();
    }
}

answer ask(const std::string& socket, const request& command, const printer& print) {
    connection telesignd;
    if (const auto opened = telesignd.open(socket); !opened)
        return opened.error();
    return ask(telesignd, command, print);
}

} // namespace telesignctl
