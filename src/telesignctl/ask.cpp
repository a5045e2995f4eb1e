#include "telesignctl/ask.h"

#include "support/text.h"

#include <chrono>

namespace telesignctl {

using protocol::field_id;
using protocol::message_type;

answer ask(connection& telesignd, const protocol::writer& command) {
    if (const auto sent = telesignd.send(command); !sent)
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

} // namespace telesignctl
