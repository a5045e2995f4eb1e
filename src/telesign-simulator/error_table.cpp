// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/tables.h"

#include <algorithm>

#include <fmt/format.h>

namespace simulator {

namespace {

/// The number's row under `http`, or its first; nullptr when it has none.
const error_row* find_row(int code, int http) {
    const error_row* first = nullptr;
    for (const error_row& row : error_rows()) {
        if (row.code != code)
            continue;
        if (row.http == http)
            return &row;
        if (first == nullptr)
            first = &row;
    }
    return first;
}

std::string_view text_of(const error_row& row, product owner) {
    const std::string_view other = row.other_text.empty() ? row.text : row.other_text;
    switch (owner) {
    case product::voice_and_smart:
        return other;
    case product::completion:
        return row.completion_text.empty() ? other : row.completion_text;
    case product::sms:
        break;
    }
    return row.text;
}

} // namespace

const std::vector<error_row>& error_rows() {
    static const std::vector<error_row> rows{
        {-10001, 400, 500, "Invalid Request", "Invalid parameter passed", {}},
        {-10001, 401, 501, "Not Allowed Host", {}, {}},
        {-10001, 404, 500, "CustomerID/ReferenceID not found", {}, "Customer ID / Reference ID not found"},
        {-10004, 404, 599, "Reference ID expired.", "Reference ID expired", {}},
        {-10009, 401, 500, "Invalid source IP address", {}, {}},
        {-10009, 400, 500, "Invalid source IP address", {}, {}},
        {-10030, 402, 500, "Insufficient funds in prepaid wallet.", {}, {}},
        {-10033, 401, 500, "{phone_number} has not been verified for this trial account.", {}, {}},
        {-20001, 401, 501, "Invalid Request: CustomerID Parameter", "Invalid request", {}},
        {-20002,
         401,
         501,
         "This product is not enabled for this Customer ID.",
         "This product is not enabled for this CustomerID",
         {}},
        {-20003, 401, 501, "This feature is not enabled for this Customer ID.", {}, {}},
        {-20004, 401, 501, "This product is not enabled for this country.", {}, {}},
        {-30000, 401, 501, "Invalid Customer ID.", "Invalid CustomerID", "Invalid customer ID"},
        {-30001, 401, 501, "Customer ID Account Suspended.", "Account suspended", {}},
        {-30002, 401, 501, "Customer ID Account Not Activated.", "Account not activated", {}},
        {-30003, 401, 501, "Customer ID new account limit reached.", "Account limit reached", {}},
        {-30004,
         401,
         501,
         "Missing required 'Authorization' header",
         {},
         "Missing required Authorization header"},
        {-30005,
         401,
         501,
         "Required 'Authorization' header is not in the correct format",
         "Required Authorization header is not in the correct format",
         {}},
        {-30006, 401, 501, "Invalid Signature", "Invalid signature", {}},
        {-30007,
         401,
         501,
         "Missing required 'Date' or 'x-ts-date' header",
         {},
         "Missing required Date or X-TS-Date header"},
        {-30008, 401, 500, "Invalid 'x-ts-auth-method' header.", "Invalid X-TS-Auth-Method header", {}},
        {-30009,
         401,
         501,
         "'Date' or 'x-ts-date' header is not RFC822 compliant",
         "Date or X-TS-Date header is not RFC822 compliant",
         {}},
        {-30010,
         401,
         501,
         "'Date' or 'x-ts-date' header is not within tolerable range",
         {},
         "Date or X-TS-Date header is not within tolerable range"},
        {-30011,
         401,
         501,
         "'x-ts-nonce' header value is either too long or too short",
         "X-TS-Nonce header value is either too long or too short",
         {}},
        {-30012,
         401,
         501,
         "'x-ts-nonce' header value has been used recently",
         {},
         "X-TS-Nonce header value has been used recently"},
        {-30013, 401, 501, "Invalid ReferenceID for Verify Completion", {}, {}},
        {-30015, 401, 501, "Invalid API Key.", "Invalid API Key", {}},
        {-40001, 404, 500, "Status unavailable", {}, {}},
        {-40002, 401, 501, "Not Authorized", "Not authorized", {}},
        {-40004, 404, 500, "Resource Not Found", "Resource not found", {}},
        {-40005, 405, 500, "Method Not Allowed", "Method not allowed", {}},
        {-40006, 400, 500, "Bad request", "Bad Request", {}},
        {-40007, 400, 500, "No Data Submitted", {}, {}},
        {-40007, 429, 500, "Rate Limit Exceeded", "Rate limit exceeded", {}},
        {-40008,
         429,
         500,
         "Verify SMS exceeded transaction hard cap. Request denied.",
         "VoiceVerify exceeded transaction hard cap. Request denied.",
         {}},
        {-40009, 400, 500, "Phone number not supported", {}, {}},
        {-50001, 400, 500, "Max retries limit reached", {}, {}},
        {-50054, 401, 501, "Invalid API key", {}, {}},
        {-50055, 401, 501, "Inactive API key", {}, {}},
        {-50056, 401, 501, "Inactive application", {}, {}},
        {-50057, 400, 500, "Invalid verification code", {}, {}},
        {-50059, 404, 599, "Status not available", {}, {}},
        {-60001, 200, 301, "PhoneID data not found", {}, {}},
        {-90001, 503, 500, "System Unavailable, please try again later.",
         "System unavailable; please try again later", "System Unavailable, Please try again later."},
    };
    return rows;
}

api_error make_error(int code, int http) {
    const error_row* row = find_row(code, http);
    if (row == nullptr)
        return {.code = code,
                .description = fmt::format("Error {}", code),
                .http = http != 0 ? http : 400,
                .status = http == 401 ? 501 : 500,
                .signature_string = {}};
    return {.code = code,
            .description = std::string{row->text},
            .http = http != 0 ? http : row->http,
            .status = row->status,
            .signature_string = {}};
}

api_error in_words_of(product owner, api_error error) {
    for (const error_row& row : error_rows())
        if (row.code == error.code && row.text == error.description) {
            error.description = text_of(row, owner);
            break;
        }
    return error;
}

api_error invalid_parameter(std::string_view name) {
    api_error result = make_error(-10001);
    result.description = fmt::format("Invalid Request: {} Parameter", name);
    return result;
}

api_error missing_field(std::string_view name) {
    api_error result = make_error(-10001);
    result.description = fmt::format("Invalid Request: Missing Parameter: {}", name);
    return result;
}

api_error reference_not_found() {
    return make_error(-10001, 404);
}

} // namespace simulator
