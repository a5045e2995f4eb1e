// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/records.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace telesignd {

namespace {

std::string_view word_for(gateway::outcome what) {
    using gateway::outcome;
    switch (what) {
    case outcome::sent:
        return "sent";
    case outcome::undeliverable:
        return "undeliverable";
    case outcome::blocked:
        return "blocked";
    case outcome::refused:
        return "refused";
    case outcome::rate_limited:
        return "rate_limited";
    case outcome::not_possible:
        return "not_possible";
    default: // the others are no answers to a send
        return "unavailable";
    }
}

} // namespace

clock_times clock_times::now() {
    return {std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()),
            std::chrono::steady_clock::now()};
}

state::send record_of(const subject& subject, gateway::channel channel, gateway::outcome what, bool counted) {
    return {.at = clock_times::now().wall,
            .user = subject.account,
            .phone = subject.phone,
            .source = subject.source,
            .service = subject.place.service,
            .channel = gateway::name_of(channel),
            .region = subject.region,
            .outcome = std::string{subject.is_decoy() ? "decoy" : word_for(what)},
            .counted = counted};
}

state::send record_of_lookups(const subject& subject) {
    return {.at = clock_times::now().wall,
            .user = subject.account,
            .phone = subject.phone,
            .source = subject.source,
            .service = subject.place.service,
            .channel = std::string{lookup_channel},
            .region = subject.region,
            .outcome = std::string{subject.is_decoy() ? "decoy" : lookup_channel}};
}

state::limits_reset record_of_reset(const std::string& user, const std::string& phone) {
    return {.user = user, .phone = phone, .at = clock_times::now().wall};
}

state::login record_of(const login_request& request, const audit_record& record, protocol::result result) {
    return {.at = clock_times::now().wall,
            .user = record.account.empty() ? request.user : record.account,
            .service = request.service,
            .source = request.rhost,
            .channel = std::string{record.channel},
            .region = record.region,
            .outcome = protocol::describe(result),
            .reason = std::string{record.reason},
            .detail = record.detail.empty() ? record.risk : record.detail,
            .until = record.until};
}

state::remembered record_of(const policy::remembered_login& login) {
    return {.user = login.account,
            .source = login.address,
            .service = login.service,
            .phone = login.phone,
            .at = clock_times::now().wall};
}

state::recovery_code record_of(const std::string& user, const policy::recovery_code& code) {
    return {.user = user,
            .number = code.number,
            .salt = code.salt,
            .hash = {code.hash.begin(), code.hash.end()},
            .created = code.created,
            .used = code.used};
}

std::optional<policy::recovery_code> recovery_code_of(const state::recovery_code& trace) {
    policy::recovery_code code{
        static_cast<unsigned>(trace.number), trace.salt, {}, trace.created, trace.used};
    if (trace.hash.size() != code.hash.size())
        return std::nullopt;
    std::copy(trace.hash.begin(), trace.hash.end(), code.hash.begin());
    return code;
}

state::failure record_of_guess(const policy::lockout_key& subject,
                               std::chrono::steady_clock::time_point when) {
    const clock_times now = clock_times::now();
    const auto age = std::chrono::floor<std::chrono::milliseconds>(now.steady - when);
    return {.at = now.wall - age, .user = subject.user, .source = subject.source};
}

state::lock record_of_lock(const state::failure& last) {
    return {.user = last.user, .source = last.source, .at = last.at};
}

} // namespace telesignd
