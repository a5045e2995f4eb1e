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

std::string prompts::joined(channel channel, std::string_view ending) const {
    switch (channel) {
    case channel::voice:
        return m_in.fill("A code was said a moment ago in a call to the phone ending in {ending}.",
                         "ending"_a = ending);
    case channel::sms:
        return m_in.fill("A code was sent a moment ago by text message to the phone ending in {ending}.",
                         "ending"_a = ending);
    case channel::smart:
        break;
    }
    return m_in.fill("A code was sent a moment ago to the phone ending in {ending}.", "ending"_a = ending);
}

std::string prompts::sent_again(channel channel, std::string_view ending) const {
    switch (channel) {
    case channel::voice:
        return m_in.fill("Calling the phone ending in {ending} to say a new code.", "ending"_a = ending);
    case channel::sms:
        return m_in.fill("New code sent by text message to the phone ending in {ending}.",
                         "ending"_a = ending);
    case channel::smart:
        break;
    }
    return m_in.fill("New code sent to the phone ending in {ending}.", "ending"_a = ending);
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
        offer = may_call ? m_in.translate("Type 'call' or 'sms' to choose the way.")
                         : m_in.translate("Type 'sms' for a text message.");
    return told(tell) + (offer.empty() ? "" : " ") + offer;
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
    return m_in.translate(
        "That is not a recovery code: type its 16 letters and digits, or nothing to give up.");
}

std::string prompts::service_unreachable() const {
    return m_in.translate("The phone code service cannot be reached.");
}

std::string prompts::recovery_question(std::string_view news) const {
    return std::string{news} + ' ' + m_in.translate("Recovery code: ");
}

std::string prompts::recovery_codes_left(std::size_t left) const {
    if (left == 0)
        return m_in.translate("That was your last recovery code: ask your administrator for new ones.");
    return m_in.fill_counted("You have {count} recovery code left: ask your administrator for new ones.",
                             "You have {count} recovery codes left: ask your administrator for new ones.",
                             left, "count"_a = left);
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
    return m_in.translate("That is not a code: type the digits from the message or the call.");
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
    return m_in.translate("Calls to this phone are forwarded, so only text messages are used.");
}

std::string prompts::calls_not_allowed() const {
    return m_in.translate("Calls to this phone are not allowed, so only text messages are used.");
}

std::string prompts::no_resend_left() const {
    return m_in.translate("No more codes can be sent for this login.");
}

std::string prompts::resend_limited(std::chrono::seconds wait) const {
    return m_in.fill("Too many codes were sent: no new one for {time}; the last one still counts.",
                     "time"_a = spelt(wait));
}

std::string prompts::cooling_down(std::chrono::seconds wait) const {
    return m_in.fill("The last code is still new: wait {time} before you ask for another.",
                     "time"_a = spelt(wait));
}

std::string prompts::question(channel used, unsigned resends_left, bool tell_left, bool may_call) const {
    if (resends_left == 0)
        return m_in.translate("Code: ");
    std::string keywords;
    switch (used) {
    case channel::voice:
        keywords = m_in.translate("'resend' or 'sms'");
        break;
    case channel::sms:
        keywords = may_call ? m_in.translate("'resend' or 'call'") : "'resend'";
        break;
    case channel::smart:
        keywords =
            may_call ? m_in.translate("'resend', 'call' or 'sms'") : m_in.translate("'resend' or 'sms'");
        break;
    }
    if (!tell_left)
        return m_in.fill("Code ({keywords} for another): ", "keywords"_a = keywords);
    return m_in.fill_counted("Code ({keywords} for another, {count} left): ",
                             "Code ({keywords} for another, {count} left): ", resends_left,
                             "keywords"_a = keywords, "count"_a = resends_left);
}

std::string prompts::end_wrong_code() const {
    return m_in.translate("Wrong code.");
}

std::string prompts::end_tries_used_up() const {
    return m_in.translate("Wrong code, no tries left.");
}

std::string prompts::end_expired() const {
    return m_in.translate("The code has expired.");
}

std::string prompts::end_timed_out() const {
    return m_in.translate("No code was typed in time.");
}

std::string prompts::end_unavailable() const {
    return m_in.translate(
        "The phone code service cannot be reached. Try again later, or ask your administrator.");
}

std::string prompts::end_stopping() const {
    return m_in.translate("The phone code service is being restarted. Try again in a moment.");
}

std::string prompts::end_busy() const {
    return m_in.translate("Too many logins are in progress. Try again in a moment.");
}

std::string prompts::end_too_many_logins() const {
    return m_in.translate("Too many of your logins are waiting for a code. Finish one of them, or try again "
                          "in a few minutes.");
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
    return m_in.translate(
        "Log in again. If nothing has asked you for a code, this program cannot ask for one: tell your "
        "administrator.");
}

std::string prompts::end_phone_changed() const {
    return m_in.translate("The phone number for this account has changed. Log in again.");
}

std::string prompts::end_undeliverable(std::string_view ending) const {
    return m_in.fill("No code could be delivered to the phone ending in {ending}.", "ending"_a = ending);
}

std::string prompts::end_blocked(std::string_view reference_id) const {
    if (reference_id.empty())
        return m_in.translate("This login was refused. Ask your help desk.");
    return m_in.fill("This login was refused. Ask your help desk and name reference {reference}.",
                     "reference"_a = reference_id);
}

std::string prompts::end_limited(std::chrono::seconds wait) const {
    return m_in.fill("Too many codes were sent. Try again in {time}.", "time"_a = spelt(wait));
}

std::string prompts::end_locked(std::chrono::seconds wait) const {
    return m_in.fill("Too many wrong codes were typed. Try again in {time}.", "time"_a = spelt(wait));
}

} // namespace telesignd
