// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/legacy_phone_id.h"

#include "telesign-simulator/encoding.h"
#include "telesign-simulator/lookup_reply.h"
#include "telesign-simulator/phone_report.h"
#include "telesign-simulator/validators.h"

#include <algorithm>
#include <utility>

namespace simulator {

using nlohmann::ordered_json;

namespace {

/// The names of 2015, with less between the words than the add-on's.
ordered_json contact_object(const phone_data& phone) {
    const auto [first, last] = contact_name(phone);
    ordered_json result{{"firstname", first}, {"lastname", last}};
    add_contact_address(result);
    return result;
}

ordered_json deactivation_object(const request_context& current) {
    const auto& deactivated = current.phone.data.deactivated;
    return {{"number", current.route.phone_number},
            {"tracking_since", tracking_since},
            {"last_deactivated",
             deactivated ? ordered_json(second_of(deactivated->when(current.now))) : ordered_json(nullptr)},
            {"mcc", carrier_mcc},
            {"mnc", carrier_mnc}};
}

/// A product's own object, or the error that stands in its place when there is nothing.
void add_object_or_error(const request_context& current, ordered_json object, ordered_json& document) {
    const std::string name{current.route.product};
    if (!no_data_status(current, name)) {
        document[name] = std::move(object);
        return;
    }
    const api_error error = make_error(-60001);
    document["errors"].push_back({{"code", error.code}, {"description", error.description}});
    set_status(document, error.status);
}

/// TeleSign's SDK for Node repeats the phone number in the query.
std::optional<std::string> find_bad_parameter(const request_context& current, const form& query) {
    const auto count = [&](std::string_view name) {
        return std::count_if(query.begin(), query.end(),
                             [=](const auto& each) { return each.first == name; });
    };
    for (const auto& [name, value] : query) {
        const bool good = (name == "ucid" && is_ucid(value)) ||
                          (name == "phone_number" && value == current.route.phone_number);
        if (!good || count(name) > 1)
            return name;
    }
    if (count("ucid") == 0 && current.route.product != "standard")
        return "ucid";
    return std::nullopt;
}

void add_product(const request_context& current, ordered_json& document) {
    const std::string_view product = current.route.product;
    if (product == "live")
        add_object_or_error(current, live_object(current.phone.data), document);
    if (product == "contact")
        add_object_or_error(current, contact_object(current.phone.data), document);
    if (product == "number_deactivation")
        add_object_or_error(current, deactivation_object(current), document);
    if (product == "score" && no_data_status(current, product))
        set_status(document, lookup_partial);
    else if (product == "score")
        document["risk"] = risk_object(current.phone.data);
}

} // namespace

tl::expected<reply_builder, api_error> answer_legacy_phone_id(const request_context& current) {
    if (check_phone(current.route.phone_number))
        return tl::unexpected{invalid_parameter("phone_number")};
    const auto query = parse_form(current.incoming.query());
    if (!query)
        return tl::unexpected{make_error(-40006)};
    if (const auto name = find_bad_parameter(current, *query))
        return tl::unexpected{invalid_parameter(*name)};
    reply_builder result = begin_lookup(current);
    add_product(current, result.document);
    return result;
}

} // namespace simulator
