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

std::string object_of(const char* name, const phone_data& data, const char* last_verified = nullptr) {
    const auto verified = last_verified != nullptr ? parse_timestamp(last_verified) : std::nullopt;
    return addon_object(*find_addon(name), data, noon, verified).dump();
}

void without_a_key_there_is_no_harm(void**) {
    const phone_data data;
    assert_string_equal(phone_type_object(data).dump().c_str(), R"({"code":"2","description":"MOBILE"})");
    assert_string_equal(risk_object(data).dump().c_str(),
                        R"({"level":"low","recommendation":"allow","score":250})");
    assert_string_equal(
        live_object(data).dump().c_str(),
        R"({"subscriber_status":"ACTIVE","device_status":"REACHABLE","roaming":"NOT ROAMING"})");
    assert_string_equal(object_of("sim_swap", data).c_str(), R"({"risk_indicator":1})");
    assert_string_equal(object_of("call_forward", data).c_str(), R"({"call_forward":"NOT_FORWARDED"})");
    assert_string_equal(object_of("porting_history", data).c_str(), R"({"portings":[]})");
    assert_string_equal(object_of("subscriber_status", data).c_str(),
                        R"({"subscriber_status":"ACTIVE","account_type":"POSTPAID"})");
    assert_true(object_of("number_deactivation", data).find(R"("last_deactivated":null)") !=
                std::string::npos);
    assert_true(object_of("contact", data).starts_with(R"({"first_name":"Pat","last_name":"Example",)"));
}

void the_risk_follows_from_its_level(void**) {
    const std::tuple<const char*, const char*> cases[] = {
        {"very-low", "allow"}, {"low", "allow"},       {"medium-low", "allow"}, {"medium", "flag"},
        {"high", "block"},     {"very-high", "block"}, {"neutral", "allow"}};
    for (const auto& [level, recommendation] : cases) {
        const ordered_json risk = risk_object(known({{"risk-level", level}}));
        assert_string_equal(risk["level"].get<std::string>().c_str(), level);
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

void a_deactivation_after_the_enrolment_is_a_recycled_number(void**) {
    const phone_data data = known({{"deactivated", "2026-11-01T00:00:00Z"}});
    assert_string_equal(object_of("number_deactivation", data).c_str(),
                        R"({"carrier_name":"Simulated Wireless","last_deactivated":"2026-11-01T00:00:00Z",)"
                        R"("tracking_since":"2016-01-01T00:00:00Z"})");
    const auto verdict = [&](const phone_data& phone, const char* verified) {
        return ordered_json::parse(
                   object_of("number_deactivation", phone, verified))["recycled_since_last_verification"]
            .get<std::string>();
    };
    assert_string_equal(verdict(data, "2026-10-31").c_str(), "recycled");
    assert_string_equal(verdict(data, "2026-11-02T00:00:00Z").c_str(), "not_recycled");
    assert_string_equal(verdict({}, "2026-11-02").c_str(), "not_recycled");
}

void what_is_set_shows_in_its_object(void**) {
    assert_string_equal(
        live_object(known({{"live", "disconnected"}, {"device", "unreachable"}, {"roaming", "FR"}}))
            .dump()
            .c_str(),
        R"({"subscriber_status":"DISCONNECTED","device_status":"UNREACHABLE","roaming":"ROAMING",)"
        R"("roaming_country_iso2":"FR"})");
    assert_string_equal(
        object_of("porting_history", known({{"ported", "2019-01-01T00:00:00Z"}})).c_str(),
        R"({"portings":[{"porting_date":"2019-01-01T00:00:00Z","carrier_name":"Simulated Wireless"}]})");
    assert_string_equal(object_of("call_forward", known({{"forwarding", "unavailable"}})).c_str(),
                        R"({"call_forward":"UNAVAILABLE"})");
    assert_true(object_of("contact", known({{"contact", "Anna Maria Muster"}}))
                    .starts_with(R"({"first_name":"Anna","last_name":"Maria Muster",)"));
}

void standard_data_has_the_number_and_its_country(void**) {
    ordered_json document;
    add_standard_data({}, "442079460000", document);
    assert_string_equal(document["numbering"]["cleansing"]["sms"].dump().c_str(),
                        R"({"phone_number":"2079460000","country_code":"44","cleansed_code":100})");
    assert_string_equal(document["location"].dump().c_str(), R"({"country":{"iso2":"GB"}})");
    add_standard_data(known({{"country", "DE"}, {"phone-type", "voip"}}), "442079460000", document);
    assert_string_equal(document["location"].dump().c_str(), R"({"country":{"iso2":"DE"}})");
    assert_string_equal(document["phone_type"]["code"].get<std::string>().c_str(), "5");
    add_standard_data({}, "2101234567", document);
    assert_string_equal(document["location"].dump().c_str(), R"({"country":null})");
}

void senders_replies_get_only_what_was_set(void**) {
    ordered_json document = ordered_json::object();
    add_what_was_set({}, noon, document);
    assert_int_equal(document.size(), 0);
    add_what_was_set(
        known({{"risk-score", "5"}, {"swapped", "1 hours ago"}, {"phone-type", "mobile"}, {"country", "GB"}}),
        noon, document);
    assert_int_equal(document.size(), 3);
    assert_int_equal(document["risk"]["score"].get<int>(), 5);
    assert_int_equal(document["sim_swap"]["risk_indicator"].get<int>(), 4);
    assert_true(document.contains("phone_type"));
}

void there_are_six_addons(void**) {
    for (const char* name : {"contact", "sim_swap", "call_forward", "number_deactivation", "porting_history",
                             "subscriber_status"})
        assert_non_null(find_addon(name));
    assert_null(find_addon("live"));
    assert_true(find_addon("call_forward")->reply == "call_forwarding");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(without_a_key_there_is_no_harm),
        cmocka_unit_test(the_risk_follows_from_its_level),
        cmocka_unit_test(the_swaps_indicator_follows_from_its_age),
        cmocka_unit_test(a_deactivation_after_the_enrolment_is_a_recycled_number),
        cmocka_unit_test(what_is_set_shows_in_its_object),
        cmocka_unit_test(standard_data_has_the_number_and_its_country),
        cmocka_unit_test(senders_replies_get_only_what_was_set),
        cmocka_unit_test(there_are_six_addons),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
