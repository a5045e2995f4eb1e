#include "telesignd/traces.h"

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

moment moment::now() {
    return {std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()),
            std::chrono::steady_clock::now()};
}

state::send trace_of(const subject& who, gateway::channel way, gateway::outcome what, bool counted) {
    return {.at = moment::now().wall,
            .user = who.account,
            .phone = who.phone,
            .source = who.source,
            .service = who.place.service,
            .channel = gateway::name_of(way),
            .region = who.region,
            .outcome = std::string{who.is_decoy() ? "decoy" : word_for(what)},
            .counted = counted};
}

state::login trace_of(const login_request& request, const audit_record& record, protocol::result how) {
    return {.at = moment::now().wall,
            .user = record.account.empty() ? request.user : record.account,
            .service = request.service,
            .source = request.rhost,
            .channel = std::string{record.channel},
            .region = record.region,
            .outcome = protocol::describe(how),
            .reason = std::string{record.reason}};
}

state::remembered trace_of(const policy::remembered_login& login) {
    return {.user = login.account,
            .source = login.address,
            .service = login.service,
            .phone = login.phone,
            .at = moment::now().wall};
}

state::failure trace_of_guess(const policy::guesser& who, std::chrono::steady_clock::time_point when) {
    const moment now = moment::now();
    const auto age = std::chrono::floor<std::chrono::milliseconds>(now.steady - when);
    return {.at = now.wall - age, .user = who.user, .source = who.source};
}

state::lock trace_of_lock(const state::failure& last) {
    return {.user = last.user, .source = last.source, .at = last.at};
}

} // namespace telesignd
