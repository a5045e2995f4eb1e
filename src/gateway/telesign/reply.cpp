// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/reply.h"

#include "gateway/reference_id.h"
#include "gateway/telesign/document.h"
#include "gateway/telesign/facts.h"
#include "support/ascii.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace gateway::telesign {

namespace {

using nlohmann::json;

void set_fault(verify_reply& reply, std::string_view fault) {
    if (reply.fault.empty()) // the first says enough
        reply.fault = fault;
}

/// As find(), but the member `outer` must be an object when it is there.
const json* find_in(verify_reply& reply, const json& object, const char* outer, const char* name) {
    const json* const inner = find(object, {outer});
    if (inner != nullptr && !inner->is_object())
        set_fault(reply, fmt::format("{} is not an object", outer));
    return find(object, {outer, name});
}

void read_reference_id(verify_reply& reply, const json& object) {
    const json* const field = find(object, {"reference_id"});
    if (field == nullptr || !field->is_string())
        return;
    const auto& text = field->get_ref<const std::string&>();
    const std::string word = support::lower_case(text);
    if (is_reference_id(text) && word != "none" && word != "null") // TeleSign writes these texts for null
        reply.reference_id = text;
}

/// A text; empty for everything else.
std::string text_in(const json* value) {
    return value != nullptr && value->is_string() ? value->get<std::string>() : std::string{};
}

void add_error(verify_reply& reply, const json& one) {
    const json* const code = find(one, {"code"});
    const auto number = code == nullptr ? std::nullopt : to_int(*code);
    if (!number) {
        set_fault(reply, "errors[].code is not a number");
        return;
    }
    reply.errors.push_back({*number, text_in(find(one, {"description"}))});
}

void add_errors(verify_reply& reply, const json& object) {
    const json* const field = find(object, {"errors"});
    if (field == nullptr) {
        if (find(object, {"status"}) == nullptr && find(object, {"code"}) != nullptr)
            add_error(reply, object);
        return;
    }
    if (find(*field, {"code"}) != nullptr) {
        add_error(reply, *field);
        return;
    }
    if (!field->is_array()) {
        set_fault(reply, "errors is not a list");
        return;
    }
    for (const json& one : *field)
        add_error(reply, one);
}

void read_status(verify_reply& reply, const json& object) {
    const json* const whole = find(object, {"status"});
    if (whole != nullptr && whole->is_number() && find(object, {"error"}) != nullptr) { // an HTTP status
        reply.status_text = text_in(find(object, {"error"}));
        return;
    }
    reply.status_text = text_in(find(object, {"status", "description"}));
    const json* const code = find_in(reply, object, "status", "code");
    if (code == nullptr)
        return;
    reply.status_code = to_int(*code);
    if (!reply.status_code)
        set_fault(reply, "status.code is not a number");
}

void read_code_state(verify_reply& reply, const json& object) {
    constexpr std::array<std::pair<std::string_view, code_state>, 5> states{{
        {"valid", code_state::valid},
        {"invalid", code_state::invalid},
        {"expired", code_state::expired},
        {"max_attempts_exceeded", code_state::max_attempts_exceeded},
        {"unknown", code_state::unknown},
    }};
    const json* const field = find_in(reply, object, "verify", "code_state");
    if (field == nullptr)
        return;
    const std::string word = to_word(field);
    const auto* const known =
        std::find_if(states.begin(), states.end(), [&](const auto& one) { return one.first == word; });
    if (known == states.end())
        set_fault(reply, "verify.code_state is none of the known states");
    else
        reply.state = known->second;
}

} // namespace

verify_reply read_reply(std::string_view body, std::string_view content_type) {
    verify_reply reply;
    const document read = read_document(body, content_type);
    reply.fault = read.fault;
    if (read.value.is_discarded())
        return reply;
    if (!read.value.is_object()) {
        set_fault(reply, "the reply is JSON, but not an object");
        return reply;
    }
    read_reference_id(reply, read.value);
    add_errors(reply, read.value);
    read_status(reply, read.value);
    read_code_state(reply, read.value);
    reply.facts = read_facts(read.value);
    if (const json* const score = find(read.value, {"score_status"})) // of SMS Verify's callbacks
        add_facts(reply.facts, read_facts(*score));
    return reply;
}

} // namespace gateway::telesign
