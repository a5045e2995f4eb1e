// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/phone_id.h"

#include "support/utf8.h"
#include "telesign-simulator/addons.h"
#include "telesign-simulator/lookup_codes.h"
#include "telesign-simulator/lookup_reply.h"
#include "telesign-simulator/validators.h"

#include <algorithm>
#include <utility>

namespace simulator {

using nlohmann::ordered_json;

namespace {

// The refusals, by the parameter that is wrong. "message" is the request as a whole, for what has no number of its own.
constexpr int bad_message = 10009;
constexpr int bad_event = 11003;
constexpr int bad_address = 11010;
constexpr int missing_phone = 12000;

using refusal = std::optional<int>;

bool is_text(const ordered_json& value) {
    return value.is_string() && support::count_characters(value.get_ref<const std::string&>());
}

bool has_valid_type(const ordered_json& value, bool (*is_valid)(std::string_view)) {
    return value.is_string() && is_valid(value.get_ref<const std::string&>());
}

/// TeleSign's own example has an empty one.
bool is_address_or_none(std::string_view text) {
    return text.empty() || is_address(text);
}

bool is_rfc3339(std::string_view text) {
    return parse_rfc3339(text).has_value();
}

/// How (1 terms and conditions, 2 mobile app, 3 SMS, 4 other) and when the user agreed. TeleSign's SDK for Python sends
/// the method alone.
bool is_consent(const ordered_json& value) {
    if (!value.is_object())
        return false;
    return std::all_of(value.items().begin(), value.items().end(), [](const auto& member) {
        const ordered_json& of = member.value();
        return member.key() == "method" ? of.is_number_integer() && of.get<long>() >= 1 && of.get<long>() <= 4
                                        : member.key() == "timestamp" && has_valid_type(of, is_rfc3339);
    });
}

/// An add-on that has the name of a member of every reply would take that member's place.
bool are_addons(const ordered_json& value) {
    constexpr std::array<std::string_view, 9> taken{"reference_id", "external_id",  "status",
                                                    "phone_type",   "numbering",    "location",
                                                    "carrier",      "blocklisting", "errors"};
    return value.is_object() && std::none_of(taken.begin(), taken.end(), [&](std::string_view name) {
               return value.contains(std::string{name});
           });
}

refusal check_member(const std::string& name, const ordered_json& value, endpoint target) {
    const auto unless = [](bool good, int code) { return good ? refusal{} : refusal{code}; };
    if (name == "account_lifecycle_event")
        return unless(has_valid_type(value, is_lifecycle_event), bad_event);
    if (name == "originating_ip")
        return unless(has_valid_type(value, is_address_or_none), bad_address);
    if (name == "phone_number" && target == endpoint::phone_id_in_body)
        return {}; // looked at by itself
    return unless((name == "external_id" && is_text(value)) || (name == "consent" && is_consent(value)) ||
                      (name == "addons" && are_addons(value)),
                  bad_message);
}

/// The request's JSON; an empty body is one without members, as TeleSign's SDKs for Python and PHP ("[]") send it.
tl::expected<ordered_json, int> read_body(const request& incoming) {
    if (incoming.body.empty() || incoming.body == "[]")
        return ordered_json::object();
    const std::string* type = incoming.header("content-type");
    ordered_json document = ordered_json::parse(incoming.body, nullptr, false);
    if (type == nullptr || !is_media_type(*type, "application/json") || !document.is_object())
        return tl::unexpected{bad_message};
    return document;
}

refusal check_body(const request_context& current, const ordered_json& body) {
    if (current.route.endpoint == endpoint::phone_id_in_body && !body.contains("phone_number"))
        return missing_phone;
    for (const auto& [name, value] : body.items())
        if (const refusal wrong = check_member(name, value, current.route.endpoint))
            return wrong;
    return {};
}

void add_addons(const request_context& current, const ordered_json& body, ordered_json& document) {
    const auto addons = body.find("addons");
    if (addons == body.end())
        return;
    const auto consent = body.find("consent");
    const std::string phone_number = looked_up_phone(current.route, current.incoming);
    const addon_request request{.phone = current.phone.data,
                                .phone_number = phone_number,
                                .now = current.now,
                                .has_consent = consent != body.end() && consent->contains("timestamp")};
    for (const auto& [name, options] : addons->items()) {
        document[name] = answer_addon(name, options, request);
        if (document[name]["status"]["code"] != addon_status::data)
            set_status(document, lookup_partial);
    }
}

} // namespace

tl::expected<reply_builder, api_error> answer_phone_id(const request_context& current) {
    const auto body = read_body(current.incoming);
    const refusal wrong = body ? check_body(current, *body) : refusal{body.error()};
    if (wrong)
        return tl::unexpected{lookup_error(*wrong)};
    if (auto bad_phone = check_phone(looked_up_phone(current.route, current.incoming)))
        return tl::unexpected{std::move(*bad_phone)};
    reply_builder result = begin_lookup(current);
    add_addons(current, *body, result.document);
    return result;
}

} // namespace simulator
