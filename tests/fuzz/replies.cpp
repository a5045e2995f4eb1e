// SPDX-License-Identifier: BSD-3-Clause
// A reply to a send, a check, a question after delivery, a completion and a lookup. An input is: one byte
// that chooses the HTTP status, the reference_id that was asked about up to a line end, and the reply's body.
#include "fuzz.h"
#include "gateway/reference_id.h"
#include "gateway/telesign/reply.h"
#include "gateway/telesign/verdict.h"
#include "support/text.h"

#include <array>

#include <nlohmann/json.hpp>
#include <strings.h>

namespace {

using fuzz::require;
using gateway::outcome;
using nlohmann::json;

constexpr std::array<long, 12> statuses{200, 200, 200, 400, 401, 403, 404, 429, 500, 503, 204, 0};

bool equal_ignoring_case(const std::string& one, std::string_view other) {
    return one.size() == other.size() && ::strncasecmp(one.data(), other.data(), one.size()) == 0;
}

bool is_empty(const json& object, const char* name) {
    return !object.contains(name) || object[name].is_null() ||
           (object[name].is_array() && object[name].empty());
}

/// The one form of a reply by which a code is right, read without any of the code that is looked at.
bool says_valid(long http_status, std::string_view body, std::string_view reference_id) {
    const json reply = json::parse(body, nullptr, false);
    if (http_status != 200 || !reply.is_object() || !is_empty(reply, "errors"))
        return false;
    const json id = reply.value("reference_id", json{});
    const json verify = reply.value("verify", json{});
    const json state = verify.is_object() ? verify.value("code_state", json{}) : json{};
    return !reference_id.empty() && id.is_string() &&
           equal_ignoring_case(id.get_ref<const std::string&>(), reference_id) && state.is_string() &&
           equal_ignoring_case(state.get_ref<const std::string&>(), "VALID");
}

void require_fit_for_log(const std::string& detail) {
    require(support::is_plain_text(detail), "what is logged of a reply has no control characters:", detail);
}

void look_at_send(long http_status, const gateway::telesign::verify_reply& reply) {
    const auto sent = gateway::telesign::judge_send(http_status, reply);
    const outcome result = sent.outcome;
    require(result == outcome::sent || result == outcome::undeliverable || result == outcome::blocked ||
                result == outcome::refused || result == outcome::rate_limited ||
                result == outcome::unavailable,
            "an answer to send is one of those that send has");
    require(result != outcome::sent || (http_status == 200 && reply.errors.empty() && reply.fault.empty() &&
                                        gateway::is_reference_id(sent.reference_id)),
            "a code that was sent has a reference, and nothing speaks against it");
    require_fit_for_log(sent.detail);
}

void look_at_delivery(long http_status, const gateway::telesign::verify_reply& reply,
                      std::string_view reference_id) {
    const auto news = gateway::telesign::judge_delivery(http_status, reply, reference_id);
    require(news.outcome != outcome::valid && news.outcome != outcome::wrong &&
                news.outcome != outcome::exhausted,
            "what became of a code says nothing of whether one is right");
    require_fit_for_log(news.detail);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest = fuzz::as_text(data, size);
    const long http_status = statuses.at(fuzz::take_byte(rest) % statuses.size());
    const std::string reference_id{fuzz::take_until(rest, '\n')};
    const auto reply =
        gateway::telesign::read_reply(rest, rest.size() % 2 == 0 ? "application/json" : "text/html");
    const auto checked = gateway::telesign::judge_check(http_status, reply, reference_id);
    require(checked.outcome != outcome::valid || says_valid(http_status, rest, reference_id),
            "`valid` comes from HTTP 200, the same reference, no errors and VALID only");
    require(checked.outcome != outcome::sent, "an answer to check is one of those that check has");
    require_fit_for_log(checked.detail);
    look_at_send(http_status, reply);
    look_at_delivery(http_status, reply, reference_id);
    const auto completed = gateway::telesign::judge_completion(http_status, reply);
    require(!completed || (http_status == 200 && reply.errors.empty()), "a completion has no errors");
    const auto lookup = gateway::telesign::judge_lookup(http_status, reply);
    require(!(lookup.is_answer && (lookup.is_blocked || lookup.nothing_known)),
            "an answer to a lookup is no refusal");
    require_fit_for_log(reply.fault);
    return 0;
}
