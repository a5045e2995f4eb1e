// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/channel.h"
#include "telesignd/text/language.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace telesignd {

/// What a question for a code says of the last one.
struct code_question {
    gateway::channel used = gateway::channel::smart;
    std::string_view last_digits; ///< of the phone's number
    unsigned resends_left = 0;
    bool has_resent = false; ///< then the question says how many are left
    bool may_call = true;    ///< else no call is offered
};

/// Every text that a person sees, in one language; the comments show the English. A text is one line of at most 64 columns in
/// English and 66 in the others: ssh(1) puts its "(alice@host) " before it, and terminals have 80. A question begins with
/// "Code" or "Recovery code", the words that telesignd(8) promises in each language, and says where the code went, because
/// some programs drop the news before it. All that one prompt says stays below PAM_MAX_MSG_SIZE (512 bytes). After a change:
/// src/telesignd/text/languages/update.
class prompts {
public:
    prompts() = default; ///< English
    explicit prompts(language in) : m_in{std::move(in)} {}

    /// "Code sent by text message to the phone ending in 12."
    [[nodiscard]] std::string sent(gateway::channel channel, std::string_view ending) const;

    /// "The code from a moment ago still counts."
    [[nodiscard]] std::string joined() const;

    /// "The code from a moment ago still counts: 2 tries left."
    [[nodiscard]] std::string joined(unsigned tries_left) const;

    /// "A new code was sent.": after `resend`, `call` or `sms`.
    [[nodiscard]] std::string sent_again(gateway::channel channel) const;

    /// "The line was busy.": the gateway's sentence, which is marked by N_().
    [[nodiscard]] std::string told(std::string_view tell) const;

    /// "The text message could not be delivered."
    [[nodiscard]] std::string undeliverable(gateway::channel channel) const;

    /// "The line was busy.", and in a line of its own "Type 'sms' for a text message instead." `tell` says what became of the
    /// code, by `used`; another channel is offered when `may_offer`, a call only when `may_call`.
    [[nodiscard]] std::string delivery(std::string_view tell, gateway::channel used, bool may_offer,
                                       bool may_call) const;

    /// "Wrong code, 2 tries left."
    [[nodiscard]] std::string wrong_code(unsigned tries_left) const;

    /// "That code was already tried.", also the last words of a login that types it once more.
    [[nodiscard]] std::string already_tried() const;

    [[nodiscard]] std::string expired_offer() const;
    [[nodiscard]] std::string not_a_code() const;

    /// Also the last words of a login in which nobody typed one.
    [[nodiscard]] std::string no_code_typed() const;

    [[nodiscard]] std::string not_checked() const;
    [[nodiscard]] std::string resend_failed() const;
    [[nodiscard]] std::string delivery_unknown() const;
    [[nodiscard]] std::string calls_forwarded() const;
    [[nodiscard]] std::string calls_not_allowed() const;
    [[nodiscard]] std::string no_resend_left() const;

    /// "Too many codes were sent: a new one in 8 minutes.", and in a line of its own "The last one still counts." This and the
    /// times below are rounded up: seconds up to a minute and a half, minutes up to an hour and a half, then hours.
    [[nodiscard]] std::string resend_limited(std::chrono::seconds wait) const;

    /// "Wait 12 seconds before you ask for another code."
    [[nodiscard]] std::string cooling_down(std::chrono::seconds wait) const;

    /// "Wrong recovery code, 2 tries left."
    [[nodiscard]] std::string wrong_recovery_code(unsigned tries_left) const;
    [[nodiscard]] std::string not_a_recovery_code() const;

    /// "The phone code service cannot be reached."
    [[nodiscard]] std::string service_unreachable() const;

    /// "Recovery code (Enter to give up): ", after `news`, where no phone code can be had.
    [[nodiscard]] std::string recovery_question(std::string_view news) const;

    /// "Code (text message to ...12; 'resend' or 'call' for another): "
    [[nodiscard]] std::string question(const code_question& about) const;

    /// "3 recovery codes left: …", the last words of a login that was let in by one.
    [[nodiscard]] std::string recovery_codes_left(std::size_t left) const;

    // The last words of a login that was refused, in one line or more.
    [[nodiscard]] std::string end_wrong_code() const;
    [[nodiscard]] std::string end_tries_used_up() const;
    [[nodiscard]] std::string end_of_ssh() const;
    [[nodiscard]] std::string end_wrong_recovery_code() const;
    [[nodiscard]] std::string end_recovery_tries_used_up() const;
    [[nodiscard]] std::string end_expired() const;
    [[nodiscard]] std::string end_timed_out() const;
    [[nodiscard]] std::string end_unavailable() const;
    [[nodiscard]] std::string end_stopping() const;
    [[nodiscard]] std::string end_busy() const;
    [[nodiscard]] std::string end_too_many_logins() const;
    [[nodiscard]] std::string end_not_set_up() const;
    [[nodiscard]] std::string end_phone_changed() const;

    // What was typed in place of a code; end_cannot_ask() follows.
    [[nodiscard]] std::string end_password() const;
    [[nodiscard]] std::string end_user_name() const;
    [[nodiscard]] std::string end_same_again() const;

    /// "Log in again.", and in a line of its own "If no code is asked for, tell your administrator."
    [[nodiscard]] std::string end_cannot_ask() const;

    /// "No code could be delivered to the phone ending in 12."
    [[nodiscard]] std::string end_undeliverable(std::string_view ending) const;

    /// "This login was refused. Ask your help desk.", and in a line of its own "Reference: …"
    [[nodiscard]] std::string end_blocked(std::string_view reference_id) const;

    /// "Too many codes were sent. Try again in 8 minutes."
    [[nodiscard]] std::string end_limited(std::chrono::seconds wait) const;

    /// "Too many wrong codes were typed. Try again in 15 minutes."
    [[nodiscard]] std::string end_locked(std::chrono::seconds wait) const;

private:
    [[nodiscard]] std::string spelt(std::chrono::seconds span) const;
    [[nodiscard]] std::string destination(const code_question& about) const;
    [[nodiscard]] std::string keywords(const code_question& about) const;

    language m_in;
};

/// Adds a line to a text whose lines LF separates.
void add_line(std::string& text, std::string_view line);

} // namespace telesignd
