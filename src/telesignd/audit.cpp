#include "telesignd/audit.h"

#include "protocol/message.h"
#include "support/log.h"
#include "support/log_pair.h"

#include <iterator>
#include <string>

#include <fmt/format.h>

namespace telesignd {

namespace {

support::severity severity_of(protocol::result how, std::string_view reason) noexcept {
    switch (how) {
    case protocol::result::granted:
        return support::severity::info;
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
                 protocol::result how) {
    std::string line = "login";
    support::add_pair(line, "outcome", protocol::describe(how));
    support::add_pair(line, "reason", record.reason);
    support::add_pair(line, "service", request.service);
    support::add_pair(line, "user", request.user);
    support::add_pair(line, "account", record.account == request.user ? "" : record.account);
    support::add_pair(line, "ruser", request.ruser);
    support::add_pair(line, "rhost", request.rhost);
    support::add_pair(line, "tty", request.tty);
    support::add_pair(line, "phone", record.masked_phone);
    support::add_pair(line, "channel", record.channel);
    support::add_pair(line, "reference", record.reference_id);
    fmt::format_to(std::back_inserter(line), " sends={} attempts={} pid={} uid={}", record.sends,
                   record.attempts, caller.pid, caller.uid);
    if (record.lookups > 0)
        support::add_pair(line, "lookups", std::to_string(record.lookups));
    support::add_pair(line, "risk", record.risk);
    support::add_pair(line, "detail", record.detail);
    support::write_log(severity_of(how, record.reason), line);
}

} // namespace telesignd
