// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/service.h"

#include "unit/telesign-simulator/service_fixture.h"

#include "cmocka_cpp.h"

namespace {

using namespace simulator;
using namespace std::chrono_literals;
using namespace test;
using nlohmann::ordered_json;

void bad_requests_get_their_errors_and_send_nothing(void** state) {
    service_fixture& at = fixture_of(state);
    assert_refused(at.ask(basic_request("POST", "/v1/verify/sms")), 400, -40007);
    assert_refused(at.ask(basic_request("POST", "/v1/verify/sms", "phone_number=%4")), 400, -40006);
    request typed = basic_request("POST", "/v1/verify/sms", "phone_number=13105551212");
    for (const char* type : {"application/json", "application/x-www-form-urlencodedx", ""}) {
        typed.headers["content-type"] = type;
        assert_refused(at.ask(typed), 400, -40006);
    }
    assert_refused(at.send("sms", "&ucid=XXXX"), 400, -10001);
    assert_refused(at.ask(basic_request("POST", "/v1/verify/fax", "phone_number=13105551212")), 405, -40005);
    assert_refused(at.ask(basic_request("DELETE", "/v1/verify/sms")), 405, -40005);
    assert_refused(at.ask(basic_request("GET", "/v1/verify/sms")), 405, -40005);
    assert_refused(at.ask(basic_request("GET", "/v2/verify/sms")), 404, -40004);
    assert_int_equal(at.phones().size(), 0);
    typed.headers["content-type"] = test::form_type + "; charset=utf-8";
    assert_int_equal(at.ask(typed).http, 200);
}

void without_credentials_nothing_happens(void** state) {
    request nobody = basic_request("POST", "/v1/verify/sms", "phone_number=13105551212");
    nobody.headers.erase("authorization");
    assert_refused(fixture_of(state).ask(nobody), 401, -30004);
    nobody.target = "/nowhere";
    assert_refused(fixture_of(state).ask(nobody), 401, -30004);
    assert_int_equal(fixture_of(state).phones().size(), 0);
}

void a_fault_in_place_of_the_work_sends_nothing(void** state) {
    for (const char* name : {"http 503", "error -40008", "redirect"}) {
        fixture_of(state).set_faults(std::string{"[13105551212]\nsend = "} + name + "\n");
        assert_int_not_equal(fixture_of(state).send("smart").http, 200);
    }
    assert_int_equal(fixture_of(state).phones().size(), 0);
}

void a_fault_at_the_check_leaves_the_send_alone(void** state) {
    fixture_of(state).set_faults("[13105551212]\ncheck = http 503\ntimes = 3\n");
    const reply sent = fixture_of(state).send("sms", "&verify_code=01234");
    assert_int_equal(sent.http, 200);
    for (int request = 0; request < 3; ++request)
        assert_int_equal(fixture_of(state).check(text(sent, "/reference_id"), "99999").http, 503);
    // the three were no tries, and the fault is over
    const reply last = fixture_of(state).check(text(sent, "/reference_id"), "01234");
    assert_string_equal(text(last, "/verify/code_state").c_str(), "VALID");
}

void other_phones_behave(void** state) {
    fixture_of(state).set_faults("[13105551213]\nsend = http 503\n");
    assert_int_equal(fixture_of(state).send("sms").http, 200);
}

void a_bad_request_gets_its_own_error_before_any_fault(void** state) {
    fixture_of(state).set_faults("[13105551212]\nsend = error -90001 500\n");
    assert_refused(fixture_of(state).send("sms", "&ucid=XXXX"), 400, -10001);
}

void a_skewed_clock_shows_itself_in_the_date(void** state) {
    fixture_of(state).set_faults("[13105551212]\nsend = clock-skew 3600\n");
    request digest{
        .method = "POST", .target = "/v1/verify/sms", .headers = {}, .body = "phone_number=13105551212"};
    digest.headers = {{"authorization", "TSA CUSTOMER-1:AAAA"},
                      {"date", "Sat, 21 Nov 2026 12:00:00 GMT"},
                      {"x-ts-auth-method", "HMAC-SHA256"},
                      {"x-ts-nonce", "12345678"},
                      {"content-type", test::form_type}};
    const reply refused = fixture_of(state).ask(digest);
    assert_refused(refused, 401, -30010);
    assert_string_equal(http_date(refused.date).c_str(), "Sat, 21 Nov 2026 13:00:00 GMT");
    digest.headers["date"] =
        http_date(refused.date); // the client follows: now the signature is what is wrong
    assert_refused(fixture_of(state).ask(digest), 401, -30006);
}

void faults_of_lookups_and_completions_are_their_own(void** state) {
    fixture_of(state).set_phone("lookup = http 503\ncomplete = error -90001\ntimes = 1");
    const reply sent = fixture_of(state).send("sms", "&verify_code=12345");
    assert_int_equal(sent.http, 200);
    const request completion = basic_request("PUT", "/v1/verify/completion/" + text(sent, "/reference_id"));
    assert_refused(fixture_of(state).ask(completion), 503, -90001);
    assert_int_equal(fixture_of(state).ask(completion).status.value_or(0), 1900);
    assert_int_equal(fixture_of(state).get("/v1/phoneid/standard/13105551212").http, 503);
    assert_int_equal(fixture_of(state).get("/v1/phoneid/standard/13105551212").http, 200);
}

void a_bad_lookup_gets_its_own_error_before_any_fault(void** state) {
    fixture_of(state).set_phone("lookup = http 503");
    assert_refused(fixture_of(state).get("/v1/phoneid/score/13105551212"), 400, -10001);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(bad_requests_get_their_errors_and_send_nothing, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(without_credentials_nothing_happens, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(a_fault_in_place_of_the_work_sends_nothing, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(a_fault_at_the_check_leaves_the_send_alone, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(other_phones_behave, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(a_bad_request_gets_its_own_error_before_any_fault, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(a_skewed_clock_shows_itself_in_the_date, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(faults_of_lookups_and_completions_are_their_own, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(a_bad_lookup_gets_its_own_error_before_any_fault, make_fixture,
                                        remove_fixture),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
