#include "gateway/telesign/phone_id.h"

#include "gateway/telesign/document.h"
#include "gateway/telesign/facts.h"
#include "gateway/telesign/report.h"
#include "gateway/telesign/time.h"
#include "gateway/telesign/verdict.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gateway::telesign {

namespace {

using nlohmann::json;

constexpr std::string_view event = "sign-in"; // account_lifecycle_event: what a lookup is made for

bool is_phone_number(std::string_view text) {
    return !text.empty() && text.size() <= 15 && // E.164
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool has_get(lookup what) {
    return what == lookup::standard || what == lookup::score || what == lookup::contact ||
           what == lookup::live;
}

/// What today's POST answers: what is neither Score's nor a path of its own.
bool has_post(lookup what) {
    return what != lookup::score && what != lookup::live;
}

api_call make_call(http::method method, std::string_view path, const lookup_request& request) {
    api_call call;
    call.method = method;
    call.path = support::secret{path};
    call.path.append(request.phone_number);
    call.may_repeat = true; // asks, and changes nothing
    return call;
}

api_call make_get(lookup what, const lookup_request& request) {
    api_call call = make_call(http::method::get, "/v1/phoneid/" + std::string{name_of(what)} + "/", request);
    append_field(call.query, "ucid", request.ucid);
    support::secret query{"?"};
    query.append(call.query.view());
    call.query = std::move(query);
    return call;
}

api_call make_post(const lookup_request& request) {
    json addons = json::object();
    for (const lookup what : request.wanted)
        if (has_post(what) && what != lookup::standard) // which comes with every reply
            addons[std::string{name_of(what)}] = json::object();
    if (request.enrolled && request.wanted.contains(lookup::number_deactivation))
        addons["number_deactivation"]["last_verified"] = write_midnight(*request.enrolled);
    json body{{"account_lifecycle_event", event}};
    if (request.originating_ip)
        body["originating_ip"] = *request.originating_ip;
    if (!addons.empty())
        body["addons"] = std::move(addons);
    api_call call = make_call(http::method::post, "/v1/phoneid/", request);
    call.content_type = json_type;
    call.body = support::secret{body.dump(-1, ' ', false, json::error_handler_t::replace)}; // never throws so
    return call;
}

api_call make_score(const lookup_request& request) {
    api_call call = make_call(http::method::post, "/v1/score/", request);
    append_field(call.body, "account_lifecycle_event", event);
    if (request.originating_ip)
        append_field(call.body, "originating_ip", *request.originating_ip);
    return call;
}

std::vector<api_call> make_calls(const lookup_request& request, config::phoneid_style style) {
    const lookup_set& wanted = request.wanted;
    std::vector<api_call> calls;
    if (style == config::phoneid_style::legacy) {
        for (const lookup what : wanted)
            calls.push_back(make_get(what, request));
        return calls;
    }
    if (std::any_of(wanted.begin(), wanted.end(), has_post))
        calls.push_back(make_post(request));
    if (wanted.contains(lookup::score))
        calls.push_back(make_score(request));
    if (wanted.contains(lookup::live))
        calls.push_back(make_get(lookup::live, request));
    return calls;
}

class phone_id final : public phone_lookup {
public:
    phone_id(std::shared_ptr<api> through, config::phoneid_style style)
        : m_api{std::move(through)}, m_style{style} {}

    lookup_result look_up(const lookup_request& request, const std::stop_token& stop) override {
        lookup_result result;
        result.answered = true; // until TeleSign leaves a request without an answer
        if (!is_phone_number(request.phone_number)) {
            result.detail = "not looked up: the phone number is not 1 to 15 digits";
        } else if (request.wanted.empty()) {
            result.detail = "not looked up: nothing is wanted";
        } else if (m_style == config::phoneid_style::legacy &&
                   !std::all_of(request.wanted.begin(), request.wanted.end(), has_get)) {
            result.detail = "not looked up: an add-on is wanted, which phoneid = legacy does not have";
        } else {
            const std::vector<api_call> calls = make_calls(request, m_style);
            result.complete = std::all_of(calls.begin(), calls.end(), // the first failure ends it
                                          [&](const api_call& call) { return ask(call, stop, result); });
        }
        return result;
    }

    [[nodiscard]] unsigned requests_for(const lookup_set& wanted) const override {
        if (m_style == config::phoneid_style::legacy)
            return static_cast<unsigned>(std::count_if(wanted.begin(), wanted.end(), has_get));
        return static_cast<unsigned>(std::any_of(wanted.begin(), wanted.end(), has_post)) +
               static_cast<unsigned>(wanted.count(lookup::score) + wanted.count(lookup::live));
    }

private:
    /// Adds to `result` what one request tells. False when the reply is no answer.
    bool ask(const api_call& call, const std::stop_token& stop, lookup_result& result) {
        const exchange_result last = m_api->exchange(call, stop);
        const bool was_made = last.got || last.got.error().left_this_host();
        result.requests += was_made ? 1 : 0;
        result.answered = last.was_answered();
        result.detail += result.detail.empty() ? "" : "; ";
        if (!last.got) {
            result.detail += last.got.error().text + last.note;
            return false;
        }
        const lookup_verdict verdict = judge_lookup(last.got->status, last.reply);
        result.detail += verdict.detail + last.note;
        if (!last.reply.reference_id.empty())
            result.reference_id = last.reply.reference_id;
        if (last.got->status == 200 && last.reply.fault.empty()) {
            add_facts(result.facts, last.reply.facts);
            add_report(result.report, read_document(last.got->body.view(), last.got->content_type).value);
        }
        return verdict.is_answer;
    }

    std::shared_ptr<api> m_api;
    const config::phoneid_style m_style;
};

} // namespace

std::unique_ptr<phone_lookup> make_phone_lookup(std::shared_ptr<api> through, config::phoneid_style style) {
    return std::make_unique<phone_id>(std::move(through), style);
}

} // namespace gateway::telesign
