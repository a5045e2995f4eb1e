// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/addons.h"

#include "unit/telesign-simulator/known_time.h"

#include <tuple>

#include "cmocka_cpp.h"

namespace {

using namespace simulator;
using nlohmann::ordered_json;
using test::noon;

using keys = std::initializer_list<std::pair<const char*, const char*>>;

phone_data known(keys of_file) {
    phone_data data;
    for (const auto& [key, value] : of_file)
        if (const auto problem = set_phone_key(key, value, data))
            fail_msg("%s: %s", key, problem->c_str());
    return data;
}

ordered_json ask(const char* name, keys of_file = {}, const char* options = "{}",
                 const char* number = "13105551212") {
    const phone_data data = known(of_file);
    return answer_addon(name, ordered_json::parse(options),
                        {.phone = data, .phone_number = number, .now = noon, .has_consent = true});
}

int status_of(const ordered_json& answer) {
    return answer.at("status").at("code").get<int>();
}

/// Without data there is nothing but the status.
void assert_status(const ordered_json& answer, int status) {
    assert_int_equal(status_of(answer), status);
    assert_int_equal(answer.size(), 1);
    assert_true(answer["status"]["description"].is_string());
}

void assert_data(ordered_json answer, const char* members) {
    assert_string_equal(answer.at("status").dump().c_str(),
                        R"({"code":2800,"description":"Request successfully completed"})");
    answer.erase("status");
    assert_string_equal(answer.dump().c_str(), members);
}

void a_sim_swap_has_its_risk_and_its_moment(void**) {
    assert_data(ask("sim_swap"), R"({"risk_indicator":"1"})");
    assert_data(ask("sim_swap", {{"swapped", "2026-11-20T22:00:00Z"}}),
                R"({"swap_date":"2026-11-20T22:00:00Z","swap_time":"22:00:00","risk_indicator":"4"})");
    assert_data(ask("sim_swap", {{"sim-swap", "3"}}), R"({"risk_indicator":"3"})");
}

void forwarding_has_a_type_and_a_condition(void**) {
    const std::tuple<const char*, const char*, const char*, const char*> cases[] = {
        {"not-forwarded", "false", "None", "None"},
        {"forwarded", "true", "unconditional", "None"},
        {"busy", "true", "conditional", "busy"},
        {"unanswered", "true", "conditional", "unanswered"},
        {"unreachable", "true", "conditional", "unreachable"}};
    for (const auto& [value, enabled, type, condition] : cases) {
        const ordered_json answer = ask("call_forward_detection", {{"forwarding", value}});
        assert_int_equal(status_of(answer), 2800);
        assert_string_equal(answer["call_forward_enabled"].get<std::string>().c_str(), enabled);
        assert_string_equal(answer["call_forward_type"].get<std::string>().c_str(), type);
        assert_string_equal(answer["call_forward_condition"].get<std::string>().c_str(), condition);
    }
    assert_status(ask("call_forward_detection", {{"forwarding", "unsupported"}}), 2804);
    assert_status(ask("call_forward_detection", {{"forwarding", "unavailable"}}), 2802);
}

void without_consent_no_forwarding_is_told(void**) {
    const phone_data data = known({{"forwarding", "forwarded"}});
    assert_status(
        answer_addon("call_forward_detection", ordered_json::object(),
                     {.phone = data, .phone_number = "13105551212", .now = noon, .has_consent = false}),
        2808);
    assert_int_equal(status_of(answer_addon(
                         "sim_swap", ordered_json::object(),
                         {.phone = data, .phone_number = "13105551212", .now = noon, .has_consent = false})),
                     2800);
}

void a_number_is_recycled_after_it_was_verified(void**) {
    assert_data(ask("number_deactivation", {{"deactivated", "2026-11-01T00:00:00Z"}}),
                R"({"carrier_name":"Simulated Wireless","last_deactivated":"2026-11-01T00:00:00Z",)"
                R"("tracking_since":"2016-01-01T00:00:00Z"})");
    const std::tuple<const char*, const char*, const char*> cases[] = {
        {"2026-11-01T00:00:00Z", "2026-10-31T00:00:00Z", "recycled"},
        {"2026-11-01T00:00:00Z", "2026-11-02T00:00:00+00:00", "not_recycled"},
        {"never", "2026-11-02T00:00:00Z", "not_recycled"},
        {"2026-11-01T00:00:00Z", "2015-12-31T23:59:59Z", "cannot_be_determined"}};
    for (const auto& [deactivated, verified, verdict] : cases) {
        const ordered_json answer = ask("number_deactivation", {{"deactivated", deactivated}},
                                        (R"({"last_verified":")" + std::string{verified} + "\"}").c_str());
        assert_string_equal(answer["recycled_since_last_verification"].get<std::string>().c_str(), verdict);
    }
    for (const char* options : {R"({"last_verified":"2026-11-02"})", R"({"last_verified":5})",
                                R"({"last_verified":"today"})", R"({"carrier_name":"Verizon"})"})
        assert_status(ask("number_deactivation", {}, options), 2807);
}

void a_port_is_told_of_within_the_days_asked_for(void**) {
    const ordered_json answer =
        ask("porting_history", {{"ported", "2026-11-19T12:00:00Z"}}, R"({"past_x_days":2})");
    assert_data(
        answer,
        R"({"port_date":"2026-11-19T12:00:00Z","number_of_portings":"1",)"
        R"("carrier_current":"Simulated Wireless","carrier_previous":"Example Wireless",)"
        R"("mcc_carrier_current":"310","mcc_carrier_previous":"310","mnc_carrier_current":"120",)"
        R"("mnc_carrier_previous":"160","phone_type_current":"MOBILE","phone_type_previous":"MOBILE"})");
    assert_status(ask("porting_history", {{"ported", "2026-11-19T12:00:00Z"}}, R"({"past_x_days":1})"), 2805);
    assert_status(ask("porting_history", {{"ported", "91 days ago"}}, R"({"past_x_days":90})"), 2805);
    assert_status(ask("porting_history", {}, R"({"past_x_days":90})"), 2805);
}

