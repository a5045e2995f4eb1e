#include "telesignctl/ask.h"

#include "support/text.h"

#include <chrono>

namespace telesignctl {

using protocol::field_id;
using protocol::message_type;

answer ask(connection& telesignd, const request& command) {
    protocol::writer question{message_type::command};
    question.text(field_id::verb, command.verb);
    for (const auto& [id, value] : command.fields)
        if (!value.empty())
            question.text(id, value);
    if (!command.code.empty())
        question.text(field_id::code, command.code.view());
    if (const auto sent = telesignd.send(question); !sent)
        return sent.error();
    answer result;
    auto before = message_type::command;
    for (;;) {
        const auto message = telesignd.receive();
        if (!message) {
            result.how = message.error().how;
            result.text = message.error().text;
            return result;
        }
        const protocol::reader& got = **message;
        switch (got.type()) {
        case message_type::accepted:
            telesignd.begin_turn(std::chrono::seconds{got.number(field_id::turn_limit)});
            break;
        case message_type::fact:
            result.facts.emplace_back(support::remove_control(got.text(field_id::name)),
                                      support::remove_control(got.text(field_id::text)));
            break;
        case message_type::done:
            result.how = static_cast<protocol::result>(got.number(field_id::result));
            result.text = support::remove_control(got.text(field_id::text));
            return result;
        default:
            return out_of_order(before, got.type()).value();
        }
        before = got.type();
    }
}

answer ask(const std::string& socket, const request& command) {
    connection telesignd;
    if (const auto opened = telesignd.open(socket); !opened)
        return opened.error();
    return ask(telesignd, command);
}

} // namespace telesignctl
