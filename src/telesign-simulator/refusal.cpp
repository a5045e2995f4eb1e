// SPDX-License-Identifier: BSD-3-Clause
#include "support/random.h"
#include "telesign-simulator/lookup_reply.h"
#include "telesign-simulator/reply_builder.h"

#include <utility>

namespace simulator {

using nlohmann::ordered_json;

namespace {

constexpr int service_unavailable = 503;

std::string_view sub_resource_of(const fault_context& context) {
    return context.channel == gateway::channel::voice ? "call" : gateway::name_of(context.channel);
}

product product_of(const fault_context& context) {
    if (context.endpoint == endpoint::complete)
        return product::completion;
    return context.channel == gateway::channel::sms ? product::sms : product::voice_and_smart;
}

bool is_usual_reference(std::string_view text) {
    return text.size() == 32 && text.find_first_not_of("0123456789ABCDEF") == std::string_view::npos;
}

/// reference_id and sub_resource as TeleSign's examples have them: the senders always write both; the status writes what
/// it was asked for, "None" for what looks like no reference, and null when it has not looked at it.
std::pair<ordered_json, ordered_json> usual_members(const fault_context& context, int http) {
    if (context.endpoint == endpoint::send)
        return {support::random_hex(16), sub_resource_of(context)};
    if (context.endpoint != endpoint::check || http == 401 || http == service_unavailable)
        return {nullptr, nullptr};
    return {http == 400 || !is_usual_reference(context.reference_id) ? std::string{"None"}
                                                                     : context.reference_id,
            ""};
}

void insert_phone_number(std::string& text, const std::string& phone_number) {
    constexpr std::string_view place = "{phone_number}";
    const std::size_t at = text.find(place);
    if (at != std::string::npos && !phone_number.empty())
        text.replace(at, place.size(), phone_number);
}

/// Verify Completion's errors have no list around them.
ordered_json completion_refusal(const api_error& error, const reply_builder& usual) {
    ordered_json told{{"code", error.code}, {"description", error.description}};
    if (error.http == service_unavailable) {
        ordered_json status = usual.document.at("status");
        status.erase("updated_on");
        return {{"status", std::move(status)}, {"error", std::move(told)}};
    }
    if (!error.signature_string.empty())
        told["signature_string"] = error.signature_string;
    return told;
}

} // namespace

reply_builder refuse(const api_error& error, const fault_context& context) {
    if (is_lookup(context.endpoint))
        return refuse(error, context.now);
    api_error told = in_words_of(product_of(context), error);
    insert_phone_number(told.description, context.phone_number);
    reply_builder result = refuse(told, context.now);
    if (context.endpoint == endpoint::complete) {
        result.document = completion_refusal(told, result);
        return result;
    }
    auto [reference_id, sub_resource] = usual_members(context, told.http);
    ordered_json document{{"reference_id", std::move(reference_id)},
                          {"sub_resource", std::move(sub_resource)}};
    document.update(result.document);
    result.document = std::move(document);
    return result;
}

} // namespace simulator
