// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/addons.h"

#include "support/ascii.h"
#include "telesign-simulator/lookup_codes.h"
#include "telesign-simulator/numbering.h"
#include "telesign-simulator/phone_report.h"
#include "telesign-simulator/validators.h"

#include <algorithm>
#include <array>

namespace simulator {

using nlohmann::ordered_json;

namespace {

constexpr int max_porting_history = 90; // days

/// What an add-on says: its status and, beside 2800, its members.
struct answer {
    int status = addon_status::data;
    ordered_json members = ordered_json::object();
};

answer no_data(int status) {
    return {.status = status, .members = ordered_json::object()};
}

answer answer_sim_swap(const ordered_json&, const addon_request& request) {
    answer result;
    if (request.phone.swapped) {
        const std::string when = second_of(request.phone.swapped->when(request.now));
        result.members["swap_date"] = when;
        result.members["swap_time"] = when.substr(11, 8);
    }
    result.members["risk_indicator"] = std::to_string(swap_indicator(request.phone, request.now));
    return result;
}

answer answer_call_forwarding(const ordered_json&, const addon_request& request) {
    const std::string& known = request.phone.forwarding;
    if (!request.has_consent)
        return no_data(addon_status::missing_parameter);
    if (known == "UNSUPPORTED")
        return no_data(addon_status::not_applicable);
    if (known == "UNAVAILABLE")
        return no_data(addon_status::unavailable);
    if (known.empty() || known == "NOT_FORWARDED")
        return {.members = {{"call_forward_enabled", "false"},
                            {"call_forward_type", "None"},
                            {"call_forward_condition", "None"}}};
    const std::string condition = known == "FORWARDED" ? "None" : support::lower_case(known);
    return {.members = {{"call_forward_enabled", "true"},
                        {"call_forward_type", known == "FORWARDED" ? "unconditional" : "conditional"},
                        {"call_forward_condition", condition}}};
}

answer answer_number_deactivation(const ordered_json& options, const addon_request& request) {
    answer result{.members = {{"carrier_name", carrier_name},
                              {"last_deactivated", nullptr},
                              {"tracking_since", tracking_since}}};
    std::optional<time_point> last;
    if (request.phone.deactivated) {
        last = request.phone.deactivated->when(request.now);
        result.members["last_deactivated"] = second_of(*last);
    }
    const auto asked = options.find("last_verified");
    if (asked == options.end())
        return result;
    const auto verified =
        asked->is_string() ? parse_rfc3339(asked->get_ref<const std::string&>()) : std::nullopt;
    if (!verified)
        return no_data(addon_status::bad_parameter);
    result.members["recycled_since_last_verification"] = *verified < *parse_timestamp(tracking_since)
                                                             ? "cannot_be_determined"
                                                         : last && *last >= *verified ? "recycled"
                                                                                      : "not_recycled";
    return result;
}

/// past_x_days; nullopt for one that is no number of days that TeleSign keeps.
std::optional<int> days_of(const ordered_json& value) {
    if (!value.is_number_integer() || value.get<long>() < 1 || value.get<long>() > max_porting_history)
        return std::nullopt;
    return value.get<int>();
}

answer answer_porting_history(const ordered_json& options, const addon_request& request) {
    const auto asked = options.find("past_x_days");
    if (asked == options.end())
        return no_data(addon_status::missing_parameter);
    const auto days = days_of(*asked);
    if (!days)
        return no_data(addon_status::bad_parameter);
    const std::string& country = request.phone.country;
    if ((country.empty() ? parse_numbering(request.phone_number).country : country) != "US")
        return no_data(addon_status::out_of_coverage);
    const auto& ported = request.phone.ported;
    if (!ported || ported->when(request.now) < request.now - std::chrono::hours{24} * *days)
        return no_data(addon_status::no_information);
    const std::string type = phone_type_object(request.phone)["description"];
    return {.members = {{"port_date", second_of(ported->when(request.now))},
                        {"number_of_portings", "1"},
                        {"carrier_current", carrier_name},
                        {"carrier_previous", "Example Wireless"},
                        {"mcc_carrier_current", carrier_mcc},
                        {"mcc_carrier_previous", "310"},
                        {"mnc_carrier_current", carrier_mnc},
                        {"mnc_carrier_previous", "160"},
                        {"phone_type_current", type},
                        {"phone_type_previous", type}}};
}

answer answer_subscriber_status(const ordered_json&, const addon_request& request) {
    const std::string& known = request.phone.subscriber;
    if (known == "unavailable")
        return no_data(addon_status::no_information);
    const auto activated = request.now - std::chrono::hours{24} * 400;
    return {.members = {{"account_status", known.empty() ? "active" : known},
                        {"account_activation_date", second_of(activated)},
                        {"account_type", "individual"},
                        {"account_tenure_min", 12},
                        {"account_tenure_max", 14},
                        {"primary_account_holder", true},
                        {"contract_type", request.phone.type == "PREPAID" ? "prepaid" : "postpaid"}}};
}

answer answer_contact(const ordered_json& options, const addon_request& request) {
    const auto email = options.find("email");
    if (email != options.end() && !(email->is_string() && is_email(email->get_ref<const std::string&>())))
        return no_data(addon_status::bad_parameter);
    const auto [first, last] = contact_name(request.phone);
    answer result{.members = {{"first_name", first}, {"last_name", last}}};
    add_contact_address(result.members);
    result.members["email_address"] = email != options.end() ? *email : ordered_json(nullptr);
    return result;
}

answer answer_porting_status(const ordered_json&, const addon_request& request) {
    return {.members = {{"ported", request.phone.ported.has_value()},
                        {"mcc_current", carrier_mcc},
                        {"mnc_current", carrier_mnc}}};
}

struct addon_row {
    std::string_view name;
    std::string_view option; ///< the only one that it may have; empty: none
    answer (*ask)(const ordered_json&, const addon_request&);
};

constexpr std::array table{
    addon_row{"sim_swap", "", answer_sim_swap},
    addon_row{"call_forward_detection", "", answer_call_forwarding},
    addon_row{"number_deactivation", "last_verified", answer_number_deactivation},
    addon_row{"porting_history", "past_x_days", answer_porting_history},
    addon_row{"subscriber_status", "", answer_subscriber_status},
    addon_row{"contact", "email", answer_contact},
    addon_row{"porting_status", "", answer_porting_status},
};

/// TeleSign has these too, but not for every account: here for none.
constexpr std::array<std::string_view, 6> not_enabled{"active_call_status",    "age_verify",
                                                      "breached_number_check", "contact_match",
                                                      "contact_plus",          "device_info"};

bool has_good_options(const addon_row& row, const ordered_json& options) {
    if (!options.is_object())
        return false;
    return std::all_of(options.items().begin(), options.items().end(),
                       [&](const auto& option) { return option.key() == row.option; });
}

answer ask(std::string_view name, const ordered_json& options, const addon_request& request) {
    const auto* row =
        std::find_if(table.begin(), table.end(), [=](const addon_row& each) { return each.name == name; });
    if (row == table.end())
        return no_data(std::find(not_enabled.begin(), not_enabled.end(), name) != not_enabled.end()
                           ? addon_status::not_enabled
                           : addon_status::not_valid);
    const auto gap = request.phone.no_data.find(name);
    const bool has_gap = gap != request.phone.no_data.end();
    if (has_gap && gap->second == addon_status::not_enabled)
        return no_data(addon_status::not_enabled);
    if (!has_good_options(*row, options))
        return no_data(addon_status::bad_parameter);
    answer result = row->ask(options, request);
    const bool is_well_asked =
        result.status != addon_status::bad_parameter && result.status != addon_status::missing_parameter;
    return has_gap && is_well_asked ? no_data(gap->second) : result;
}

} // namespace

ordered_json answer_addon(std::string_view name, const ordered_json& options, const addon_request& request) {
    answer result = ask(name, options, request);
    result.members["status"] = {{"code", result.status},
                                {"description", addon_status_text(result.status, name)}};
    return std::move(result.members);
}

} // namespace simulator
