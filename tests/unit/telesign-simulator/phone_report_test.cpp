// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/phone_report.h"

#include "unit/telesign-simulator/known_time.h"

#include <tuple>

#include "cmocka_cpp.h"

namespace {

using namespace simulator;
using nlohmann::ordered_json;
using test::noon;

phone_data known(std::initializer_list<std::pair<const char*, const char*>> keys) {
    phone_data data;
    for (const auto& [key, value] : keys)
        if (const auto problem = set_phone_key(key, value, data))
            fail_msg("%s: %s", key, problem->c_str());
    return data;
}

void without_a_key_there_is_no_harm(void**) {
    const phone_data data;
    assert_string_equal(phone_type_object(data).dump().c_str(), R"({"code":"2","description":"MOBILE"})");
    assert_string_equal(risk_object(data).dump().c_str(),
                        R"({"level":"low","recommendation":"allow","score":250})");
    assert_string_equal(live_object(data).dump().c_str(),
                        R"({"subscriber_status":"ACTIVE","device_status":"REACHABLE","roaming":"NO",)"
                        R"("roaming_country":null,"roaming_country_iso2":null})");
    assert_string_equal(sim_swap_object(data, noon).dump().c_str(), R"({"risk_indicator":1})");
    assert_string_equal(forwarding_of(data).c_str(), "NOT_FORWARDED");
}

void the_risk_follows_from_its_level(void**) {
    const std::tuple<const char*, const char*, const char*> cases[] = {
        {"very-low", "very low", "allow"}, {"low", "low", "allow"},   {"medium-low", "medium-low", "allow"},
        {"medium", "medium", "flag"},      {"high", "high", "block"}, {"very-high", "very high", "block"},
        {"neutral", "neutral", "allow"}};
    for (const auto& [level, shown, recommendation] : cases) {
        const ordered_json risk = risk_object(known({{"risk-level", level}}));
        assert_string_equal(risk["level"].get<std::string>().c_str(), shown);
        assert_string_equal(risk["recommendation"].get<std::string>().c_str(), recommendation);
    }
    assert_string_equal(
        risk_object(known({{"risk-level", "high"}, {"risk-recommendation", "allow"}, {"risk-score", "0"}}))
            .dump()
            .c_str(),
        R"({"level":"high","recommendation":"allow","score":0})");
}

void the_swaps_indicator_follows_from_its_age(void**) {
    const std::pair<const char*, int> cases[] = {
        {"0 hours ago", 4},  {"24 hours ago", 4}, {"25 hours ago", 3}, {"72 hours ago", 3},
        {"73 hours ago", 2}, {"14 days ago", 2},  {"15 days ago", 1},  {"never", 1}};
    for (const auto& [when, indicator] : cases)
        assert_int_equal(sim_swap_object(known({{"swapped", when}}), noon)["risk_indicator"].get<int>(),
                         indicator);
    assert_string_equal(
        sim_swap_object(known({{"swapped", "2026-11-20T22:00:00Z"}, {"sim-swap", "2"}}), noon).dump().c_str(),
        R"({"swap_date":"2026-11-20","swap_time":"22:00:00","risk_indicator":2})");
    assert_string_equal(sim_swap_object(known({{"sim-swap", "3"}}), noon).dump().c_str(),
                        R"({"risk_indicator":3})");
}

void what_is_set_shows_in_its_object(void**) {
    assert_string_equal(
        live_object(known({{"live", "disconnected"}, {"device", "unreachable"}, {"roaming", "FR"}}))
            .dump()
            .c_str(),
        R"({"subscriber_status":"DISCONNECTED","device_status":"UNREACHABLE","roaming":"YES",)"
        R"("roaming_country":"France","roaming_country_iso2":"FR"})");
    assert_true(live_object(known({{"roaming", "KE"}}))["roaming_country"].is_null());
    for (const char* condition : {"forwarded", "busy", "unanswered", "unreachable"})
        assert_string_equal(forwarding_of(known({{"forwarding", condition}})).c_str(), "FORWARDED");
    assert_string_equal(forwarding_of(known({{"forwarding", "unavailable"}})).c_str(), "UNAVAILABLE");
    assert_true(contact_name(known({{"contact", "Anna Maria Muster"}})) ==
                std::pair(std::string{"Anna"}, std::string{"Maria Muster"}));
}

void standard_data_has_the_number_and_its_country(void**) {
    ordered_json document;
    add_standard_data({}, "442079460000", document);
    assert_string_equal(
        document["numbering"]["cleansing"]["sms"].dump().c_str(),
        R"({"cleansed_code":100,"country_code":"44","phone_number":"2079460000","min_length":10,)"
        R"("max_length":10})");
    assert_string_equal(
        document["location"].dump().c_str(),
        R"({"country":{"name":"United Kingdom","iso2":"GB","iso3":"GBR"},"city":null,"state":null})");
    assert_string_equal(document["carrier"].dump().c_str(),
                        R"({"name":"Simulated Wireless","mcc":"310","mnc":"120"})");
    add_standard_data(known({{"country", "KE"}, {"phone-type", "voip"}}), "442079460000", document);
    assert_string_equal(document["location"]["country"].dump().c_str(),
                        R"({"name":null,"iso2":"KE","iso3":null})");
    assert_string_equal(document["phone_type"]["code"].get<std::string>().c_str(), "5");
    add_standard_data({}, "2101234567", document);
    assert_string_equal(document["location"].dump().c_str(), R"({"country":null,"city":null,"state":null})");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(without_a_key_there_is_no_harm),
        cmocka_unit_test(the_risk_follows_from_its_level),
        cmocka_unit_test(the_swaps_indicator_follows_from_its_age),
        cmocka_unit_test(what_is_set_shows_in_its_object),
        cmocka_unit_test(standard_data_has_the_number_and_its_country),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
