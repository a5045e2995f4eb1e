// SPDX-License-Identifier: BSD-3-Clause
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
    status_row{108, false, "Call canceled by Telesign"},
    status_row{129, false, "Call blocked by your request"},
    status_row{130, false, "Call blocked by Telesign"},
    status_row{133, false, "Call blocked due to high risk score"},
    status_row{200, true, "Delivered to handset"},
    status_row{201, true, "Transaction successfully completed, suspicious activity detected"},
    status_row{203, true, "Delivered to gateway"},
    status_row{207, false, "Error delivering SMS to handset (reason unknown)"},
    status_row{210, false, "Temporary phone error"},
    status_row{211, false, "Permanent phone error"},
    status_row{220, false, "Gateway/network cannot route message"},
    status_row{221, false, "Message expired before delivery"},
    status_row{222, false, "SMS not supported"},
    status_row{229, false, "Message blocked by customer request"},
    status_row{230, false, "Message blocked by Telesign"},
    status_row{231, false, "Invalid/unsupported"},
    status_row{232, false, "Message blocked due to number deactivation event"},
    status_row{233, false, "Message blocked due to high risk score."},
    status_row{237, false, "Message blocked in requested country"},
    status_row{238, false, "Destination blocked by prefix"},
    status_row{250, false, "Final status unknown"},
    status_row{
        251, true,
        "Message successfully sent out for delivery, however final confirmation of delivery to handset "
        "was not received."},
    status_row{290, true, "Message in progress"},
    status_row{291, true, "Queued by Telesign"},
    status_row{292, true, "Queued by gateway"},
    status_row{293, false, "Bulk request accepted"},
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
    status_row{516, false, "Delivery channel not supported by the end user's device"},
    status_row{517, false, "Selected DLT details for India not supported"},
    status_row{518, false, "Message blocked due to high risk SIM swap indicator."},
    status_row{519, false, "Message not sent - requested SIM swap check could not be performed."},
    status_row{520, false, "Content sent is not allowed"},
    status_row{521, false, "Requested Sender ID is not allowed for destination"},
    status_row{599, false, "Status not available"},
    status_row{1900, true, "Verify completion successfully recorded"},
    status_row{2000, true, "Pending"},
    status_row{2028, false, "Failure"},
    status_row{2800, false, "Request successfully completed"},
    status_row{2801, false, "Invalid request addons parameter"},
    status_row{2802, false, "Add-on temporarily unavailable."},
    status_row{2803, false, "Phone number out of add-on coverage."},
    status_row{2804, false, "Phone number not applicable in add-on."},
    status_row{2805, false, "No add-on information for phone number."},
    status_row{2806, false, "Add-on is not enabled."},
    status_row{2807, false, "Some parameters submitted in the request are not valid."},
    status_row{2808, false, "Invalid Request: parameter is missing or empty."},
    status_row{2809, false,
               "Billing Postal Code does not match contact_plus add-on information for phone number."},
    status_row{2810, false, "Request process failed during data collection."},
    status_row{2811, false, "Request processing time out."},
    status_row{2812, false, "Add-on exceeded transaction hard cap. Request denied."},
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

} // namespace simulator
