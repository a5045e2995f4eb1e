#include "gateway/telesign/api.h"
#include "gateway/telesign/error_codes.h"
#include "support/random.h"
#include "telesignctl/check/site.h"

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <stop_token>

#include <fmt/format.h>

namespace telesignctl {

namespace {

using gateway::telesign::error_class;
using gateway::telesign::exchange_result;

constexpr std::time_t clock_tolerance = 60; // seconds; TeleSign refuses a date that is much further off

/// Asks for a reference that nothing has: that sends no code and costs nothing.
exchange_result ask_status(const config::telesign_settings& settings) {
    gateway::telesign::api api{settings};
    gateway::telesign::api_call call;
    call.path = support::secret{"/v1/verify/" + support::random_hex(16)};
    call.may_repeat = true;
    return api.exchange(call, std::stop_token{});
}

finding unreached(const std::string& endpoint, const http::error& why) {
    return {health::error, "TeleSign", fmt::format("{} is not reached: {}", endpoint, why.text),
            "DNS, firewall, `proxy`, `ca_file` or `endpoint`: until then nobody gets a code"};
}

/// What the reply says of our credentials. "There is no such reference" is what is hoped for.
finding judge(const std::string& endpoint, const exchange_result& asked) {
    const auto told = [&endpoint](health how, std::string_view what, std::string remedy = {}) {
        return finding{how, "TeleSign", fmt::format("{}: {}", endpoint, what), std::move(remedy)};
    };
    const long status = asked.got->status;
    bool is_gone = false;
    for (const auto& each : asked.reply.errors) {
        const auto reading = gateway::telesign::read_error(each.code, status, each.description);
        const std::string what = fmt::format("error {} {}", each.code, reading.note);
        is_gone = is_gone || reading.kind == error_class::gone;
        if (reading.kind == error_class::authorization)
            return told(health::error, what,
                        "customer_id and api_key of telesign.conf, as TeleSign's portal has them");
        if (reading.kind == error_class::rate || reading.kind == error_class::unavailable ||
            reading.kind == error_class::undecided)
            return told(health::warning, what, "run this again in a few minutes");
        if (reading.kind == error_class::funds)
            return told(health::error, what, "top up the TeleSign account");
    }
    if (!asked.reply.fault.empty())
        return told(health::error, "something else than TeleSign answers: " + asked.reply.fault,
                    "a proxy's page, or a wrong `endpoint`");
    if (gateway::telesign::class_of_http(status) == error_class::authorization)
        return told(health::error, fmt::format("HTTP status {}", status),
                    "customer_id and api_key of telesign.conf");
    if (status >= 500)
        return told(health::warning, fmt::format("HTTP status {}", status), "run this again in a few minutes");
    if (status != 200 && !is_gone)
        return told(health::error, fmt::format("HTTP status {}", status), "a proxy, or a wrong `endpoint`");
    return told(health::ok, "reachable, certificate valid, credentials accepted");
}

finding judge_clock(std::time_t theirs) {
    const std::time_t off = std::time(nullptr) - theirs;
    if (std::abs(off) > clock_tolerance)
        return {health::warning, "clock", fmt::format("this host's clock is {} s off TeleSign's", off),
                "set it, and keep it by NTP: TeleSign refuses requests with a wrong date"};
    return {health::ok, "clock", fmt::format("{} s from TeleSign's", std::abs(off)), {}};
}

} // namespace

void check_endpoint(const site& here, findings& into) {
    if (!here.settings)
        return;
    bool clock_judged = false;
    for (const std::string& endpoint : here.settings->telesign.endpoints) {
        config::telesign_settings only{here.settings->telesign.customer_id,
                                       support::secret{here.settings->telesign.api_key.view()},
                                       here.settings->telesign.auth,
                                       {endpoint},
                                       here.settings->telesign.ca_file,
                                       here.settings->telesign.proxy,
                                       here.settings->telesign.connect_timeout,
                                       here.settings->telesign.request_timeout};
        const exchange_result asked = ask_status(only);
        into.push_back(asked.got ? judge(endpoint, asked) : unreached(endpoint, asked.got.error()));
        if (asked.got && asked.got->date && !clock_judged) {
            clock_judged = true;
            into.push_back(judge_clock(*asked.got->date));
        }
    }
}

} // namespace telesignctl
