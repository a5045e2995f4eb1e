// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/lookup_reply.h"

#include "support/random.h"
#include "telesign-simulator/encoding.h"
#include "telesign-simulator/lookup_codes.h"
#include "telesign-simulator/numbering.h"
#include "telesign-simulator/phone_report.h"
#include "telesign-simulator/shapes.h"

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
std::string new_reference(endpoint to) {
    return to == endpoint::score || to == endpoint::intelligence ? random_reference()
                                                                 : support::random_hex(16);
}

bool has_json(endpoint to) {
    return to == endpoint::phone_id || to == endpoint::phone_id_in_body;
}

/// A text of the body, JSON or form; nullopt when it has none of that name.
std::optional<std::string> text_in_body(const route& asked, const request& incoming, const char* name) {
    if (has_json(asked.to)) {
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
ordered_json external_id_of(const job& current) {
    const auto text = text_in_body(current.asked, current.incoming, "external_id");
    return text ? ordered_json(*text) : ordered_json(nullptr);
}

ordered_json status_object(int code, std::string_view description, time_point now) {
    return {{"code", code}, {"description", description}, {"updated_on", timestamp(now)}};
}

} // namespace

bool errors_are_statuses(endpoint to) {
    return has_json(to) || to == endpoint::score || to == endpoint::intelligence;
}

bool is_lookup(endpoint to) {
    return errors_are_statuses(to) || to == endpoint::phone_id_2015;
}

std::string looked_up_phone(const route& asked, const request& incoming) {
    if (asked.to == endpoint::phone_id_in_body || asked.to == endpoint::intelligence)
        return text_in_body(asked, incoming, "phone_number").value_or(std::string{});
    return std::string{asked.phone_number};
}

draft begin_lookup(const job& current) {
    draft result;
    result.envelope.date = current.shown;
    ordered_json& document = result.document;
    document["reference_id"] = new_reference(current.asked.to);
    if (errors_are_statuses(current.asked.to)) {
        document["external_id"] = external_id_of(current);
    } else {
        document["sub_resource"] = current.asked.product;
        document["errors"] = ordered_json::array();
    }
    document["status"] = status_object(lookup_complete, status_text(lookup_complete), current.shown);
    add_standard_data(current.phone.data, looked_up_phone(current.asked, current.incoming), document);
    if (errors_are_statuses(current.asked.to))
        document["blocklisting"] = {
            {"block_code", 0}, {"block_description", "Not blocked"}, {"blocked", false}};
    return result;
}

draft refuse_lookup(const job& current, const api_error& error) {
    if (!errors_are_statuses(current.asked.to))
        return refuse(error, current.shown);
    draft result;
    result.document = {{"reference_id", new_reference(current.asked.to)},
                       {"external_id", external_id_of(current)},
                       {"status", status_object(error.code, error.description, current.shown)}};
    result.envelope.date = current.shown;
    result.envelope.http = error.http;
    return result;
}

std::optional<api_error> check_phone(std::string_view phone_number) {
    if (!is_phone(phone_number))
        return lookup_error(11000);
    if (take_apart(phone_number).country_code.empty())
        return lookup_error(11001);
    return std::nullopt;
}

std::optional<int> gap_of(const job& current, std::string_view lookup) {
    const auto found = current.phone.data.no_data.find(lookup);
    return found != current.phone.data.no_data.end() ? std::optional{found->second} : std::nullopt;
}

} // namespace simulator
