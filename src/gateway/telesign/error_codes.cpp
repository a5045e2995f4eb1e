// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/error_codes.h"

#include "gateway/telesign/quote.h"
#include "support/ascii.h"
#include "support/translatable.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace gateway::telesign {

namespace {

using enum error_class;
using support::N_;

// Said of more than one code.
constexpr std::string_view not_this_host =
    "this host's address is not allowed: allow it in TeleSign's portal";
constexpr std::string_view no_customer = "customer_id is refused: set it as TeleSign's portal shows it";
constexpr std::string_view bad_signature = "the signature is refused: check api_key";
constexpr std::string_view no_funds = "the balance is used up: top up the account's wallet";
constexpr std::string_view hard_cap = "the account's hard cap is reached: ask TeleSign to raise it";
constexpr std::string_view verify_number =
    "a trial account reaches verified numbers only: verify this one in TeleSign's portal";

// Where one number has several meanings, the row that its HTTP status stands for by itself comes first.
constexpr auto errors = std::to_array<error_row>({
    // errors[] of Verify and of the GET lookups
    {-10001, 400, "invalid", validation, "a field of the request is refused: correct the one that is named",
     true},
    {-10001, 400, "unsupported product", validation, "the product is not supported: ask TeleSign", true},
    {-10001, 401, "not allowed host", authorization, not_this_host},
    {-10001, 404, "not found", gone, "TeleSign does not know the reference"},
    {-10004, 0, "", gone, "the reference has expired"},
    {-10009, 0, "", authorization, not_this_host},
    {-10030, 0, "", funds, no_funds},
    {-10033, 0, "", phone, verify_number},
    {-20001, 0, "", authorization, no_customer},
    {-20002, 0, "", authorization, "the product is not enabled for the account: ask TeleSign to enable it"},
    {-20003, 0, "", authorization, "the feature is not enabled for the account: ask TeleSign to enable it"},
    {-20004, 0, "", authorization, "calls to this country are not enabled: ask TeleSign to enable them"},
    {-30000, 0, "", authorization, no_customer},
    {-30001, 0, "", authorization, "the account is suspended: ask TeleSign"},
    {-30002, 0, "", authorization, "the account is not activated: activate it in TeleSign's portal"},
    {-30003, 0, "", authorization, "the limit of a new account is reached: ask TeleSign to raise it"},
    {-30004, 0, "", authorization, "the header Authorization is missing: does a proxy remove it?"},
    {-30005, 0, "", authorization, "the header Authorization is malformed: check customer_id and api_key"},
    {-30006, 0, "", authorization, bad_signature},
    {-30007, 0, "", authorization, "the header Date is missing: does a proxy remove it?"},
    {-30008, 0, "", authorization, "the authentication method is refused: set `auth = basic`"},
    {-30009, 0, "", authorization, "the header Date is malformed: does a proxy change it?"},
    {-30010, 0, "", authorization, "the date is out of range: set this host's clock"},
    {-30011, 0, "", authorization, "the nonce is too long or too short: does a proxy change it?"},
    {-30012, 0, "", authorization, "the nonce was used before: does a proxy repeat requests?"},
    {-30013, 0, "", validation, "the code is not one for a completion: set `completion = auto`"},
    {-30015, 0, "", authorization, "the API key is refused: check api_key"},
    {-40001, 0, "", undecided, "TeleSign has no status now, and the code stays valid: try again"},
    {-40002, 0, "", authorization, "the request is not authorised: check api_key and the account's products"},
    {-40004, 0, "", gone, "TeleSign does not know the path or the reference"},
    {-40005, 0, "", validation, "the request's method is refused: check `endpoints`"},
    {-40006, 0, "", validation, "the request is malformed: does a proxy change it?", true},
    {-40007, 400, "no data", validation, "the request arrived without its fields: does a proxy remove them?"},
    {-40007, 429, "rate", rate, "too many requests a second: ask TeleSign for a higher limit"},
    {-40008, 0, "", rate, hard_cap},
    {-40009, 0, "", phone, "TeleSign does not support this number: enter another one"},
    {-50001, 0, "", used_up, "no tries are left for this code"},
    {-50054, 0, "", authorization, "the API key is not valid: check api_key"},
    {-50055, 0, "", authorization, "the API key is not active: activate it in TeleSign's portal"},
    {-50056, 0, "", authorization, "the application is not active: activate it in TeleSign's portal"},
    {-50057, 0, "", wrong_code, "the code is wrong"},
    {-50059, 0, "", undecided, "TeleSign has no status now, and the code stays valid: try again"},
    {-60001, 0, "", no_data, "no data of this phone, or it was asked for too often"},
    {-90001, 0, "", unavailable, "TeleSign is down: try again later"},
    // status.code of PhoneID, Score and Intelligence, without errors[]
    {-10000, 0, "", unavailable, "TeleSign is down: try again later"},
    {10008, 0, "", authorization, bad_signature},
    {10009, 0, "", validation, "the message is refused", true},
    {10010, 0, "", validation, "originating_ip is refused", true},
    {10010, 0, "suspended", authorization, "the account is suspended: ask TeleSign"},
    {10011, 0, "", validation, "reference_id is refused", true},
    {10012, 0, "", authorization, "the feature is not enabled for the account: ask TeleSign to enable it"},
    {10013, 0, "", authorization, no_customer},
    {10014, 0, "", authorization, not_this_host},
    {10015, 0, "", authorization, no_customer},
    {10017, 0, "", gone, "TeleSign does not know the path or the reference"},
    {10019, 0, "", rate, "too many requests for this phone or a second: ask TeleSign for a higher limit"},
    {10020, 0, "", rate, hard_cap},
    {10030, 0, "", funds, no_funds},
    {10032, 0, "", barred_phone, "the number is on TeleSign's block list: ask TeleSign"},
    {10033, 0, "", phone, verify_number},
    {10041, 0, "", barred_phone, "the law bars what is asked for this number"},
    {11000, 0, "", phone, "the number is not valid: correct it"},
    {11001, 0, "", phone, "the number's country code is not valid: correct the number"},
    {11002, 0, "", validation, "account_id is refused", true},
    {11003, 0, "", validation, "account_lifecycle_event is refused", true},
    {11005, 0, "", validation, "customer_id is refused: set it as TeleSign's portal shows it", true},
    {11006, 0, "", validation, "device_id is refused", true},
    {11007, 0, "", validation, "email_address is refused", true},
    {11010, 0, "", validation, "originating_ip is refused", true},
    {11011, 0, "", validation, "reference_id is refused", true},
    {12000, 0, "", validation, "phone_number is missing: does a proxy remove it?", true},
    {12003, 0, "", validation, "account_lifecycle_event is missing: does a proxy remove it?", true},
});

constexpr long too_many_requests = 429;

/// Says something of a code that was typed, and not of the request.
bool is_about_code(error_class kind) {
    return kind == wrong_code || kind == used_up;
}

/// The row of `code` that fits best: one whose text is in `description`, else one for this HTTP status, else one for
/// any. Null when the table lacks the code, or has only other meanings of it.
const error_row* find_row(int code, long http_status, std::string_view description) {
    const error_row* best = nullptr;
    for (const error_row& row : errors) {
        if (row.code != code)
            continue;
        if (!row.text.empty() && description.find(row.text) != std::string_view::npos)
            return &row;
        const bool fits = row.http_status == 0 ? row.text.empty() : row.http_status == http_status;
        if (fits && best == nullptr)
            best = &row;
    }
    return best;
}

bool is_known(int code) {
    return std::any_of(errors.begin(), errors.end(), [=](const error_row& row) { return row.code == code; });
}

} // namespace

