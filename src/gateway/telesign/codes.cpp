#include "gateway/telesign/codes.h"

#include <algorithm>
#include <array>

namespace gateway::telesign {

namespace {

using enum status_meaning;

constexpr auto statuses = std::to_array<status_row>({
    {100, arrived},       // call answered
    {101, undeliverable}, // call not answered
    {103, in_progress},   // call in progress
    {105, in_progress},   // call not handled yet
    {106, undeliverable}, // call failed
    {107, undeliverable}, // line busy
    {108, undeliverable}, // call cancelled
    {129, blocked},       // call, by the customer's request
    {130, blocked},       // call, by TeleSign
    {133, blocked},       // call
    {200, arrived},       // delivered to the handset
    {201, arrived},       // completed, but suspicious activity
    {203, in_progress},   // at the gateway
    {207, undeliverable}, {210, undeliverable}, {211, undeliverable}, {220, undeliverable},
    {221, undeliverable}, {222, undeliverable}, {229, blocked}, // message, by the customer's request
    {230, blocked},                                             // message, by TeleSign
    {231, undeliverable}, {233, blocked},                       // message
    {237, blocked},                                             // country
    {238, blocked},                                             // prefix
    {250, undeliverable}, {251, arrived},                       // sent, no receipt
    {290, in_progress},   {291, in_progress},                   // queued
    {292, in_progress},                                         // queued
    {295, in_progress},                                         // delayed
    {300, phoneid},                                             // complete
    {301, phoneid},                                             // partial
    {500, account},                                             // not attempted, see errors
    {501, account},                                             // not authorised
    {502, undeliverable}, {503, undeliverable}, {504, undeliverable}, {505, undeliverable},
    {506, undeliverable}, {507, undeliverable}, {508, undeliverable}, {509, undeliverable},
    {510, undeliverable}, {511, undeliverable}, {512, undeliverable}, {513, undeliverable},
    {514, undeliverable}, {515, undeliverable}, {516, undeliverable}, {517, undeliverable},
    {518, blocked}, // SIM swap
    {519, blocked}, // SIM swap unknown
    {520, undeliverable}, {521, undeliverable}, {599, no_answer},     {1900, completion},
    {2000, in_progress}, // smart: pending
    {2028, blocked},     // high risk
});

using enum error_class;

constexpr auto errors = std::to_array<error_row>({
    {-10001, 401, "not allowed host", authorization, "host not allowed"},
    {-10001, 400, "invalid request", validation, "a parameter of the request is not valid"},
    {-10001, 404, "not found", gone, "reference not found"},
    {-10004, 0, "", gone, "reference expired"},
    {-10009, 0, "", authorization, "this host's address is not allowed: mend it in the TeleSign account"},
    {-20001, 0, "", authorization, "product, feature or country not enabled for the account"},
    {-20002, 0, "", authorization, "product, feature or country not enabled for the account"},
    {-20003, 0, "", authorization, "product, feature or country not enabled for the account"},
    {-20004, 0, "", authorization, "product, feature or country not enabled for the account"},
    {-30000, 0, "", authorization, "check customer_id"},
    {-30001, 0, "", authorization, "account suspended"},
    {-30002, 0, "", authorization, "account not activated"},
    {-30003, 0, "", authorization, "limit of a new account reached"},
    {-30004, 0, "", authorization, "a header of the request was refused"},
    {-30005, 0, "", authorization, "a header of the request was refused"},
    {-30006, 0, "", authorization, "signature refused: check api_key"},
    {-30007, 0, "", authorization, "a header of the request was refused"},
    {-30008, 0, "", authorization, "a header of the request was refused"},
    {-30009, 0, "", authorization, "a header of the request was refused"},
    {-30010, 0, "", authorization, "date not within range: check this host's clock"},
    {-30011, 0, "", authorization, "nonce too long"},
    {-30012, 0, "", authorization, "nonce used before"},
    {-30015, 0, "", authorization, "check api_key"},
    {-40002, 0, "", authorization, "request not authorised"},
    {-40004, 0, "", gone, "reference not found"},
    {-40006, 0, "", validation, "bad request"},
    {-40007, 400, "no data", validation, "no data submitted"},
    {-40007, 429, "rate", rate, "rate limit"},
    {-40008, 0, "", rate, "hard cap reached"},
    {-90001, 0, "", unavailable, "TeleSign is not available"},
    {10019, 0, "", rate, "rate limit"},
    {10020, 0, "", rate, "rate limit"},
    {10030, 0, "", funds, "the account's balance is used up"},
});

} // namespace

std::span<const status_row> status_table() noexcept {
    return statuses;
}

std::span<const error_row> error_table() noexcept {
    return errors;
}

std::optional<status_meaning> meaning_of(int status_code) noexcept {
    const auto* const row = std::find_if(statuses.begin(), statuses.end(),
                                         [&](const status_row& one) { return one.code == status_code; });
    if (row == statuses.end())
        return std::nullopt;
    return row->meaning;
}

std::string_view name_of(status_meaning meaning) noexcept {
    switch (meaning) {
    case in_progress:
        return "in progress";
    case arrived:
        return "arrived";
    case undeliverable:
        return "not delivered";
    case blocked:
        return "blocked";
    case account:
        return "refused for the account";
    case phoneid:
        return "of PhoneID";
    case completion:
        return "of completion";
    case no_answer:
        break;
    }
    return "no answer to be had";
}

error_reading read_error(int code, long http_status, std::string_view description) {
    const auto first_where = [code](auto&& fits) -> std::optional<error_reading> {
        for (const error_row& row : errors)
            if (row.code == code && fits(row))
                return error_reading{row.kind, row.note};
        return std::nullopt;
    };
    if (const auto found = first_where(
            [&](const error_row& row) { return row.http_status == 0 || row.http_status == http_status; }))
        return *found;
    const std::string text = lower_case(description);
    if (const auto found =
            first_where([&](const error_row& row) { return text.find(row.text) != text.npos; }))
        return *found;
    return {class_of_http(http_status).value_or(unavailable), {}};
}

std::optional<error_class> class_of_http(long http_status) noexcept {
    switch (http_status) {
    case 200:
        return std::nullopt;
    case 401:
    case 403:
        return authorization;
    case 402:
        return funds;
    case 404:
    case 410:
        return gone;
    case 429:
        return rate;
    default:
        return http_status >= 400 && http_status < 500 ? validation : unavailable;
    }
}

std::string_view name_of(error_class kind) noexcept {
    switch (kind) {
    case authorization:
        return "authorization";
    case validation:
        return "validation";
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
    case unavailable:
        break;
    }
    return outcome::unavailable;
}

std::string lower_case(std::string_view text) {
    std::string result{text};
    std::transform(result.begin(), result.end(), result.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return result;
}

} // namespace gateway::telesign
