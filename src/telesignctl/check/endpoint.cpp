// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/api.h"
#include "gateway/telesign/error_codes.h"
#include "support/random.h"
#include "telesignctl/check/check_context.h"

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

finding unreached(const std::string& endpoint, const http::error& error) {
    return {check_status::error, "TeleSign", fmt::format("{} cannot be reached: {}", endpoint, error.text),
            "Check DNS, the firewall, `proxy`, `ca_file` and `endpoint`: until then nobody gets a code"};
}

/// Judges our credentials by the reply. "There is no such reference" is the expected one.
finding judge(const std::string& endpoint, const exchange_result& exchange) {
    const auto make_finding = [&endpoint](check_status status, std::string_view text,
                                          std::string remedy = {}) {
        return finding{status, "TeleSign", fmt::format("{}: {}", endpoint, text), std::move(remedy)};
    };
    const long http_status = exchange.got->status;
    bool is_gone = false;
    for (const auto& each : exchange.reply.errors) {
        const auto reading = gateway::telesign::read_error(each.code, http_status, each.description);
        const std::string text = fmt::format("error {} {}", each.code, reading.note);
        is_gone = is_gone || reading.kind == error_class::gone;
        if (reading.kind == error_class::authorization)
            return make_finding(
                check_status::error, text,
                "Set customer_id and api_key in telesign.conf as TeleSign's portal shows them");
        if (reading.kind == error_class::rate || reading.kind == error_class::unavailable ||
            reading.kind == error_class::undecided)
            return make_finding(check_status::warning, text, "Run this again in a few minutes");
        if (reading.kind == error_class::funds)
            return make_finding(check_status::error, text, "Top up the TeleSign account");
    }
    if (!exchange.reply.fault.empty())
        return make_finding(check_status::error, "the reply is not from TeleSign: " + exchange.reply.fault,
                            "Check `proxy` and `endpoint` in telesign.conf");
    if (gateway::telesign::class_of_http(http_status) == error_class::authorization)
        return make_finding(check_status::error, fmt::format("HTTP status {}", http_status),
                            "Check customer_id and api_key in telesign.conf");
    if (http_status >= 500)
        return make_finding(check_status::warning, fmt::format("HTTP status {}", http_status),
                            "Run this again in a few minutes");
    if (http_status != 200 && !is_gone)
        return make_finding(check_status::error, fmt::format("HTTP status {}", http_status),
                            "Check `proxy` and `endpoint` in telesign.conf");
    return make_finding(check_status::ok, "reachable, certificate valid, credentials accepted");
}

finding judge_clock(std::time_t theirs) {
    const std::time_t off = std::time(nullptr) - theirs;
    if (std::abs(off) > clock_tolerance)
        return {check_status::warning, "clock",
                fmt::format("this host's clock differs from TeleSign's by {} s", off),
                "Set the clock, and keep it set by NTP: TeleSign refuses requests with a wrong date"};
    return {check_status::ok, "clock", fmt::format("within {} s of TeleSign's", std::abs(off)), {}};
}

} // namespace

void check_endpoint(const check_context& context, findings& results) {
    if (!context.settings)
        return;
    bool clock_judged = false;
    for (const std::string& endpoint : context.settings->telesign.endpoints) {
        config::telesign_settings only{context.settings->telesign.customer_id,
                                       support::secret{context.settings->telesign.api_key.view()},
                                       context.settings->telesign.auth,
                                       {endpoint},
                                       context.settings->telesign.ca_file,
                                       context.settings->telesign.proxy,
                                       context.settings->telesign.connect_timeout,
                                       context.settings->telesign.request_timeout};
        const exchange_result exchange = ask_status(only);
        results.push_back(exchange.got ? judge(endpoint, exchange)
                                       : unreached(endpoint, exchange.got.error()));
        if (exchange.got && exchange.got->date && !clock_judged) {
            clock_judged = true;
            results.push_back(judge_clock(*exchange.got->date));
        }
    }
}

} // namespace telesignctl
