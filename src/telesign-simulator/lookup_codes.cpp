// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/lookup_codes.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace simulator {

namespace {

struct refusal_row {
    int code;
    int http;
    std::string_view text;
};

constexpr std::array refusals{
    refusal_row{-90001, 500, "Transaction not attempted"},
    refusal_row{-10000, 503, "System unavailable. Please try again later."},
    refusal_row{10008, 401, "Invalid signature"},
    refusal_row{10009, 401, "Invalid value for parameter message"},
    refusal_row{10010, 401, "Invalid value for parameter originating_ip"},
    refusal_row{10011, 401, "Invalid value for parameter reference_id"},
    refusal_row{10012, 401, "This feature is not enabled for this CustomerID"},
    refusal_row{10013, 401, "Invalid Request. CustomerID Account Not Found"},
    refusal_row{10014, 401, "Invalid source IP address"},
    refusal_row{10015, 401, "Invalid customer ID"},
    refusal_row{10017, 404, "Customer ID / Reference ID not found"},
    refusal_row{10019, 429, "Rate Limit Exceeded"},
    refusal_row{10020, 429, "PhoneId Standard exceeded transaction hard cap. Request denied."},
    refusal_row{10030, 402, "Insufficient funds in prepaid wallet"},
    refusal_row{10032, 400, "Request blocked due to this number appearing on a Telesign blocklist."},
    refusal_row{10033, 400, "Unverified phone_number requested for trial account."},
    refusal_row{10041, 400, "Blocked due to legal compliance"},
    refusal_row{11000, 400, "Invalid value for parameter phone_number"},
    refusal_row{11001, 400, "Invalid country code for parameter phone_number"},
    refusal_row{11002, 400, "Invalid value for parameter account_id"},
    refusal_row{11003, 400, "Invalid value for parameter account_lifecycle_event"},
    refusal_row{11005, 400, "Invalid value for parameter customer_id"},
    refusal_row{11006, 400, "Invalid value for parameter device_id"},
    refusal_row{11007, 400, "Invalid value for email_address"},
    refusal_row{11010, 400, "Invalid value for parameter originating_ip"},
    refusal_row{11011, 400, "Invalid value for parameter reference_id"},
    refusal_row{12000, 400, "Missing required parameter phone_number"},
    refusal_row{12003, 400, "Missing required parameter account_lifecycle_event"},
};

} // namespace

api_error lookup_error(int code) {
    const auto* row = std::find_if(refusals.begin(), refusals.end(),
                                   [=](const refusal_row& each) { return each.code == code; });
    api_error result = make_error(code);
    if (row != refusals.end()) {
        result.description = row->text;
        result.http = row->http;
    }
    result.status = code;
    return result;
}

api_error credentials_error(const api_error& of_verify) {
    constexpr int invalid_signature = 10008;
    constexpr int invalid_customer_id = 10015;
    if (of_verify.code == -30006 || of_verify.code == -30015)
        return lookup_error(invalid_signature);
    return lookup_error(of_verify.code == -30000 ? invalid_customer_id : of_verify.code);
}

std::string addon_status_text(int code, std::string_view addon) {
    using namespace addon_status;
    switch (code) {
    case data:
        return "Request successfully completed";
    case not_valid:
        return fmt::format("Invalid Request addons parameter {}", addon);
    case unavailable:
        return fmt::format("{} add-on temporarily unavailable", addon);
    case out_of_coverage:
        return fmt::format("Phone number out of {} add-on coverage", addon);
    case not_applicable:
        return fmt::format("Phone number not applicable in {} add-on", addon);
    case no_information:
        return fmt::format("No {} add-on information for phone_number", addon);
    case not_enabled:
        return fmt::format("{} add-on is not enabled", addon);
    case bad_parameter:
        return "Some parameters submitted in the request are not valid";
    case missing_parameter:
        return "A required parameter is missing in the request";
    case 2809:
        return "The postal code is not valid";
    case 2810:
        return "Request process failed during data collection";
    case 2811:
        return "Request processing timeout";
    case last:
        return fmt::format("{} add-on exceeded transaction hard cap", addon);
    default:
        return fmt::format("Status {}", code);
    }
}

} // namespace simulator
