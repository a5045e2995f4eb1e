#include "gateway/telesign/error_codes.h"

#include "gateway/telesign/ascii.h"
#include "support/translatable.h"

#include <array>
#include <string>

namespace gateway::telesign {

namespace {

using enum error_class;
using support::N_;

constexpr auto errors = std::to_array<error_row>({
    {-10001, 401, "not allowed host", authorization, "host not allowed"},
    {-10001, 400, "invalid request", validation, "a parameter of the request is not valid"},
    {-10001, 404, "not found", gone, "reference not found"},
    {-10004, 0, "", gone, "reference expired"},
    {-10009, 0, "", authorization, "this host's address is not allowed: mend it in the TeleSign account"},
    {-20001, 0, "", authorization, "feature not enabled for the account"},
    {-20002, 0, "", authorization, "product not enabled for the account"},
    {-20003, 0, "", authorization, "sub-resource not enabled for the account"},
    {-20004, 0, "", authorization, "country not enabled for the account"},
    {-30000, 0, "", authorization, "customer id not known: check customer_id"},
    {-30001, 0, "", authorization, "account suspended"},
    {-30002, 0, "", authorization, "account not activated"},
    {-30003, 0, "", authorization, "limit of a new account reached"},
    {-30004, 0, "", authorization, "header Authorization missing"},
    {-30005, 0, "", authorization, "header Authorization not in the right format"},
    {-30006, 0, "", authorization, "signature refused: check api_key"},
    {-30007, 0, "", authorization, "header Date missing"},
    {-30008, 0, "", authorization, "header x-ts-auth-method refused"},
    {-30009, 0, "", authorization, "header Date not in the right format"},
    {-30010, 0, "", authorization, "date not within range: check this host's clock"},
    {-30011, 0, "", authorization, "nonce too long or too short"},
    {-30012, 0, "", authorization, "nonce used before: is there something that repeats requests?"},
    {-30015, 0, "", authorization, "API key refused: check api_key"},
    {-40002, 0, "", authorization, "request not authorised"},
    {-40004, 0, "", gone, "reference not found"},
    {-40006, 0, "", validation, "bad request"},
    {-40007, 400, "no data", validation, "no data submitted"},
    {-40007, 429, "rate", rate, "rate limit"},
    {-40008, 0, "", rate, "hard cap reached"},
    {-60001, 0, "", no_data, "no live data of this phone"},
    {-90001, 0, "", unavailable, "TeleSign is not available"},
    {10019, 0, "", rate, "rate limit of the phone number"},
    {10020, 0, "", rate, "rate limit of the account"},
    {10030, 0, "", funds, "the account's balance is used up"},
});

} // namespace

std::span<const error_row> error_table() noexcept {
    return errors;
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
    case no_data:
        break;
    }
    return outcome::unavailable;
}

std::string_view tell_of(error_class kind) noexcept {
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
    case unavailable:
        break;
    }
    return N_("The service that sends the codes does not answer as it should.");
}

} // namespace gateway::telesign
