#include "telesignd/login/first_code.h"

namespace telesignd {

using gateway::channel;
using gateway::outcome;

namespace {

std::optional<verdict> send_first_code(verification& codes, const conversation& with, const subject& who,
                                       std::string& news) {
    for (const channel way : who.otp.channels) {
        if (with.is_gone()) // nobody pays for a call that nobody waits for
            return unanswered(no_answer::gone, who.words);
        const bool was_text_only = codes.text_only();
        const outcome what = codes.send(way);
        if (what == outcome::sent) {
            news += who.words.sent(codes.used(), who.ending);
            return std::nullopt;
        }
        if (what != outcome::undeliverable)
            return codes.end(what);
        news += codes.undeliverable(way) + ' ';
        if (was_text_only) // it was the one way that is left
            break;
    }
    return codes.end(outcome::undeliverable);
}

} // namespace

std::optional<verdict> get_first_code(verification& codes, const conversation& with, const subject& who,
                                      std::string& news) {
    auto end = codes.join();
    if (end)
        return end;
    if (codes.has_code()) {
        news = who.words.joined(codes.used(), who.ending);
        return std::nullopt;
    }
    end = send_first_code(codes, with, who, news);
    codes.end_turn(end);
    return end;
}

} // namespace telesignd
