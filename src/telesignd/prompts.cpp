#include "telesignd/prompts.h"

#include <fmt/format.h>

namespace telesignd::prompts {

using gateway::channel;

namespace {

std::string counted(std::int64_t number, std::string_view unit) {
    return fmt::format("{} {}{}", number, unit, number == 1 ? "" : "s");
}

std::string spelt(std::chrono::seconds span) {
    constexpr std::chrono::seconds longest_in_seconds{90};
    constexpr std::chrono::minutes longest_in_minutes{90};
    if (span <= longest_in_seconds)
        return counted(span.count(), "second");
    if (span <= longest_in_minutes)
        return counted(std::chrono::ceil<std::chrono::minutes>(span).count(), "minute");
    return counted(std::chrono::ceil<std::chrono::hours>(span).count(), "hour");
}

} // namespace

std::string sent(channel way, std::string_view ending) {
    switch (way) {
    case channel::voice:
        return fmt::format("Calling the phone ending in {} to say the code.", ending);
    case channel::sms:
        return fmt::format("Code sent by text message to the phone ending in {}.", ending);
    case channel::smart:
        break;
    }
    return fmt::format("Code sent to the phone ending in {}.", ending);
}

std::string joined(channel way, std::string_view ending) {
    switch (way) {
    case channel::voice:
        return fmt::format("A code was said a moment ago in a call to the phone ending in {}.", ending);
    case channel::sms:
        return fmt::format("A code was sent a moment ago by text message to the phone ending in {}.", ending);
    case channel::smart:
        break;
    }
    return fmt::format("A code was sent a moment ago to the phone ending in {}.", ending);
}

std::string sent_again(channel way, std::string_view ending) {
    switch (way) {
    case channel::voice:
        return fmt::format("Calling the phone ending in {} to say a new code.", ending);
    case channel::sms:
        return fmt::format("New code sent by text message to the phone ending in {}.", ending);
    case channel::smart:
        break;
    }
    return fmt::format("New code sent to the phone ending in {}.", ending);
}

std::string undeliverable(channel way) {
    switch (way) {
    case channel::voice:
        return "The call did not get through.";
    case channel::sms:
        return "The text message could not be delivered.";
    case channel::smart:
        break;
    }
    return "The code could not be delivered.";
}

std::string delivery(std::string_view tell, channel used, bool may_offer, bool may_call) {
    std::string_view offer;
    if (!may_offer)
        offer = "";
    else if (used == channel::voice)
        offer = " Type 'sms' for a text message instead.";
    else if (used == channel::sms)
        offer = may_call ? " Type 'call' for a call instead." : "";
    else
        offer = may_call ? " Type 'call' or 'sms' to choose the way." : " Type 'sms' for a text message.";
    return fmt::format("{}{}", tell, offer);
}

std::string wrong_code(unsigned tries_left) {
    return fmt::format("Wrong code, {} {} left.", tries_left, tries_left == 1 ? "try" : "tries");
}

std::string resend_limited(std::chrono::seconds wait) {
    return fmt::format("Too many codes were sent: no new one for {}; the last one still counts.",
                       spelt(wait));
}

std::string cooling_down(std::chrono::seconds wait) {
    return fmt::format("The last code is still new: wait {} before you ask for another.", spelt(wait));
}

std::string question(channel used, unsigned resends_left, bool tell_left, bool may_call) {
    if (resends_left == 0)
        return "Code: ";
    std::string_view keywords;
    switch (used) {
    case channel::voice:
        keywords = "'resend' or 'sms'";
        break;
    case channel::sms:
        keywords = may_call ? "'resend' or 'call'" : "'resend'";
        break;
    case channel::smart:
        keywords = may_call ? "'resend', 'call' or 'sms'" : "'resend' or 'sms'";
        break;
    }
    if (!tell_left)
        return fmt::format("Code ({} for another): ", keywords);
    return fmt::format("Code ({} for another, {} left): ", keywords, resends_left);
}

std::string end_undeliverable(std::string_view ending) {
    return fmt::format("No code could be delivered to the phone ending in {}.", ending);
}

std::string end_blocked(std::string_view reference_id) {
    if (reference_id.empty())
        return "This login was refused. Ask your help desk.";
    return fmt::format("This login was refused. Ask your help desk and name reference {}.", reference_id);
}

std::string end_limited(std::chrono::seconds wait) {
    return fmt::format("Too many codes were sent. Try again in {}.", spelt(wait));
}

std::string end_locked(std::chrono::seconds wait) {
    return fmt::format("Too many wrong codes were typed. Try again in {}.", spelt(wait));
}

} // namespace telesignd::prompts
