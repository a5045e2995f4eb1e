// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/intelligence.h"

#include "support/utf8.h"
#include "telesign-simulator/encoding.h"
#include "telesign-simulator/lookup_codes.h"
#include "telesign-simulator/lookup_reply.h"
#include "telesign-simulator/phone_report.h"
#include "telesign-simulator/validators.h"

#include <algorithm>
#include <array>
#include <utility>

namespace simulator {

using nlohmann::ordered_json;

namespace {

constexpr int bad_message = 10009; ///< the request as a whole
constexpr int missing_phone = 12000;
constexpr int missing_event = 12003;

// status of risk_insights
constexpr int insights_complete = 800;
constexpr int insights_missing = 803;

bool is_not_empty(std::string_view text) {
    return !text.empty();
}

bool takes_any(std::string_view) {
    return true;
}

struct field_row {
    std::string_view name;
    bool (*is_valid)(std::string_view);
    int refusal;
};

/// The fields of both forms but phone_number.
constexpr std::array fields_of_both{
    field_row{"account_lifecycle_event", is_lifecycle_event, 11003},
    field_row{"originating_ip", is_address, 11010},
    field_row{"external_id", takes_any, bad_message},
    field_row{"account_id", is_not_empty, 11002},
    field_row{"device_id", is_not_empty, 11006},
    field_row{"email_address", is_email, 11007},
};

std::optional<int> check_field(const request_context& current, const form& fields, const std::string& name,
                               const std::string& value) {
    const auto times =
        std::count_if(fields.begin(), fields.end(), [&](const auto& each) { return each.first == name; });
    if (name == "phone_number" && current.route.endpoint == endpoint::intelligence && times == 1)
        return std::nullopt; // looked at by itself
    const auto* row = std::find_if(fields_of_both.begin(), fields_of_both.end(),
                                   [&](const field_row& each) { return each.name == name; });
    if (row == fields_of_both.end() || times > 1)
        return bad_message;
    return support::count_characters(value) && row->is_valid(value) ? std::nullopt
                                                                    : std::optional{row->refusal};
}

std::optional<int> check_form(const request_context& current, const form& fields) {
    if (current.route.endpoint == endpoint::intelligence && find_field(fields, "phone_number") == nullptr)
        return missing_phone;
    if (find_field(fields, "account_lifecycle_event") == nullptr)
        return missing_event;
    for (const auto& [name, value] : fields)
        if (const auto wrong = check_field(current, fields, name, value))
            return wrong;
    return std::nullopt;
}

/// Reason codes, of which TeleSign's reference gives these as examples. The ones about an address or a mail account are
/// there when those were given.
ordered_json insights_object(const form& fields) {
    const auto if_given = [&](std::string_view field, int code) {
        return find_field(fields, field) != nullptr ? ordered_json::array({code}) : ordered_json::array();
    };
    return {{"status", insights_complete},
            {"category", ordered_json::array({10002})},
            {"a2p", ordered_json::array({20001, 20101})},
            {"p2p", ordered_json::array({30201})},
            {"number_type", ordered_json::array({40005})},
            {"ip", if_given("originating_ip", 50001)},
            {"email", if_given("email_address", 60003)}};
}

} // namespace

tl::expected<reply_builder, api_error> answer_intelligence(const request_context& current) {
    const std::string* type = current.incoming.header("content-type");
    const auto fields = parse_form(current.incoming.body);
    const bool is_form = current.incoming.body.empty() ||
                         (type != nullptr && is_media_type(*type, "application/x-www-form-urlencoded"));
    const auto wrong = is_form && fields ? check_form(current, *fields) : std::optional{bad_message};
    if (wrong)
        return tl::unexpected{lookup_error(*wrong)};
    if (auto bad_phone = check_phone(looked_up_phone(current.route, current.incoming)))
        return tl::unexpected{std::move(*bad_phone)};
    reply_builder result = begin_lookup(current);
    if (no_data_status(current, "score")) {
        set_status(result.document, lookup_partial);
        result.document["risk_insights"] = {{"status", insights_missing}};
    } else {
        result.document["risk"] = risk_object(current.phone.data);
        result.document["risk_insights"] = insights_object(*fields);
    }
    return result;
}

} // namespace simulator
