// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/first_code.h"

namespace telesignd {

using gateway::channel;
using gateway::outcome;

namespace {

std::optional<verdict> send_first_code(challenge& codes, const conversation& conversation,
                                       const subject& subject, std::string& notice) {
    for (const channel channel : subject.otp.channels) {
        if (conversation.is_gone()) // nobody pays for a call that nobody waits for
            return unanswered(no_answer::gone, subject.words);
        const bool was_text_only = codes.text_only();
        const outcome outcome = codes.send(channel);
        if (outcome == outcome::sent)
            return std::nullopt;
        if (outcome != outcome::undeliverable)
            return codes.end(outcome);
        add_line(notice, codes.undeliverable(channel));
        if (was_text_only) // it was the one way that is left
            break;
    }
    return codes.end(outcome::undeliverable);
}

} // namespace

std::optional<verdict> get_first_code(challenge& codes, const conversation& conversation,
                                      const subject& subject, std::string& notice) {
    auto end = codes.join();
    if (end)
        return end;
    if (codes.has_code()) {
        notice = codes.joined();
        return std::nullopt;
    }
    end = send_first_code(codes, conversation, subject, notice);
    codes.end_turn(end);
    return end;
}

} // namespace telesignd
