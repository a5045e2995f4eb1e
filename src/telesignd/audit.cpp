#include "telesignd/audit.h"

#include "support/log.h"
#include "support/text.h"

#include <iterator>
#include <string>

#include <fmt/format.h>

namespace telesignd {

namespace {

constexpr std::string_view plain_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+*:/@%,";

void add(std::string& line, std::string_view key, std::string_view value) {
    if (value.empty())
        return;
    if (value.find_first_not_of(plain_characters) == std::string_view::npos) {
        fmt::format_to(std::back_inserter(line), " {}={}", key, value);
        return;
    }
    fmt::format_to(std::back_inserter(line), " {}=\"", key);
    for (const char each : value) {
        if (each == '"' || each == '\\')
            line.push_back('\\');
        line.push_back(each);
    }
    line.push_back('"');
}

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

std::string_view name_of(protocol::result how) noexcept {
    switch (how) {
    case protocol::result::granted:
        return "granted";
    case protocol::result::ignored:
        return "ignored";
    case protocol::result::denied:
        return "denied";
    case protocol::result::attempts_used_up:
        return "attempts_used_up";
    case protocol::result::not_permitted:
        return "not_permitted";
    case protocol::result::unavailable:
        return "unavailable";
    case protocol::result::conversation_error:
        return "conversation_error";
    case protocol::result::service_error:
        break;
    }
    return "service_error";
}

void write_audit(const login_request& request, const peer& caller, const audit_record& record,
                 protocol::result how) {
    std::string line = "login";
    add(line, "outcome", name_of(how));
    add(line, "reason", record.reason);
    add(line, "service", request.service);
    add(line, "user", request.user);
    add(line, "account", record.account == request.user ? "" : record.account);
    add(line, "ruser", request.ruser);
    add(line, "rhost", request.rhost);
    add(line, "tty", request.tty);
    add(line, "phone", record.masked_phone);
    add(line, "channel", record.channel);
    add(line, "reference", record.reference_id);
    fmt::format_to(std::back_inserter(line), " sends={} attempts={} pid={} uid={}", record.sends,
                   record.attempts, caller.pid, caller.uid);
    if (record.lookups > 0)
        add(line, "lookups", std::to_string(record.lookups));
    add(line, "risk", record.risk);
    add(line, "detail", record.detail);
    support::write_log(severity_of(how, record.reason), line);
}

} // namespace telesignd
