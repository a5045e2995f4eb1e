// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/text/prompts.h"

namespace telesignd {

using gateway::channel;
using namespace fmt::literals;

std::string prompts::spelt(std::chrono::seconds span) const {
    constexpr std::chrono::seconds longest_in_seconds{90};
    constexpr std::chrono::minutes longest_in_minutes{90};
    if (span <= longest_in_seconds) {
        const auto count = static_cast<std::uint64_t>(span.count());
        return m_in.fill_counted("{count} second", "{count} seconds", count, "count"_a = count);
    }
    if (span <= longest_in_minutes) {
        const auto count = static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::minutes>(span).count());
        return m_in.fill_counted("{count} minute", "{count} minutes", count, "count"_a = count);
    }
    const auto count = static_cast<std::uint64_t>(std::chrono::ceil<std::chrono::hours>(span).count());
    return m_in.fill_counted("{count} hour", "{count} hours", count, "count"_a = count);
}

std::string prompts::sent(channel channel, std::string_view ending) const {
    switch (channel) {
    case channel::voice:
        return m_in.fill("Calling the phone ending in {ending} to say the code.", "ending"_a = ending);
    case channel::sms:
        return m_in.fill("Code sent by text message to the phone ending in {ending}.", "ending"_a = ending);
    case channel::smart:
        break;
    }
    return m_in.fill("Code sent to the phone ending in {ending}.", "ending"_a = ending);
}

std::string prompts::joined() const {
    return m_in.translate("The code from a moment ago still counts.");
}

std::string prompts::joined(unsigned tries_left) const {
    return m_in.fill_counted("The code from a moment ago still counts: {count} try left.",
                             "The code from a moment ago still counts: {count} tries left.", tries_left,
                             "count"_a = tries_left);
}

std::string prompts::sent_again(channel channel) const {
    return channel == channel::voice ? m_in.translate("A call with a new code is being made.")
                                     : m_in.translate("A new code was sent.");
}

std::string prompts::told(std::string_view tell) const {
    return m_in.translate(tell);
}

std::string prompts::undeliverable(channel channel) const {
    switch (channel) {
    case channel::voice:
        return m_in.translate("The call did not get through.");
    case channel::sms:
        return m_in.translate("The text message could not be delivered.");
    case channel::smart:
        break;
    }
    return m_in.translate("The code could not be delivered.");
}

std::string prompts::delivery(std::string_view tell, channel used, bool may_offer, bool may_call) const {
    std::string offer;
    if (may_offer && used == channel::voice)
        offer = m_in.translate("Type 'sms' for a text message instead.");
    else if (may_offer && used == channel::sms && may_call)
        offer = m_in.translate("Type 'call' for a call instead.");
    else if (may_offer && used == channel::smart)
        offer = may_call ? m_in.translate("Type 'call' for a call or 'sms' for a text message.")
                         : m_in.translate("Type 'sms' for a text message.");
    std::string text = told(tell);
    if (!offer.empty())
        add_line(text, offer);
    return text;
}

std::string prompts::wrong_code(unsigned tries_left) const {
    return m_in.fill_counted("Wrong code, {count} try left.", "Wrong code, {count} tries left.", tries_left,
                             "count"_a = tries_left);
}

std::string prompts::wrong_recovery_code(unsigned tries_left) const {
    return m_in.fill_counted("Wrong recovery code, {count} try left.",
                             "Wrong recovery code, {count} tries left.", tries_left, "count"_a = tries_left);
}

std::string prompts::not_a_recovery_code() const {
    return m_in.translate("Not a recovery code: type its 16 letters and digits.");
}

std::string prompts::service_unreachable() const {
    return m_in.translate("The phone code service cannot be reached.");
}

std::string prompts::recovery_question(std::string_view news) const {
    std::string text{news};
    add_line(text, m_in.translate("Recovery code (Enter to give up): "));
    return text;
}

std::string prompts::recovery_codes_left(std::size_t left) const {
    if (left == 0)
        return m_in.translate("No recovery codes left: ask your administrator for new ones.");
    return m_in.fill_counted("{count} recovery code left: ask your administrator for new ones.",
                             "{count} recovery codes left: ask your administrator for new ones.", left,
                             "count"_a = left);
}

std::string prompts::end_wrong_recovery_code() const {
    return m_in.translate("Wrong recovery code.");
}

std::string prompts::end_recovery_tries_used_up() const {
    return m_in.translate("Wrong recovery code, no tries left.");
}

std::string prompts::already_tried() const {
    return m_in.translate("That code was already tried.");
}

std::string prompts::expired_offer() const {
    return m_in.translate("That code has expired: type 'resend' for a new one.");
}

std::string prompts::not_a_code() const {
    return m_in.translate("Not a code: type the digits from the message or the call.");
}

std::string prompts::not_checked() const {
    return m_in.translate("The code could not be checked: type it again in a moment.");
}

std::string prompts::resend_failed() const {
    return m_in.translate("No new code could be sent; the last one still counts.");
}

std::string prompts::delivery_unknown() const {
    return m_in.translate("It is not known yet whether the code has arrived.");
}

std::string prompts::calls_forwarded() const {
    return m_in.translate("Calls to this phone are forwarded: text messages only.");
}

