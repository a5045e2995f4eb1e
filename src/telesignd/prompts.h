#pragma once

#include "gateway/channel.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

// Every text that a person sees. A prompt says everything that its reader must know, because sshd holds back
// PAM_TEXT_INFO until the next prompt and some programs drop it. All stay far below PAM_MAX_MSG_SIZE (512).
namespace telesignd::prompts {

/// "Code sent by text message to the phone ending in 12."
std::string sent(gateway::channel way, std::string_view ending);

/// "A code was sent a moment ago by text message to the phone ending in 12."
std::string joined(gateway::channel way, std::string_view ending);

/// "New code sent …": after `resend`, `call` or `sms`.
std::string sent_again(gateway::channel way, std::string_view ending);

/// "The text message could not be delivered."
std::string undeliverable(gateway::channel way);

/// "The line was busy. Type 'sms' for a text message instead." `tell` says what became of the code, by `used`; the other
/// way is offered when `may_offer`, a call only when `may_call`.
std::string delivery(std::string_view tell, gateway::channel used, bool may_offer, bool may_call);

/// "Wrong code, 2 tries left."
std::string wrong_code(unsigned tries_left);

inline constexpr std::string_view expired_offer = "That code has expired: type 'resend' for a new one.";
inline constexpr std::string_view not_a_code =
    "That is not a code: type the digits from the message or the call.";
inline constexpr std::string_view resend_failed = "No new code could be sent; the last one still counts.";
inline constexpr std::string_view delivery_unknown = "What became of the code is not known yet.";
inline constexpr std::string_view calls_forwarded =
    "Calls to this phone are forwarded, so only text messages are used.";
inline constexpr std::string_view calls_not_allowed =
    "Calls to this phone are not allowed, so only text messages are used.";
inline constexpr std::string_view no_resend_left = "No more codes can be sent for this login.";

/// "Too many codes were sent: no new one for 8 minutes; the last one still counts." This and the times below are
/// rounded up: seconds up to a minute and a half, minutes up to an hour and a half, then hours.
std::string resend_limited(std::chrono::seconds wait);

/// "The last code is still new: wait 12 seconds before you ask for another."
std::string cooling_down(std::chrono::seconds wait);

/// "Code ('resend' or 'call' for another): ", with what is left once something has been used up.
/// `used` is the channel of the last code; a call is offered only when `may_call`.
std::string question(gateway::channel used, unsigned resends_left, bool tell_left, bool may_call = true);

// The last words of a login that was refused.
inline constexpr std::string_view end_wrong_code = "Wrong code.";
inline constexpr std::string_view end_tries_used_up = "Wrong code, no tries left.";
inline constexpr std::string_view end_expired = "The code has expired.";
inline constexpr std::string_view end_timed_out = "No code was typed in time.";
inline constexpr std::string_view end_unavailable =
    "The phone code service cannot be reached. Try again later, or ask your administrator.";
inline constexpr std::string_view end_stopping =
    "The phone code service is being restarted. Try again in a moment.";
inline constexpr std::string_view end_busy = "Too many logins are under way. Try again in a moment.";
inline constexpr std::string_view end_not_set_up =
    "The phone code is not set up correctly. Ask your administrator.";

/// "No code could be delivered to the phone ending in 12."
std::string end_undeliverable(std::string_view ending);

/// "This login was refused. Ask your help desk and name reference …"
std::string end_blocked(std::string_view reference_id);

/// "Too many codes were sent. Try again in 8 minutes."
std::string end_limited(std::chrono::seconds wait);

/// "Too many wrong codes were typed. Try again in 15 minutes."
std::string end_locked(std::chrono::seconds wait);

} // namespace telesignd::prompts
