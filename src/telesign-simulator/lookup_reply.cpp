// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/lookup_reply.h"

#include "support/random.h"
#include "telesign-simulator/encoding.h"
#include "telesign-simulator/lookup_codes.h"
#include "telesign-simulator/numbering.h"
#include "telesign-simulator/phone_report.h"
#include "telesign-simulator/validators.h"

#include <utility>

namespace simulator {

using nlohmann::ordered_json;

namespace {

/// 32 letters and digits: TeleSign's example for Intelligence is no hexadecimal number.
std::string random_reference() {
    constexpr std::string_view letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    std::string result(32, '0');
    for (char& each : result)
        each = letters[random_below(letters.size())];
    return result;
}

/// PhoneID's are said to be hexadecimal, Intelligence's are not.
std::string new_reference(endpoint target) {
    return target == endpoint::score || target == endpoint::intelligence ? random_reference()
                                                                         : support::random_hex(16);
}

bool has_json(endpoint target) {
    return target == endpoint::phone_id || target == endpoint::phone_id_in_body;
}

/// A text of the body, JSON or form; nullopt when it has none of that name.
std::optional<std::string> text_in_body(const route& target, const request& incoming, const char* name) {
    if (has_json(target.endpoint)) {
        const ordered_json document = ordered_json::parse(incoming.body, nullptr, false);
        if (!document.is_object() || !document.contains(name) || !document[name].is_string())
            return std::nullopt;
        return document[name].get<std::string>();
    }
    const auto fields = parse_form(incoming.body);
    const std::string* value = fields ? find_field(*fields, name) : nullptr;
    return value != nullptr ? std::optional{*value} : std::nullopt;
}

/// What the caller calls this request, given back as it came; null without it.
ordered_json external_id_of(const request_context& current) {
    const auto text = text_in_body(current.route, current.incoming, "external_id");
    return text ? ordered_json(*text) : ordered_json(nullptr);
}

ordered_json status_object(int code, std::string_view description, time_point now) {
    return {{"code", code}, {"description", description}, {"updated_on", timestamp(now)}};
}

} // namespace

bool errors_are_statuses(endpoint target) {
    return has_json(target) || target == endpoint::score || target == endpoint::intelligence;
}

bool is_lookup(endpoint target) {
    return errors_are_statuses(target) || target == endpoint::phone_id_2015;
}

std::string looked_up_phone(const route& target, const request& incoming) {
    if (target.endpoint == endpoint::phone_id_in_body || target.endpoint == endpoint::intelligence)
        return text_in_body(target, incoming, "phone_number").value_or(std::string{});
    return std::string{target.phone_number};
}

reply_builder begin_lookup(const request_context& current) {
    reply_builder result;
    result.envelope.date = current.reported_time;
    ordered_json& document = result.document;
    document["reference_id"] = new_reference(current.route.endpoint);
    if (errors_are_statuses(current.route.endpoint)) {
        document["external_id"] = external_id_of(current);
    } else {
        document["sub_resource"] = current.route.product;
        document["errors"] = ordered_json::array();
    }
    document["status"] = status_object(lookup_complete, status_text(lookup_complete), current.reported_time);
    add_standard_data(current.phone.data, looked_up_phone(current.route, current.incoming), document);
    if (errors_are_statuses(current.route.endpoint))
        document["blocklisting"] = {
            {"block_code", 0}, {"block_description", "Not blocked"}, {"blocked", false}};
    return result;
}

reply_builder refuse_lookup(const request_context& current, const api_error& error) {
    if (!errors_are_statuses(current.route.endpoint))
        return refuse(error, current.reported_time);
    reply_builder result;
    result.document = {{"reference_id", new_reference(current.route.endpoint)},
                       {"external_id", external_id_of(current)},
                       {"status", status_object(error.code, error.description, current.reported_time)}};
    result.envelope.date = current.reported_time;
    result.envelope.http = error.http;
    return result;
}

std::optional<api_error> check_phone(std::string_view phone_number) {
    if (!is_phone(phone_number))
        return lookup_error(11000);
    if (parse_numbering(phone_number).country_code.empty())
        return lookup_error(11001);
    return std::nullopt;
}

std::optional<int> no_data_status(const request_context& current, std::string_view lookup) {
    const auto found = current.phone.data.no_data.find(lookup);
    return found != current.phone.data.no_data.end() ? std::optional{found->second} : std::nullopt;
}

} // namespace simulator
