// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/lookup.h"

#include "unit/telesign-simulator/lookup_fixture.h"

namespace {

using namespace simulator;
using namespace test;
using nlohmann::ordered_json;

constexpr const char* event = "account_lifecycle_event=sign-in";

void errors_stand_where_the_product_has_them(void** state) {
    fixture_of(state).set_phone("lookup = error 10019");
    for (const reply& answer :
         {ask_phone_id(state, "{}"), ask_score(state, event),
          ask_intelligence(state, "&account_lifecycle_event=sign-in"),
          fixture_of(state).post("/v1/phoneid", R"({"phone_number":"13105551212"})", json_type)}) {
        assert_status_refused(answer, 429, 10019);
        assert_string_equal(text(answer, "/status/description").c_str(), "Rate Limit Exceeded");
    }
    fixture_of(state).set_phone("lookup = error 2806 400 sim_swap add-on is not enabled");
    const reply refused = ask_phone_id(state, R"({"addons":{"sim_swap":{}}})");
    assert_status_refused(refused, 400, 2806);
    assert_string_equal(text(refused, "/status/description").c_str(), "sim_swap add-on is not enabled");
    fixture_of(state).set_phone("lookup = error -90001 503, retry-after 7");
    assert_refused(ask_legacy(state, "live"), 503, -90001);
    fixture_of(state).set_phone("lookup = retry-after 7, error -90001 503");
    const reply down = ask_phone_id(state, "{}");
    assert_status_refused(down, 503, -90001);
    assert_int_equal(down.retry_after.value_or(0), 7);
}

void credentials_are_refused_in_the_products_shape(void** state) {
    const auto refused = [&](const std::string& authorization, const std::string& target,
                             const std::string& body) {
        request asked = basic_request("POST", target, body);
        asked.headers["authorization"] = authorization;
        return fixture_of(state).ask(asked);
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
    assert_refused(fixture_of(state).ask(live), 401, -30015);
}

void other_faults_bend_the_reply(void** state) {
    fixture_of(state).set_phone(
        "lookup = status 301, patch {\"status\":{\"code\":\"301\"},\"risk\":{\"score\":\"250\"}}");
    assert_string_equal(
        text(ask_intelligence(state, "&account_lifecycle_event=sign-in"), "/status/code").c_str(), "301");
    assert_string_equal(
        text(ask_intelligence(state, "&account_lifecycle_event=sign-in"), "/risk/score").c_str(), "250");
    fixture_of(state).set_phone("lookup = http 503");
    assert_int_equal(ask_phone_id(state, "{}").http, 503);
}

void faults_follow_the_number_in_the_body(void** state) {
    fixture_of(state).set_phone("risk-level = high\nlookup = http 503\ntimes = 2");
    assert_int_equal(
        fixture_of(state).post("/v1/phoneid", R"({"phone_number":"13105551212"})", json_type).http, 503);
    assert_int_equal(ask_intelligence(state, "&account_lifecycle_event=sign-in").http, 503);
    assert_string_equal(
        text(ask_intelligence(state, "&account_lifecycle_event=sign-in"), "/risk/level").c_str(), "high");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(errors_stand_where_the_product_has_them, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(credentials_are_refused_in_the_products_shape, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(other_faults_bend_the_reply, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(faults_follow_the_number_in_the_body, make_fixture, remove_fixture),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
