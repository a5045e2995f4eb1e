// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/phone_id.h"

#include "unit/telesign-simulator/lookup_fixture.h"

namespace {

using namespace simulator;
using namespace test;
using nlohmann::ordered_json;

void the_number_is_in_the_path_or_in_the_json(void** state) {
    for (const reply& answer :
         {ask_phone_id(state, "{}"),
          fixture_of(state).post("/v1/phoneid", R"({"phone_number":"13105551212"})", json_type)}) {
        assert_int_equal(answer.http, 200);
        assert_int_equal(answer.status.value_or(0), 300);
        const ordered_json document = document_of(answer);
        std::string members;
        for (const auto& [name, value] : document.items())
            members += name + " ";
        assert_string_equal(members.c_str(),
                            "reference_id external_id status phone_type numbering location carrier "
                            "blocklisting ");
        assert_string_equal(text(answer, "/numbering/original/complete_phone_number").c_str(), "13105551212");
        assert_string_equal(text(answer, "/location/country/iso3").c_str(), "USA");
        assert_true(document["external_id"].is_null());
        assert_string_equal(document["blocklisting"].dump().c_str(),
                            R"({"block_code":0,"block_description":"Not blocked","blocked":false})");
    }
    assert_int_equal(fixture_of(state).phones().size(), 0);
}

void the_callers_own_id_comes_back(void** state) {
    assert_string_equal(text(ask_phone_id(state, R"({"external_id":"mine"})"), "/external_id").c_str(),
                        "mine");
    const reply refused = ask_phone_id(state, R"({"external_id":"mine","originating_ip":"here"})");
    assert_status_refused(refused, 400, 11010);
    assert_string_equal(text(refused, "/external_id").c_str(), "mine");
}

void telesigns_own_requests_are_taken(void** state) {
    // the reference's example, then what the SDKs for Python, PHP and Node send when nothing more is asked
    const std::pair<std::string, std::string> requests[] = {
        {R"({"account_lifecycle_event":"sign-in","originating_ip":"","external_id":"","addons":{},)"
         R"("consent":{"method":1,"timestamp":"2018-05-05T00:00:00Z"}})",
         json_type},
        {"", form_type},
        {"[]", json_type},
        {"{}", json_type},
        {R"({"consent":{"method":1}})", json_type}};
    for (const auto& [body, type] : requests)
        assert_int_equal(fixture_of(state).post("/v1/phoneid/13105551212", body, type).status.value_or(0),
                         300);
}

void only_the_addons_asked_for_are_answered(void** state) {
    fixture_of(state).set_phone("swapped = 8 hours ago\ndeactivated = 2026-11-01");
    const reply answer = ask_phone_id(
        state, R"({"account_lifecycle_event":"sign-in","originating_ip":"2001:db8::1","addons":)"
               R"({"sim_swap":{},"number_deactivation":{"last_verified":"2018-04-05T00:00:00Z"}}})");
    assert_int_equal(answer.status.value_or(0), 300);
    assert_string_equal(text(answer, "/sim_swap/swap_time").c_str(), "04:00:00");
    assert_string_equal(text(answer, "/number_deactivation/recycled_since_last_verification").c_str(),
                        "recycled");
    for (const char* name :
         {"contact", "porting_history", "subscriber_status", "call_forward_detection", "risk", "live"})
        assert_false(document_of(answer).contains(name));
}

void one_addon_without_data_makes_the_reply_partial(void** state) {
    fixture_of(state).set_phone("no-data = sim_swap 2811");
    const reply answer = ask_phone_id(state, R"({"addons":{"sim_swap":{},"contact":{}}})");
    assert_int_equal(answer.http, 200);
    assert_int_equal(answer.status.value_or(0), 301);
    assert_int_equal(document_of(answer)["sim_swap"]["status"]["code"].get<int>(), 2811);
    assert_int_equal(document_of(answer)["contact"]["status"]["code"].get<int>(), 2800);
    assert_int_equal(ask_phone_id(state, R"({"addons":{"contact":{}}})").status.value_or(0), 300);
}

void only_a_consent_with_its_time_shows_the_forwarding(void** state) {
    const std::pair<const char*, int> cases[] = {
        {"", 2808},
        {R"(,"consent":{})", 2808},
        {R"(,"consent":{"method":2})", 2808},
        {R"(,"consent":{"timestamp":"2018-05-05T00:00:00Z"})", 2800},
        {R"(,"consent":{"method":4,"timestamp":"2018-05-05T02:00:00.5+02:00"})", 2800}};
    for (const auto& [consent, status] : cases) {
        const reply answer =
            ask_phone_id(state, R"({"addons":{"call_forward_detection":{}})" + std::string{consent} + "}");
        assert_int_equal(document_of(answer)["call_forward_detection"]["status"]["code"].get<int>(), status);
        assert_int_equal(answer.status.value_or(0), status == 2800 ? 300 : 301);
    }
}

void json_is_taken_strictly(void** state) {
    const std::pair<const char*, int> cases[] = {
        {"{", 10009},
        {"[1]", 10009},
        {"account_lifecycle_event=sign-in", 10009},
        {R"({"account_lifecycle_event":"login"})", 11003},
        {R"({"account_lifecycle_event":1})", 11003},
        {R"({"originating_ip":"example.org"})", 11010},
        {R"({"originating_ip":null})", 11010},
        {R"({"external_id":{}})", 10009},
        {R"({"addon":{}})", 10009},
        {R"({"ucid":"ATCK"})", 10009},
        {R"({"phone_number":"13105551212"})", 10009},
        {R"({"addons":[]})", 10009},
        {R"({"addons":{"status":{}}})", 10009},
        {R"({"consent":true})", 10009},
        {R"({"consent":{"method":0}})", 10009},
        {R"({"consent":{"method":5}})", 10009},
        {R"({"consent":{"method":"1"}})", 10009},
        {R"({"consent":{"method":1,"timestamp":"2018-05-05"}})", 10009},
        {R"({"consent":{"method":1,"timestamp":1525478400}})", 10009},
        {R"({"consent":{"method":1,"place":"here"}})", 10009},
    };
    for (const auto& [body, code] : cases)
        assert_status_refused(ask_phone_id(state, body), code < 11000 ? 401 : 400, code);
    assert_status_refused(fixture_of(state).post("/v1/phoneid/13105551212", "{}", form_type), 401, 10009);
}

void bad_numbers_are_refused(void** state) {
    for (const char* phone : {"131055", "+13105551212", "03105551212", "1310555121212121", "alice", ""})
        assert_status_refused(ask_phone_id(state, "{}", phone), 400, 11000);
    assert_status_refused(ask_phone_id(state, "{}", "2101234567"), 400, 11001);
    assert_status_refused(fixture_of(state).post("/v1/phoneid", "{}", json_type), 400, 12000);
    assert_status_refused(fixture_of(state).post("/v1/phoneid", "", json_type), 400, 12000);
    assert_status_refused(fixture_of(state).post("/v1/phoneid", R"({"phone_number":13105551212})", json_type),
                          400, 11000);
}

void a_json_body_is_part_of_what_is_signed(void** state) {
    request asked{
        .method = "POST", .target = "/v1/phoneid/13105551212", .headers = {}, .body = R"({"addons":{}})"};
    asked.headers = {{"authorization", "TSA CUSTOMER-1:AEtqHRSSJ2CKtwJKP989P7z6rtWvNxLYv0xzvZDcAO0="},
                     {"date", "Sat, 21 Nov 2026 12:00:00 GMT"},
                     {"x-ts-auth-method", "HMAC-SHA256"},
                     {"x-ts-nonce", "12345678"},
                     {"content-type", json_type}};
    request changed = asked;
    changed.body = "{}";
    assert_status_refused(fixture_of(state).ask(changed), 401, 10008);
    assert_int_equal(fixture_of(state).ask(asked).http, 200);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_number_is_in_the_path_or_in_the_json, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(the_callers_own_id_comes_back, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(telesigns_own_requests_are_taken, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(only_the_addons_asked_for_are_answered, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(one_addon_without_data_makes_the_reply_partial, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(only_a_consent_with_its_time_shows_the_forwarding, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(json_is_taken_strictly, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(bad_numbers_are_refused, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(a_json_body_is_part_of_what_is_signed, make_fixture, remove_fixture),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
