// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/audit.h"

#include "protocol/message.h"
#include "support/dates.h"
#include "support/log.h"

#include <string>

namespace telesignd {

namespace {

support::severity severity_of(protocol::result result, std::string_view reason) noexcept {
    switch (result) {
    case protocol::result::granted:
        // Without the phone: its owner shall be able to hear of it.
        return reason == "recovery_code" ? support::severity::warning : support::severity::info;
    case protocol::result::ignored:
        if (reason == "exempt" || reason == "remembered") // it is meant to be so, day by day
            return support::severity::notice;
        return support::severity::warning;
    case protocol::result::unavailable:
        return support::severity::warning;
    case protocol::result::service_error:
        return support::severity::error;
    default:
        return support::severity::notice;
    }
}

} // namespace

void write_audit(const login_request& request, const peer& caller, const audit_record& record,
                 protocol::result result) {
    support::log_record line{"login"};
    line.add("outcome", protocol::describe(result));
    line.add("reason", record.reason);
    line.add("service", request.service);
    const std::string& user = record.user.empty() ? request.user : record.user;
    line.add("user", user);
    line.add("typed", user == request.user ? "" : request.user);
    line.add("account", record.account == user ? "" : record.account);
    line.add("ruser", request.ruser);
    line.add("rhost", request.rhost);
    line.add("tty", request.tty);
    line.add("phone", record.masked_phone);
    line.add("channel", record.channel);
    line.add("reference", record.reference_id);
    line.add("sends", std::to_string(record.sends));
    line.add("attempts", std::to_string(record.attempts));
    line.add("pid", std::to_string(caller.pid));
    line.add("uid", std::to_string(caller.uid));
    if (record.lookups > 0)
        line.add("lookups", std::to_string(record.lookups));
    if (record.recovery_left)
        line.add("recovery_left", std::to_string(*record.recovery_left));
    if (record.until)
        line.add("until", support::write_rfc3339(*record.until));
    line.add("risk", record.risk);
    line.add("detail", record.detail);
    support::write_log(severity_of(result, record.reason), line);
}

} // namespace telesignd
