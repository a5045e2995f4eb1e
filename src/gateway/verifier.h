// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/channel.h"
#include "gateway/phone_facts.h"

#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace gateway {

/// What the provider made of "send a code" or of "check this code".
enum class outcome {
    // answers to send
    sent,          ///< on its way or arrived: ask for the code
    undeliverable, ///< not delivered; another channel may work. Also of check: it turned out so in the meantime
    // answers to check
    valid,     ///< the one and only success
    wrong,     ///< another code, or a state that says nothing about it
    expired,   ///< the right moment has passed; a new code is needed
    exhausted, ///< the provider takes no more tries for this code
    undecided, ///< the provider cannot say now: the code stays good, and no try is spent
    // answers to both
    blocked,      ///< refused for risk, by policy or by region: do not try another way around it
    refused,      ///< our credentials, our account or our request: for the administrator to correct
    rate_limited, ///< too many requests
    not_possible, ///< this host could not even ask: no descriptors, memory or random numbers left
    unavailable,  ///< not reached, no answer in time, server error, or an answer that makes no sense
};

/// A field of the provider's form beyond those that every request has.
struct form_field {
    std::string_view name;  ///< as the provider calls it
    std::string_view value; ///< UTF-8
};

/// A code to send. The strings are copied by nobody: they live until send() returns.
struct send_request {
    gateway::channel channel = gateway::channel::smart;
    std::string_view phone_number; ///< digits only, country code first
    std::string_view ucid;         ///< TeleSign's use case code
    std::string_view
        language; ///< IETF tag; sent where the sender takes one beside `fields`; empty: the default
    std::optional<std::string_view> originating_ip; ///< the end user's address, literal; never this host's
    std::optional<std::string_view> code =
        {}; ///< to be sent: 3 to max_own_code_length() digits (code_length.h); else the provider makes one
    std::span<const form_field> fields = {}; ///< those of `channel`, in any order
};

struct send_result {
    gateway::outcome outcome = gateway::outcome::unavailable;
    std::string reference_id; ///< byte for byte as the provider gave it; empty without a usable one
    /// For the log: what was wrong or noteworthy, with the provider's codes by number and the class of error
    /// (authorization, validation, service). No phone number, code, key, URL or body.
    std::string detail;
    std::string_view
        user_message; ///< for the person: a sentence that says what happened ("The line was busy."); or empty
    phone_facts facts;         ///< what the reply says of the phone
    bool fate_unknown = false; ///< the request left, its answer never came: a code may be on its way
    /// A reply came that is no server error, or this host could not even ask: whatever is wrong, this is no outage that a
    /// policy may skip.
    bool answered = false;
};

struct check_result {
    gateway::outcome outcome = gateway::outcome::unavailable;
    std::string detail;            ///< as in send_result
    std::string_view user_message; ///< as in send_result
    phone_facts facts;             ///< as in send_result
    bool answered = false;         ///< as in send_result
};

/// What became of a code that was sent.
struct delivery_result {
    gateway::outcome outcome = gateway::outcome::
        unavailable;               ///< as of send: sent (on its way or arrived), undeliverable, blocked, …
    bool unconfirmed = false;      ///< sent, but no receipt will come: another channel may be offered
    bool final = false;            ///< will not change any more: arrived or not delivered
    std::string detail;            ///< as in send_result
    std::string_view user_message; ///< as in send_result: "The phone is ringing."
    phone_facts facts;             ///< as in send_result
};

/// A provider of phone codes. Calls block within the configured deadlines, may be made from many threads at
/// once, throw nothing but std::bad_alloc, and return `unavailable` soon (about a second) after `stop` is
/// requested.
class verifier {
public:
    virtual ~verifier() = default;

    virtual send_result send(const send_request& request, const std::stop_token& stop) = 0;

    /// Asks whether `code` (3 to 10 digits) is the one that belongs to `reference_id`, which goes back as it came.
    virtual check_result check(std::string_view reference_id, std::string_view code,
                               const std::stop_token& stop) = 0;

    /// Asks what became of the code, without spending a try.
    virtual delivery_result delivery(std::string_view reference_id, const std::stop_token& stop) = 0;

    /// Tells the provider that the user finished (it improves its routing by that). Sent at most once. An error is for
    /// the log.
    virtual tl::expected<void, std::string> complete(std::string_view reference_id,
                                                     const std::stop_token& stop) = 0;

    /// Asks how a request would fare now: `sent` if the provider answers as it should, else as send() fails when the provider
    /// does. Names no phone, sends nothing and costs nothing.
    virtual send_result probe(const std::stop_token& stop) = 0;
};

} // namespace gateway