void a_history_wants_its_days_and_a_number_of_the_united_states(void**) {
    assert_status(ask("porting_history"), 2808);
    for (const char* options :
         {R"({"past_x_days":91})", R"({"past_x_days":0})", R"({"past_x_days":-1})", R"({"past_x_days":"10"})",
          R"({"past_x_days":1.5})", R"({"past_x_days":null})", R"({"past_x_days":10,"days":10})",
          R"({"days":10})"})
        assert_status(ask("porting_history", {}, options), 2807);
    assert_status(
        ask("porting_history", {{"ported", "1 hours ago"}}, R"({"past_x_days":90})", "442079460000"), 2803);
    assert_status(ask("porting_history", {{"country", "CA"}}, R"({"past_x_days":90})"), 2803);
}

void a_subscriber_has_an_account(void**) {
    assert_data(ask("subscriber_status"),
                R"({"account_status":"active","account_activation_date":"2025-10-17T12:00:00Z",)"
                R"("account_type":"individual","account_tenure_min":12,"account_tenure_max":14,)"
                R"("primary_account_holder":true,"contract_type":"postpaid"})");
    for (const char* value : {"suspended", "deactivated"})
        assert_string_equal(
            ask("subscriber_status", {{"subscriber", value}})["account_status"].get<std::string>().c_str(),
            value);
    assert_string_equal(
        ask("subscriber_status", {{"phone-type", "prepaid"}})["contract_type"].get<std::string>().c_str(),
        "prepaid");
    assert_status(ask("subscriber_status", {{"subscriber", "unavailable"}}), 2805);
}

void a_contact_has_telesigns_names(void**) {
    assert_data(
        ask("contact", {{"contact", "Anna Maria Muster"}}, R"({"email":"anna@example.org"})"),
        R"({"first_name":"Anna","last_name":"Maria Muster","address1":"1 Example Street","address2":"",)"
        R"("address3":"","address4":"","city":"Exampleton","state_province":"EX",)"
        R"("zip_postal_code":"00000","country":"US","email_address":"anna@example.org"})");
    assert_true(ask("contact")["email_address"].is_null());
    assert_status(ask("contact", {}, R"({"email":"anna"})"), 2807);
    assert_status(ask("contact", {}, R"({"email":1})"), 2807);
}

void a_port_is_a_status_too(void**) {
    assert_data(ask("porting_status"), R"({"ported":false,"mcc_current":"310","mnc_current":"120"})");
    assert_true(ask("porting_status", {{"ported", "5 days ago"}})["ported"].get<bool>());
}

void unknown_addons_are_none_and_others_not_enabled(void**) {
    for (const char* name : {"call_forward", "live", "score", "call_forwarding", "SIM_SWAP", ""})
        assert_status(ask(name), 2801);
    assert_string_equal(ask("portings")["status"]["description"].get<std::string>().c_str(),
                        "Invalid Request addons parameter portings");
    for (const char* name : {"active_call_status", "age_verify", "breached_number_check", "contact_match",
                             "contact_plus", "device_info"})
        assert_status(ask(name), 2806);
    assert_string_equal(ask("age_verify")["status"]["description"].get<std::string>().c_str(),
                        "age_verify add-on is not enabled");
}

void options_are_the_documented_ones(void**) {
    for (const char* name : {"sim_swap", "call_forward_detection", "subscriber_status", "porting_status"}) {
        assert_int_equal(status_of(ask(name)), 2800);
        assert_status(ask(name, {}, R"({"last_verified":"2018-04-05T00:00:00Z"})"), 2807);
        for (const char* no_object : {"true", "null", "[]", "\"\""})
            assert_status(ask(name, {}, no_object), 2807);
    }
}

void a_gap_has_its_status_once_the_request_is_good(void**) {
    assert_status(ask("sim_swap", {{"no-data", "sim_swap"}}), 2805);
    assert_status(ask("contact", {{"no-data", "contact 2812"}}), 2812);
    assert_status(ask("porting_history", {{"no-data", "porting_history"}}, R"({"past_x_days":90})"), 2803);
    assert_status(ask("porting_history", {{"no-data", "porting_history"}}), 2808);
    assert_status(ask("porting_history", {{"no-data", "porting_history 2806"}}), 2806);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_sim_swap_has_its_risk_and_its_moment),
        cmocka_unit_test(forwarding_has_a_type_and_a_condition),
        cmocka_unit_test(without_consent_no_forwarding_is_told),
        cmocka_unit_test(a_number_is_recycled_after_it_was_verified),
        cmocka_unit_test(a_port_is_told_of_within_the_days_asked_for),
        cmocka_unit_test(a_history_wants_its_days_and_a_number_of_the_united_states),
        cmocka_unit_test(a_subscriber_has_an_account),
        cmocka_unit_test(a_contact_has_telesigns_names),
        cmocka_unit_test(a_port_is_a_status_too),
        cmocka_unit_test(unknown_addons_are_none_and_others_not_enabled),
        cmocka_unit_test(options_are_the_documented_ones),
        cmocka_unit_test(a_gap_has_its_status_once_the_request_is_good),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
