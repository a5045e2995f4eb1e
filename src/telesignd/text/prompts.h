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

/// Every text that a person sees, in one language; the comments show the English. A prompt says everything that its
/// reader must know, because sshd holds back PAM_TEXT_INFO until the next prompt and some programs drop it. All that one
/// prompt says stays below PAM_MAX_MSG_SIZE (512 bytes). After a change: src/telesignd/languages/update.
class prompts {
public:
    prompts() = default; ///< English
    explicit prompts(language in) : m_in{std::move(in)} {}

    /// "Code sent by text message to the phone ending in 12."
    [[nodiscard]] std::string sent(gateway::channel channel, std::string_view ending) const;

    /// "A code was sent a moment ago by text message to the phone ending in 12."
    [[nodiscard]] std::string joined(gateway::channel channel, std::string_view ending) const;

    /// "New code sent …": after `resend`, `call` or `sms`.
    [[nodiscard]] std::string sent_again(gateway::channel channel, std::string_view ending) const;

    /// "The line was busy.": the gateway's sentence, which is marked by N_().
    [[nodiscard]] std::string told(std::string_view tell) const;

    /// "The text message could not be delivered."
    [[nodiscard]] std::string undeliverable(gateway::channel channel) const;

    /// "The line was busy. Type 'sms' for a text message instead." `tell` says what became of the code, by `used`; the
    /// other way is offered when `may_offer`, a call only when `may_call`.
    [[nodiscard]] std::string delivery(std::string_view tell, gateway::channel used, bool may_offer,
                                       bool may_call) const;

    /// "Wrong code, 2 tries left."
    [[nodiscard]] std::string wrong_code(unsigned tries_left) const;

    /// "That code was already tried.", also the last words of a login that types it once more.
    [[nodiscard]] std::string already_tried() const;

    [[nodiscard]] std::string expired_offer() const;
    [[nodiscard]] std::string not_a_code() const;
    [[nodiscard]] std::string not_checked() const;
    [[nodiscard]] std::string resend_failed() const;
    [[nodiscard]] std::string delivery_unknown() const;
    [[nodiscard]] std::string calls_forwarded() const;
    [[nodiscard]] std::string calls_not_allowed() const;
    [[nodiscard]] std::string no_resend_left() const;

    /// "Too many codes were sent: no new one for 8 minutes; the last one still counts." This and the times below are
    /// rounded up: seconds up to a minute and a half, minutes up to an hour and a half, then hours.
    [[nodiscard]] std::string resend_limited(std::chrono::seconds wait) const;

    /// "The last code is still new: wait 12 seconds before you ask for another."
    [[nodiscard]] std::string cooling_down(std::chrono::seconds wait) const;

    /// "Wrong recovery code, 2 tries left."
    [[nodiscard]] std::string wrong_recovery_code(unsigned tries_left) const;
    [[nodiscard]] std::string not_a_recovery_code() const;

    /// "The phone code service cannot be reached."
    [[nodiscard]] std::string service_unreachable() const;

    /// "Recovery code: ", after `news`, where no phone code can be had.
    [[nodiscard]] std::string recovery_question(std::string_view news) const;

    /// "Code ('resend' or 'call' for another): ", with what is left once something has been used up.
    /// `used` is the channel of the last code; a call is offered only when `may_call`.
    [[nodiscard]] std::string question(gateway::channel used, unsigned resends_left, bool tell_left,
                                       bool may_call = true) const;

    /// "You have 3 recovery codes left: …", the last words of a login that was let in by one.
    [[nodiscard]] std::string recovery_codes_left(std::size_t left) const;

    // The last words of a login that was refused.
    [[nodiscard]] std::string end_wrong_code() const;
    [[nodiscard]] std::string end_tries_used_up() const;
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

    /// "Log in again; if nothing has asked you for a code, …"
    [[nodiscard]] std::string end_cannot_ask() const;

    /// "No code could be delivered to the phone ending in 12."
    [[nodiscard]] std::string end_undeliverable(std::string_view ending) const;

    /// "This login was refused. Ask your help desk and name reference …"
    [[nodiscard]] std::string end_blocked(std::string_view reference_id) const;

    /// "Too many codes were sent. Try again in 8 minutes."
    [[nodiscard]] std::string end_limited(std::chrono::seconds wait) const;

    /// "Too many wrong codes were typed. Try again in 15 minutes."
    [[nodiscard]] std::string end_locked(std::chrono::seconds wait) const;

private:
    [[nodiscard]] std::string spelt(std::chrono::seconds span) const;

    language m_in;
};

} // namespace telesignd
