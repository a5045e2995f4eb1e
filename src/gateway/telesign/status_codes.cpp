// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/status_codes.h"

#include "support/translatable.h"

#include <algorithm>
#include <array>

namespace gateway::telesign {

namespace {

using enum status_meaning;
using support::N_;

// What a person reads names no reason that only an attacker would gain from, and nothing that only TeleSign knows.
constexpr std::string_view call_failed = N_("The call failed.");
constexpr std::string_view text_failed = N_("The text message could not be delivered.");
constexpr std::string_view text_refused = N_("The mobile network refused the text message.");
constexpr std::string_view text_waits = N_("The text message waits to be sent.");
constexpr std::string_view no_calls = N_("Calls to this phone are blocked.");
constexpr std::string_view no_texts = N_("Text messages to this phone are blocked.");
constexpr std::string_view secured = N_("No code was sent to this phone, for security reasons.");
constexpr std::string_view account_fault =
    N_("No code could be sent: the administrator has to look into it.");
constexpr std::string_view looked_up = N_("The phone was looked up.");

constexpr auto statuses = std::to_array<status_row>({
    {100, arrived, "call answered", N_("The call was answered.")},
    {101, undeliverable, "call not answered", N_("The call was not answered.")},
    {103, in_progress, "call in progress", N_("The phone is ringing.")},
    {105, in_progress, "call not handled yet", N_("The call is about to be made.")},
    {106, undeliverable, "call failed", call_failed},
    {107, undeliverable, "line busy", N_("The line was busy.")},
    {108, undeliverable, "call cancelled", N_("The call was cancelled.")},
    {129, blocked, "call blocked by the customer's request", no_calls},
    {130, blocked, "call blocked by TeleSign", no_calls},
    {133, blocked, "call blocked for high risk", secured},
    {200, arrived, "delivered to the handset", N_("The text message was delivered.")},
    {201, arrived, "completed, but suspicious activity", N_("The code was sent."), true},
    {203, in_progress, "delivered to the gateway", N_("The text message is on its way.")},
    {207, undeliverable, "not delivered to the handset, reason unknown", text_failed},
    {210, undeliverable, "temporary error of the phone", N_("The phone could not take the text message.")},
    {211, undeliverable, "permanent error of the phone", N_("The phone cannot take text messages.")},
    {220, undeliverable, "no route to the phone", text_failed},
    {221, undeliverable, "message expired before delivery",
     N_("The text message was not delivered in time.")},
    {222, undeliverable, "text messages not supported", N_("The phone cannot take text messages.")},
    {229, blocked, "message blocked by the customer's request", no_texts},
    {230, blocked, "message blocked by TeleSign", no_texts},
    {231, undeliverable, "content of the message not supported", text_failed},
    {232, blocked, "message blocked, since the number was deactivated", secured},
    {233, blocked, "message blocked for high risk", secured},
    {237, blocked, "country blocked", N_("No code can be sent to this phone's country.")},
    {238, blocked, "prefix blocked", N_("No code can be sent to a number like this phone's.")},
    {250, undeliverable, "final status unknown", N_("Nobody knows what became of the text message.")},
    {251, unconfirmed, "no receipt", N_("The text message was sent, but the phone did not confirm it.")},
    {290, in_progress, "message in progress", N_("The text message is being sent.")},
    {291, in_progress, "message queued by TeleSign", text_waits},
    {292, in_progress, "message queued at the gateway", text_waits},
    {293, foreign, "bulk message accepted", N_("Nothing is known of the code at the moment.")},
    {295, in_progress, "status delayed", N_("There is no news of the text message yet.")},
    {300, phoneid, "lookup complete", looked_up},
    {301, phoneid, "lookup partly complete", looked_up},
    {500, account, "not attempted", account_fault},
    {501, account, "not authorised", account_fault},
    {502, undeliverable, "campaign error: check the short code", text_failed},
    {503, undeliverable, "refused by the carrier, temporarily", text_refused},
    {504, undeliverable, "refused by the carrier, permanently", text_refused},
    {505, undeliverable, "temporary error of the gateway", text_failed},
    {506, undeliverable, "permanent error of the gateway", text_failed},
    {507, undeliverable, "destination address not valid", N_("This phone's number cannot be reached.")},
    {508, undeliverable, "source address not valid: check sender_id", text_failed},
    {509, undeliverable, "a parameter is not supported", text_failed},
    {510, undeliverable, "blocked by the subscriber",
     N_("The phone's owner has blocked such text messages.")},
    {511, undeliverable, "subscriber low on credit",
     N_("The phone has too little credit for a text message.")},
    {512, undeliverable, "roaming error", N_("The phone cannot take text messages while it is abroad.")},
    {513, undeliverable, "number portability error", text_failed},
    {514, undeliverable, "subscriber absent", N_("The phone is switched off or out of reach.")},
    {515, undeliverable, "taken for spam by the carrier", text_refused},
    {516, undeliverable, "channel not supported by the device", N_("The phone cannot take such a message.")},
    {517, undeliverable, "DLT template or entity of India not known", text_refused},
    {518, blocked, "SIM swapped recently", secured},
    {519, blocked, "SIM swap could not be checked", secured},
    {520, undeliverable, "content not allowed by the carrier", text_refused},
    {521, undeliverable, "sender_id not allowed for the destination", text_refused},
    {599, no_answer, "status not available", N_("Nothing is known of the code at the moment.")},
    {1900, completion, "completion recorded", N_("The login was reported.")},
    {2000, in_progress, "smart request pending", N_("The code is being sent.")},
    {2028, blocked, "blocked for high risk", secured},
    {2800, addon, "data found", looked_up},
    {2801, addon, "not an add-on of the account", looked_up},
    {2802, addon, "out of service for now", looked_up},
    {2803, addon, "out of coverage", looked_up},
    {2804, addon, "not applicable to this phone", looked_up},
    {2805, addon, "no information", looked_up},
    {2806, addon, "not enabled for the account: ask TeleSign to enable it", looked_up},
    {2807, addon, "parameters refused", looked_up},
    {2808, addon, "parameter missing", looked_up},
    {2809, addon, "postal code missing", looked_up},
    {2810, addon, "failed", looked_up},
    {2811, addon, "timed out", looked_up},
    {2812, addon, "hard cap reached: ask TeleSign to raise it", looked_up},
});

} // namespace

std::span<const status_row> status_table() noexcept {
    return statuses;
}

const status_row* find_status(int code) noexcept {
    const auto* const row = std::find_if(statuses.begin(), statuses.end(),
                                         [&](const status_row& one) { return one.code == code; });
    return row == statuses.end() ? nullptr : row;
}

std::string_view name_of(status_meaning meaning) noexcept {
    switch (meaning) {
    case in_progress:
        return "in progress";
    case arrived:
        return "arrived";
    case unconfirmed:
        return "sent";
    case undeliverable:
        return "not delivered";
    case blocked:
        return "blocked";
    case account:
        return "refused for the account";
    case phoneid:
        return "of PhoneID";
    case addon:
        return "of an add-on";
    case completion:
        return "of completion";
    case foreign:
        return "of another product";
    case no_answer:
        break;
    }
    return "no answer available";
}

outcome outcome_of(status_meaning meaning) noexcept {
    switch (meaning) {
    case in_progress:
    case arrived:
    case unconfirmed:
        return outcome::sent;
    case undeliverable:
        return outcome::undeliverable;
    case blocked:
        return outcome::blocked;
    case account:
        return outcome::refused;
    case no_answer:
    case phoneid:
    case addon:
    case completion:
    case foreign:
        break;
    }
    return outcome::unavailable;
}

bool is_final(status_meaning meaning) noexcept {
    switch (meaning) {
    case arrived:
    case unconfirmed:
    case undeliverable:
    case blocked:
    case account:
        return true;
    case in_progress:
    case no_answer:
    case phoneid:
    case addon:
    case completion:
    case foreign:
        break;
    }
    return false;
}

} // namespace gateway::telesign
