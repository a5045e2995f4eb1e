// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/phone_id_calls.h"

#include "gateway/telesign/addons.h"
#include "support/dates.h"

#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

namespace gateway::telesign {

namespace {

using nlohmann::json;

constexpr std::string_view event = "sign-in"; // account_lifecycle_event: what a lookup is made for

api_call make_call(http::method method, std::string_view path) {
    api_call call;
    call.method = method;
    call.path = support::secret{path};
    call.may_repeat = true; // asks, and changes nothing
    return call;
}

/// The number is the end of the path.
api_call make_call(http::method method, std::string_view path, const lookup_request& request) {
    api_call call = make_call(method, path);
    call.path.append(request.phone_number);
    return call;
}

lookup_call make_get(lookup kind, const lookup_request& request) {
    api_call call = make_call(http::method::get, "/v1/phoneid/" + std::string{name_of(kind)} + "/", request);
    append_field(call.query, "ucid", request.ucid);
    support::secret query{"?"};
    query.append(call.query.view());
    call.query = std::move(query);
    return {std::move(call), {kind}};
}

/// What each add-on is asked with; most are empty objects.
json make_addons(const lookup_request& request) {
    json addons = json::object();
    for (const lookup each : request.wanted)
        if (is_addon(each))
            addons[std::string{name_of(each)}] = json::object();
    if (request.enrolled && request.wanted.contains(lookup::number_deactivation))
        addons["number_deactivation"]["last_verified"] =
            support::write_rfc3339(std::chrono::sys_seconds{*request.enrolled});
    if (request.wanted.contains(lookup::porting_history))
        addons["porting_history"]["past_x_days"] = request.ported_within.count();
    return addons;
}

/// What is neither Intelligence's nor a path of its own; `standard` comes with every reply.
lookup_call make_post(const lookup_request& request) {
    json body{{"account_lifecycle_event", event}};
    if (request.originating_ip)
        body["originating_ip"] = *request.originating_ip;
    if (json addons = make_addons(request); !addons.empty())
        body["addons"] = std::move(addons);
    if (request.consent)
        body["consent"] = {{"method", request.consent->method},
                           {"timestamp", support::write_rfc3339(request.consent->timestamp)}};
    lookup_call result{make_call(http::method::post, "/v1/phoneid/", request), request.wanted};
    result.answers.erase(lookup::score);
    result.answers.erase(lookup::live);
    result.call.content_type = json_type;
    result.call.body =
        support::secret{body.dump(-1, ' ', false, json::error_handler_t::replace)}; // never throws so
    return result;
}

void append_event(api_call& call, const lookup_request& request) {
    append_field(call.body, "account_lifecycle_event", event);
    if (request.originating_ip)
        append_field(call.body, "originating_ip", *request.originating_ip);
}

/// Deprecated: its successor is Intelligence.
lookup_call make_score(const lookup_request& request) {
    lookup_call result{make_call(http::method::post, "/v1/score/", request), {lookup::score}};
    append_event(result.call, request);
    return result;
}

lookup_call make_intelligence(const lookup_request& request) {
    lookup_call result{make_call(http::method::post, "/intelligence/phone"), {lookup::score}, true};
    append_field(result.call.body, "phone_number", request.phone_number);
    append_event(result.call, request);
    return result;
}

} // namespace

std::vector<lookup_call> plan_lookups(const lookup_request& request, phoneid_style style) {
    std::vector<lookup_call> calls;
    if (style == phoneid_style::legacy) {
        for (const lookup each : request.wanted)
            if (each == lookup::score)
                calls.push_back(make_score(request));
            else if (!is_addon(each) || each == lookup::contact)
                calls.push_back(make_get(each, request));
        return calls;
    }
    if (lookup_call post = make_post(request); !post.answers.empty())
        calls.push_back(std::move(post));
    if (request.wanted.contains(lookup::live))
        calls.push_back(make_get(lookup::live, request));
    if (request.wanted.contains(lookup::score))
        calls.push_back(make_intelligence(request));
    return calls;
}

} // namespace gateway::telesign
