#include "telesign-simulator/tables.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace simulator {

namespace {

struct status_row {
    int code;
    bool arrives;
    std::string_view text;
};

constexpr std::array statuses{
    status_row{100, true, "Call answered"},
    status_row{101, false, "Not answered"},
    status_row{103, true, "Call in progress"},
    status_row{105, true, "Call not handled yet"},
    status_row{106, false, "Call failed"},
    status_row{107, false, "Line busy"},
    status_row{108, false, "Call canceled by TeleSign"},
    status_row{129, false, "Call blocked by your request"},
    status_row{130, false, "Call blocked by TeleSign"},
    status_row{133, false, "Call blocked due to high risk score"},
    status_row{200, true, "Delivered to handset"},
    status_row{201, true, "Transaction completed, suspicious activity"},
    status_row{203, true, "Delivered to gateway"},
    status_row{207, false, "Error delivering SMS to handset (reason unknown)"},
    status_row{210, false, "Temporary phone error"},
    status_row{211, false, "Permanent phone error"},
    status_row{220, false, "Gateway/network cannot route message"},
    status_row{221, false, "Message expired before delivery"},
    status_row{222, false, "SMS not supported"},
    status_row{229, false, "Message blocked by customer request"},
    status_row{230, false, "Message blocked by TeleSign"},
    status_row{231, false, "Invalid/unsupported message content"},
    status_row{233, false, "Message blocked due to high risk score"},
    status_row{237, false, "Message blocked in requested country"},
    status_row{238, false, "Message blocked for requested prefix"},
    status_row{250, false, "Final status unknown"},
    status_row{251, true, "Message sent, no delivery receipt"},
    status_row{290, true, "Message in progress"},
    status_row{291, true, "Queued by TeleSign"},
    status_row{292, true, "Queued at gateway"},
    status_row{295, true, "Status delayed"},
    status_row{300, true, "Transaction successfully completed"},
    status_row{301, true, "Transaction partially completed"},
    status_row{500, false, "Transaction not attempted"},
    status_row{501, false, "Not authorized"},
    status_row{502, false, "Campaign error"},
    status_row{503, false, "Carrier rejected - temporary problem"},
    status_row{504, false, "Carrier rejected - permanent error"},
    status_row{505, false, "Error on gateway - temporary error"},
    status_row{506, false, "Error on gateway - permanent error"},
    status_row{507, false, "Invalid destination address"},
    status_row{508, false, "Invalid source address"},
    status_row{509, false, "Parameters problem"},
    status_row{510, false, "Message blocked by subscriber action or request"},
    status_row{511, false, "Subscriber low on credit"},
    status_row{512, false, "Roaming error"},
    status_row{513, false, "Mobile number portability error"},
    status_row{514, false, "Subscriber absent"},
    status_row{515, false, "Suspected spam"},
    status_row{516, false, "Unsupported channel"},
    status_row{517, false, "Unknown DLT template or entity"},
    status_row{518, false, "Transaction blocked due to a recent SIM swap"},
    status_row{519, false, "Transaction blocked, SIM swap status unknown"},
    status_row{520, false, "Content not allowed by the carrier"},
    status_row{521, false, "Sender ID not allowed for the destination"},
    status_row{599, false, "Status not available"},
    status_row{1900, true, "Verify completion successfully recorded"},
    status_row{2000, true, "Smart Verify request in progress"},
    status_row{2028, false, "Transaction blocked due to high risk"},
    status_row{2800, false, "Request successfully completed"},
    status_row{2803, false, "Out of coverage"},
    status_row{2805, false, "No information available"},
    status_row{2811, false, "Timeout"},
};

struct error_row {
    int code;
    int http;
    std::string_view text;
};

constexpr std::array errors{
    error_row{-10001, 400, "Invalid Request: Parameter"},
    error_row{-10004, 404, "Reference ID expired."},
    error_row{-10009, 401, "Invalid source IP address"},
    error_row{-20001, 401, "Feature not enabled for this Customer ID."},
    error_row{-20002, 401, "This product is not enabled for this Customer ID."},
    error_row{-20003, 401, "Sub-resource not enabled for this Customer ID."},
    error_row{-20004, 401, "Country not enabled for this Customer ID."},
    error_row{-30000, 401, "Invalid Customer ID."},
    error_row{-30001, 401, "Customer ID Account Suspended."},
    error_row{-30002, 401, "Customer ID Account Not Activated."},
    error_row{-30003, 401, "Customer ID Account Limit Reached."},
    error_row{-30004, 401, "Missing required 'Authorization' header"},
    error_row{-30005, 401, "Required 'Authorization' header is not in the correct format"},
    error_row{-30006, 401, "Invalid Signature"},
    error_row{-30007, 401, "Missing required 'Date' or 'x-ts-date' header"},
    error_row{-30008, 401, "Invalid 'x-ts-auth-method' header."},
    error_row{-30009, 401, "'Date' or 'x-ts-date' header is not RFC822 compliant"},
    error_row{-30010, 401, "'Date' or 'x-ts-date' header is not within tolerable range"},
    error_row{-30011, 401, "'x-ts-nonce' header value is either too long or too short"},
    error_row{-30012, 401, "'x-ts-nonce' header value has been used recently"},
    error_row{-30015, 401, "Invalid API Key."},
    error_row{-40002, 401, "Not allowed for this Customer ID"},
    error_row{-40004, 404, "Not found"},
    error_row{-40006, 400, "Bad request"},
    error_row{-40007, 400, "No data submitted"},
    error_row{-40008, 429, "Hard cap reached"},
    error_row{-60001, 200, "PhoneID data not found"},
    error_row{-90001, 503, "System Unavailable; try again later"},
    error_row{10019, 429, "Rate limit exceeded for this phone number"},
    error_row{10020, 429, "Rate limit exceeded for this Customer ID"},
    error_row{10030, 402, "Insufficient funds"},
};

} // namespace

std::string status_text(int code) {
    const auto* row =
        std::find_if(statuses.begin(), statuses.end(), [=](const auto& each) { return each.code == code; });
    return row != statuses.end() ? std::string{row->text} : fmt::format("Status {}", code);
}

bool status_arrives(int code) {
    return std::any_of(statuses.begin(), statuses.end(),
                       [=](const auto& row) { return row.code == code && row.arrives; });
}

api_error make_error(int code) {
    const auto* row =
        std::find_if(errors.begin(), errors.end(), [=](const auto& each) { return each.code == code; });
    api_error result{.code = code, .description = fmt::format("Error {}", code), .http = 400};
    if (row != errors.end()) {
        result.description = row->text;
        result.http = row->http;
    }
    // -30008 alone of the header errors comes with status 500 in TeleSign's reference
    if (result.http == 401 && code != -30008 && code != -10009)
        result.status = 501;
    if (code == -60001)
        result.status = 301;
    return result;
}

api_error invalid_parameter(std::string_view name) {
    api_error result = make_error(-10001);
    result.description = fmt::format("Invalid Request: {} Parameter", name);
    return result;
}

api_error reference_not_found() {
    api_error result = make_error(-10001);
    result.description = "CustomerID/ReferenceID not found";
    result.http = 404;
    return result;
}

} // namespace simulator
