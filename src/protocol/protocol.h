// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>

/// The conversation between a login (the module), or telesignctl, and telesignd. This page is the specification.
///
/// TRANSPORT  AF_UNIX, SOCK_SEQPACKET: one message a packet, at most `max_message` bytes. One connection
///            carries one login or one command and is closed after it. Numbers are unsigned and big-endian.
///
/// MESSAGE    offset 0  4 bytes  magic "TSPM"
///                   4  2 bytes  version; these first six bytes never change their place
///                   6  2 bytes  type (message_type)
///                   8  fields, one after the other to the end of the packet:
///                        2 bytes id (field_id), 2 bytes length, then that many bytes of value
///            A field of kind text is bytes without NUL, in no promised encoding, at most `max_text` long;
///            one of kind number is 4 bytes. The order of fields is free. A field that the table below does not
///            give to the message, one that comes twice, and a required one that is missing are errors.
///
/// STORY      module               daemon
///            begin           →                      who wants in, where
///                            ←    accepted          "I take at most turn_limit seconds whenever it is my turn"
///                            ←    prompt            ask the person this
///            answer          →                      what they typed
///            ... prompt and answer as often as the daemon wants ...
///                            ←    verdict           how it ended; the daemon closes
///            An answer that equals PAM_AUTHTOK or PAM_USER is not sent: a program gave it in the person's place.
///            The module sends an empty text, and in withheld why; the daemon ends the login. (A daemon of version 1
///            that does not know the field yet ends it as an error.)
///            Instead of an answer the module sends cancel when the conversation with the person failed.
///            The daemon may give its verdict after begin already, and also while a prompt is open (the code's
///            lifetime ran out, shutdown); an answer or cancel that crosses such a verdict is not looked at.
///
/// COMMANDS   telesignctl              daemon
///            command         →                      what to do; only root is served
///                            ←    accepted          as above
///                            ←    fact              one name and value of the answer, in the order to show them
///            ... fact as often as there is something to tell ...
///                            ←    prompt            only of recovery-new: "print this now", with the text that goes
///                                                   with the facts; nothing has changed yet
///            answer          →                      it is printed, empty; or cancel: it cannot be printed
///                            ←    done              how it ended; the daemon closes
///            `telesignctl login` plays the module's part of the story above.
///
/// ERRORS     Whoever receives anything that this page does not allow ends the login as denied: the daemon by
///            a verdict of service_error when the connection still stands, the module by PAM_AUTHINFO_UNAVAIL.
///            After a command, `done` stands in the verdict's place.
///            A daemon that is asked in another version answers with a verdict of service_error in its own
///            version, so that the module can name both. A verdict of `granted` before the first answer or
///            after one that was withheld, and a result that is not in the table, are errors: never success.
namespace protocol {

inline constexpr unsigned char magic[4] = {'T', 'S', 'P', 'M'};
inline constexpr std::uint16_t version = 1;
inline constexpr std::size_t header_size = 8;
inline constexpr std::size_t max_message = 8192;
inline constexpr std::size_t max_text = 1024;

enum class message_type : std::uint16_t {
    none = 0, ///< never on the wire: the state before the first message
    begin = 1,
    accepted = 2,
    prompt = 3,
    answer = 4,
    cancel = 5,
    verdict = 6,
    command = 7,
    fact = 8,
    done = 9,
};
inline constexpr auto last_message_type = message_type::done;

enum class field_id : std::uint16_t {
    service = 1,    ///< PAM_SERVICE
    user = 2,       ///< PAM_USER
    ruser = 3,      ///< PAM_RUSER
    rhost = 4,      ///< PAM_RHOST
    tty = 5,        ///< PAM_TTY
    flags = 6,      ///< the flags of pam_sm_authenticate, as Linux-PAM numbers them
    turn_limit = 7, ///< seconds
    echo = 8,       ///< 1: what is typed may be shown (PAM_PROMPT_ECHO_ON), 0: not
    text = 9, ///< prompt: news, LF after each line, then the question. answer: what was typed. verdict: lines
    result = 10,    ///< protocol::result
    verb = 11,      ///< what a command wants: one of the names in telesignd/commands.cpp's table
    phone = 12,     ///< a phone number, as typed
    channel = 13,   ///< smart, voice or sms
    reference = 14, ///< TeleSign's reference_id
    code = 15,      ///< digits
    detail = 16, ///< what else a verb takes: names of gateway::lookup, a source of logins, or a span of days
    name = 17,   ///< of a fact: "carrier.name"
    withheld = 18, ///< protocol::withheld
};
inline constexpr std::size_t field_count = 18;

/// Why the text of an answer was not sent.
enum class withheld : std::uint32_t {
    password = 1,  ///< it equals PAM_AUTHTOK
    user_name = 2, ///< it equals PAM_USER
};

/// How a login ended. `granted` is far from every small number, zero and all ones, so that no stray or
/// forgotten value means success.
enum class result : std::uint32_t {
    granted = 0x5a17c0de,  ///< VALID, or a recovery code      → PAM_SUCCESS
    ignored = 0x169e0fed,  ///< policy asks nothing here       → PAM_IGNORE
    denied = 1,            ///< wrong code, no phone, expired  → PAM_AUTH_ERR
    attempts_used_up = 2,  ///<                                → PAM_MAXTRIES
    not_permitted = 3,     ///< risk, limits, region, lockout  → PAM_PERM_DENIED
    unavailable = 4,       ///< TeleSign not to be had         → PAM_AUTHINFO_UNAVAIL
    service_error = 5,     ///< configuration or request bad   → PAM_SERVICE_ERR
    conversation_error = 6 ///< the person could not be asked  → PAM_CONV_ERR
};

enum class field_kind : std::uint8_t { text, number };

struct field_rule {
    message_type type;
    field_id id;
    field_kind kind;
    bool required;
};

/// Which fields a message has.
inline constexpr field_rule field_rules[] = {
    {message_type::begin, field_id::service, field_kind::text, true},
    {message_type::begin, field_id::user, field_kind::text, true},
    {message_type::begin, field_id::ruser, field_kind::text, false},
    {message_type::begin, field_id::rhost, field_kind::text, false},
    {message_type::begin, field_id::tty, field_kind::text, false},
    {message_type::begin, field_id::flags, field_kind::number, true},
    {message_type::accepted, field_id::turn_limit, field_kind::number, true},
    {message_type::prompt, field_id::echo, field_kind::number, true},
    {message_type::prompt, field_id::text, field_kind::text, true},
    {message_type::answer, field_id::text, field_kind::text, true},
    {message_type::answer, field_id::withheld, field_kind::number, false},
    // cancel has none
    {message_type::verdict, field_id::result, field_kind::number, true},
    {message_type::verdict, field_id::text, field_kind::text, false},
    {message_type::command, field_id::verb, field_kind::text, true},
    {message_type::command, field_id::phone, field_kind::text, false},
    {message_type::command, field_id::user, field_kind::text, false},
    {message_type::command, field_id::channel, field_kind::text, false},
    {message_type::command, field_id::reference, field_kind::text, false},
    {message_type::command, field_id::code, field_kind::text, false},
    {message_type::command, field_id::detail, field_kind::text, false},
    {message_type::fact, field_id::name, field_kind::text, true},
    {message_type::fact, field_id::text, field_kind::text, true},
    {message_type::done, field_id::result, field_kind::number, true},
    {message_type::done, field_id::text, field_kind::text, false},
};

struct order_rule {
    message_type after;
    message_type next;
};

/// Which message may follow which, whoever sent the one before.
inline constexpr order_rule order_rules[] = {
    {message_type::none, message_type::begin},       {message_type::begin, message_type::accepted},
    {message_type::begin, message_type::verdict},    {message_type::accepted, message_type::prompt},
    {message_type::accepted, message_type::verdict}, {message_type::prompt, message_type::answer},
    {message_type::prompt, message_type::cancel},    {message_type::prompt, message_type::verdict},
    {message_type::answer, message_type::prompt},    {message_type::answer, message_type::verdict},
    {message_type::cancel, message_type::verdict},   {message_type::none, message_type::command},
    {message_type::command, message_type::accepted}, {message_type::command, message_type::done},
    {message_type::accepted, message_type::fact},    {message_type::accepted, message_type::done},
    {message_type::fact, message_type::fact},        {message_type::fact, message_type::done},
    {message_type::fact, message_type::prompt},      {message_type::prompt, message_type::done},
    {message_type::answer, message_type::done},      {message_type::cancel, message_type::done},
};

constexpr bool may_follow(message_type after, message_type next) noexcept {
    for (const order_rule& rule : order_rules)
        if (rule.after == after && rule.next == next)
            return true;
    return false;
}

} // namespace protocol