std::string prompts::calls_not_allowed() const {
    return m_in.translate("Calls to this phone are not allowed: text messages only.");
}

std::string prompts::no_resend_left() const {
    return m_in.translate("No more codes can be sent for this login.");
}

std::string prompts::resend_limited(std::chrono::seconds wait) const {
    std::string text = m_in.fill("Too many codes were sent: a new one in {time}.", "time"_a = spelt(wait));
    add_line(text, m_in.translate("The last one still counts."));
    return text;
}

std::string prompts::cooling_down(std::chrono::seconds wait) const {
    return m_in.fill("Wait {time} before you ask for another code.", "time"_a = spelt(wait));
}

std::string prompts::destination(const code_question& about) const {
    switch (about.used) {
    case channel::voice:
        return m_in.fill("call to ...{digits}", "digits"_a = about.last_digits);
    case channel::sms:
        return m_in.fill("text message to ...{digits}", "digits"_a = about.last_digits);
    case channel::smart:
        break;
    }
    return m_in.fill("sent to ...{digits}", "digits"_a = about.last_digits);
}

std::string prompts::keywords(const code_question& about) const {
    switch (about.used) {
    case channel::voice:
        return m_in.translate("'resend' or 'sms'");
    case channel::sms:
        return about.may_call ? m_in.translate("'resend' or 'call'") : "'resend'";
    case channel::smart:
        break;
    }
    return about.may_call ? m_in.translate("'resend', 'call' or 'sms'") : m_in.translate("'resend' or 'sms'");
}

std::string prompts::question(const code_question& about) const {
    const std::string to = destination(about);
    if (about.resends_left == 0)
        return m_in.fill("Code ({destination}): ", "destination"_a = to);
    if (!about.has_resent)
        return m_in.fill("Code ({destination}; {keywords} for another): ", "destination"_a = to,
                         "keywords"_a = keywords(about));
    return m_in.fill_counted("Code ({destination}; {count} more by {keywords}): ",
                             "Code ({destination}; {count} more by {keywords}): ", about.resends_left,
                             "destination"_a = to, "keywords"_a = keywords(about),
                             "count"_a = about.resends_left);
}

std::string prompts::end_wrong_code() const {
    return m_in.translate("Wrong code. Log in again for a new one.");
}

std::string prompts::end_tries_used_up() const {
    return m_in.translate("Wrong code, no tries left. Log in again for a new one.");
}

std::string prompts::end_of_ssh() const {
    return m_in.translate("A password does not help now: start ssh again.");
}

std::string prompts::end_expired() const {
    return m_in.translate("The code has expired. Log in again for a new one.");
}

std::string prompts::end_timed_out() const {
    return m_in.translate("No code was typed in time.");
}

std::string prompts::no_code_typed() const {
    return m_in.translate("No code was typed.");
}

std::string prompts::end_unavailable() const {
    std::string text = service_unreachable();
    add_line(text, m_in.translate("Try again later, or ask your administrator."));
    return text;
}

std::string prompts::end_stopping() const {
    return m_in.translate("The phone code service is restarting. Try again in a moment.");
}

std::string prompts::end_busy() const {
    return m_in.translate("Too many logins are in progress. Try again in a moment.");
}

std::string prompts::end_too_many_logins() const {
    std::string text = m_in.translate("Too many of your logins are waiting for a code.");
    add_line(text, m_in.translate("Finish one of them, or try again in a few minutes."));
    return text;
}

std::string prompts::end_not_set_up() const {
    return m_in.translate("The phone code is not set up correctly. Ask your administrator.");
}

std::string prompts::end_password() const {
    return m_in.translate("That was your password, not a code.");
}

std::string prompts::end_user_name() const {
    return m_in.translate("That was your user name, not a code.");
}

std::string prompts::end_same_again() const {
    return m_in.translate("That was the same answer again, and it is not a code.");
}

std::string prompts::end_cannot_ask() const {
    std::string text = m_in.translate("Log in again.");
    add_line(text, m_in.translate("If no code is asked for, tell your administrator."));
    return text;
}

std::string prompts::end_phone_changed() const {
    return m_in.translate("The phone number for this account has changed. Log in again.");
}

std::string prompts::end_undeliverable(std::string_view ending) const {
    return m_in.fill("No code could be delivered to the phone ending in {ending}.", "ending"_a = ending);
}

std::string prompts::end_blocked(std::string_view reference_id) const {
    std::string text = m_in.translate("This login was refused. Ask your help desk.");
    if (!reference_id.empty())
        add_line(text, m_in.fill("Reference: {reference}", "reference"_a = reference_id));
    return text;
}

std::string prompts::end_limited(std::chrono::seconds wait) const {
    return m_in.fill("Too many codes were sent. Try again in {time}.", "time"_a = spelt(wait));
}

std::string prompts::end_locked(std::chrono::seconds wait) const {
    return m_in.fill("Too many wrong codes were typed. Try again in {time}.", "time"_a = spelt(wait));
}

void add_line(std::string& text, std::string_view line) {
    if (!text.empty())
        text += '\n';
    text += line;
}

} // namespace telesignd
