#include "telesign-simulator/lookup.h"

#include "unit/telesign-simulator/lookup_bench.h"

namespace {

using namespace simulator;
using namespace test;
using nlohmann::ordered_json;

constexpr const char* event = "account_lifecycle_event=sign-in";
constexpr const char* swap = R"({"addons":{"sim_swap":{}}})";

void errors_stand_where_the_product_has_them(void** state) {
    bench_of(state).set_phone("lookup = error 10019");
    for (const reply& answer :
         {ask_phone_id(state, "{}"), ask_score(state, event),
          ask_intelligence(state, "&account_lifecycle_event=sign-in"),
          bench_of(state).post("/v1/phoneid", R"({"phone_number":"13105551212"})", json_type)}) {
        assert_status_refused(answer, 429, 10019);
        assert_string_equal(text(answer, "/status/description").c_str(), "Rate Limit Exceeded");
    }
    bench_of(state).set_phone("lookup = error -90001 503, retry-after 7");
    assert_refused(ask_legacy(state, "live"), 503, -90001);
    bench_of(state).set_phone("lookup = retry-after 7, error -90001 503");
    const reply down = ask_phone_id(state, "{}");
    assert_status_refused(down, 503, -90001);
    assert_int_equal(down.retry_after.value_or(0), 7);
}

void credentials_are_refused_in_the_products_shape(void** state) {
    const auto refused = [&](const std::string& authorization, const std::string& target,
                             const std::string& body) {
        request asked = basic_request("POST", target, body);
        asked.headers["authorization"] = authorization;
        return bench_of(state).ask(asked);
    };
    const std::string wrong_key = "Basic Q1VTVE9NRVItMTpBUUlE";
    const std::string wrong_customer = "Basic Q1VTVE9NRVItMjpBUUlE";
    for (const char* target :
         {"/v1/phoneid/13105551212", "/v1/phoneid", "/v1/score/13105551212", "/intelligence/phone"}) {
        assert_status_refused(refused(wrong_key, target, ""), 401, 10008);
        assert_status_refused(refused(wrong_customer, target, ""), 401, 10015);
        assert_status_refused(refused("Bearer x", target, ""), 401, -30005);
    }
    request live = basic_request("GET", "/v1/phoneid/live/13105551212?ucid=ATCK");
    live.headers["authorization"] = wrong_key;
    assert_refused(bench_of(state).ask(live), 401, -30015);
}

void other_faults_bend_the_reply(void** state) {
    bench_of(state).set_phone("lookup = status 301, numbers-as-strings");
    assert_string_equal(
        text(ask_intelligence(state, "&account_lifecycle_event=sign-in"), "/status/code").c_str(), "301");
    assert_string_equal(
        text(ask_intelligence(state, "&account_lifecycle_event=sign-in"), "/risk/score").c_str(), "250");
    bench_of(state).set_phone("lookup = http 503");
    assert_int_equal(ask_phone_id(state, "{}").http, 503);
}

void both_forms_of_a_sim_swap_are_there(void** state) {
    const std::string swapped = "swapped = 2026-11-20T22:00:00Z\nlookup = ";
    bench_of(state).set_phone(swapped + "risk-indicator-number");
    assert_int_equal(document_of(ask_phone_id(state, swap))["sim_swap"]["risk_indicator"].get<int>(), 4);
    bench_of(state).set_phone(swapped + "swap-date day");
    assert_string_equal(text(ask_phone_id(state, swap), "/sim_swap/swap_date").c_str(), "2026-11-20");
    assert_string_equal(text(ask_phone_id(state, swap), "/sim_swap/swap_time").c_str(), "22:00:00");
    bench_of(state).set_phone(swapped + "swap-date midnight");
    assert_string_equal(text(ask_phone_id(state, swap), "/sim_swap/swap_date").c_str(),
                        "2026-11-20T00:00:00Z");
}

void a_level_is_spelled_in_each_way(void** state) {
    const std::tuple<const char*, const char*, const char*> cases[] = {
        {"very-high", "dashes", "very-high"},
        {"very-high", "underscores", "very_high"},
        {"medium-low", "spaces", "medium low"}};
    for (const auto& [level, with, shown] : cases) {
        bench_of(state).set_phone("risk-level = " + std::string{level} + "\nlookup = level-with " + with);
        assert_string_equal(text(ask_score(state, event), "/risk/level").c_str(), shown);
    }
}

void nulls_are_a_text_in_telesigns_example(void** state) {
    bench_of(state).set_phone("lookup = null-text");
    assert_string_equal(text(ask_legacy(state, "live"), "/live/roaming_country").c_str(), "null");
    bench_of(state).set_phone("roaming = FR\nlookup = null-text");
    assert_string_equal(text(ask_legacy(state, "live"), "/live/roaming_country").c_str(), "France");
}

void a_deactivation_has_its_names_of_2022(void** state) {
    bench_of(state).set_phone("deactivated = 2026-11-01T00:00:00Z\nlookup = deactivation-2022");
    assert_string_equal(
        document_of(ask_phone_id(state, R"({"addons":{"number_deactivation":{}}})"))["number_deactivation"]
            .dump()
            .c_str(),
        R"({"last_carrier_name":"Simulated Wireless","last_deact_date":"2026-11-01T00:00:00Z",)"
        R"("status":{"code":2800,"description":"Request successfully completed"}})");
}

void an_addon_that_is_none_is_a_bad_request(void** state) {
    bench_of(state).set_phone("no-data = sim_swap 2806\nlookup = addon-http-400");
    assert_status_refused(ask_phone_id(state, swap), 400, 2806);
    const reply answer = ask_phone_id(state, R"({"addons":{"contact":{},"call_forward":{}}})");
    assert_status_refused(answer, 400, 2801);
    assert_string_equal(text(answer, "/status/description").c_str(),
                        "Invalid Request addons parameter call_forward");
    assert_int_equal(ask_phone_id(state, R"({"addons":{"contact":{}}})").http, 200);
}

void faults_follow_the_number_in_the_body(void** state) {
    bench_of(state).set_phone("risk-level = high\nlookup = http 503\ntimes = 2");
    assert_int_equal(bench_of(state).post("/v1/phoneid", R"({"phone_number":"13105551212"})", json_type).http,
                     503);
    assert_int_equal(ask_intelligence(state, "&account_lifecycle_event=sign-in").http, 503);
    assert_string_equal(
        text(ask_intelligence(state, "&account_lifecycle_event=sign-in"), "/risk/level").c_str(), "high");
}

void forms_leave_other_replies_alone(void** state) {
    bench_of(state).set_phone(
        "lookup = bad-json, risk-indicator-number, swap-date day, level-with dashes, null-text,\n"
        "  deactivation-2022, addon-http-400, http 503, risk-indicator-number, addon-http-400");
    assert_int_equal(ask_phone_id(state, swap).http, 503);
    assert_int_equal(ask_legacy(state, "live").http, 503);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(errors_stand_where_the_product_has_them, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(credentials_are_refused_in_the_products_shape, make_bench,
                                        remove_bench),
        cmocka_unit_test_setup_teardown(other_faults_bend_the_reply, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(both_forms_of_a_sim_swap_are_there, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(a_level_is_spelled_in_each_way, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(nulls_are_a_text_in_telesigns_example, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(a_deactivation_has_its_names_of_2022, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(an_addon_that_is_none_is_a_bad_request, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(faults_follow_the_number_in_the_body, make_bench, remove_bench),
        cmocka_unit_test_setup_teardown(forms_leave_other_replies_alone, make_bench, remove_bench),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