std::span<const error_row> error_table() noexcept {
    return errors;
}

error_reading read_error(int code, long http_status, std::string_view description) {
    const std::string text = support::lower_case(description);
    const error_row* const row = find_row(code, http_status, text);
    const bool is_rate = http_status == too_many_requests || text.find("rate limit") != std::string::npos;
    if (is_rate && (row == nullptr || (row->kind != rate && !is_about_code(row->kind))))
        return {rate, "too many requests: ask TeleSign for a higher limit", row == nullptr};
    if (row == nullptr)
        return {class_of_http(http_status).value_or(unavailable), {}};
    return {row->kind, row->note, row->names_field};
}

std::optional<error_reading> find_error(int code, long http_status, std::string_view description) {
    if (!is_known(code))
        return std::nullopt;
    return read_error(code, http_status, description);
}

std::string describe_error(const error_reading& error, int code, long http_status,
                           std::string_view description) {
    std::string text = fmt::format("{} error {} (HTTP {}): {}", name_of(error.kind), code, http_status,
                                   error.note.empty() ? "unknown to this program" : error.note);
    const std::string quoted =
        error.note.empty() || error.names_field ? quote_reply(description) : std::string{};
    return quoted.empty() ? text : text + ": " + quoted;
}

std::optional<error_class> class_of_http(long http_status) noexcept {
    switch (http_status) {
    case 200:
        return std::nullopt;
    case 400:
        return validation;
    case 401:
        return authorization;
    case 402:
        return funds;
    case too_many_requests:
        return rate;
    default: // 404 too: only a code says that a reference is gone, and not that the path leads elsewhere
        return unavailable;
    }
}

std::string_view name_of(error_class kind) noexcept {
    switch (kind) {
    case authorization:
        return "authorization";
    case validation:
        return "validation";
    case phone:
    case barred_phone:
        return "phone";
    default:
        return "service";
    }
}

outcome outcome_of(error_class kind) noexcept {
    switch (kind) {
    case authorization:
    case validation:
    case funds:
        return outcome::refused;
    case gone:
        return outcome::expired;
    case rate:
        return outcome::rate_limited;
    case undecided:
        return outcome::undecided;
    case phone:
        return outcome::undeliverable;
    case barred_phone:
        return outcome::blocked;
    case wrong_code:
        return outcome::wrong;
    case used_up:
        return outcome::exhausted;
    case unavailable:
    case no_data:
        break;
    }
    return outcome::unavailable;
}

std::string_view user_message_of(error_class kind) noexcept {
    switch (kind) {
    case authorization:
    case validation:
    case funds:
        return N_("The request was refused: the administrator has to look into it.");
    case gone:
        return N_("The code has expired.");
    case rate:
        return N_("There were too many requests: please wait a while.");
    case no_data:
        return N_("Nothing is known of this phone.");
    case phone:
    case barred_phone:
        return N_("No code can be sent to this phone: ask your help desk.");
    case undecided:
        return N_("Nothing is known of the code at the moment.");
    case wrong_code:
    case used_up:
    case unavailable: // the login has words of its own for these
        break;
    }
    return {};
}

} // namespace gateway::telesign
