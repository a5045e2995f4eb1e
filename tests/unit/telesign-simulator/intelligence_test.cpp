// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/intelligence.h"

#include "unit/telesign-simulator/lookup_fixture.h"

namespace {

using namespace simulator;
using namespace test;
using nlohmann::ordered_json;

constexpr const char* event = "account_lifecycle_event=sign-in";

void both_answer_with_the_risk_and_its_reasons(void** state) {
    fixture_of(state).set_phone("risk-level = very-high");
    for (const reply& answer :
         {ask_score(state, event), ask_intelligence(state, "&account_lifecycle_event=sign-in")}) {
        assert_int_equal(answer.http, 200);
        assert_int_equal(answer.status.value_or(0), 300);
        const ordered_json document = document_of(answer);
        assert_false(document.contains("errors"));
        assert_string_equal(document["risk"].dump().c_str(),
                            R"({"level":"very high","recommendation":"block","score":950})");
        assert_string_equal(document["risk_insights"].dump().c_str(),
                            R"({"status":800,"category":[10002],"a2p":[20001,20101],"p2p":[30201],)"
                            R"("number_type":[40005],"ip":[],"email":[]})");
        assert_string_equal(text(answer, "/numbering/original/complete_phone_number").c_str(), "13105551212");
    }
}

void references_are_no_hexadecimal_numbers(void** state) {
    std::string all;
    for (int request = 0; request < 20; ++request) {
        const std::string reference = text(ask_score(state, event), "/reference_id");
        assert_int_equal(reference.size(), 32);
        assert_true(reference.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos);
        all += reference;
    }
    assert_true(all.find_first_of("GHIJKLMNOPQRSTUVWXYZ") != std::string::npos);
}

void every_field_of_the_reference_is_taken(void** state) {
    const reply answer = ask_intelligence(
        state,
        "&account_lifecycle_event=transact&originating_ip=2001:db8::1&external_id=mine&account_id=alice&"
        "device_id=d1&email_address=alice%40example.org");
    assert_int_equal(answer.status.value_or(0), 300);
    assert_string_equal(text(answer, "/external_id").c_str(), "mine");
    assert_string_equal(document_of(answer)["risk_insights"]["ip"].dump().c_str(), "[50001]");
    assert_string_equal(document_of(answer)["risk_insights"]["email"].dump().c_str(), "[60003]");
}

void bad_fields_have_their_own_codes(void** state) {
    const std::tuple<const char*, int, int> cases[] = {{"", 400, 12003},
                                                       {"originating_ip=192.0.2.1", 400, 12003},
                                                       {"account_lifecycle_event=login", 400, 11003},
                                                       {"account_lifecycle_event=", 400, 11003},
                                                       {"account_lifecycle_event=%4", 401, 10009},
                                                       {"originating_ip=here&", 400, 11010},
                                                       {"originating_ip=&", 400, 11010},
                                                       {"account_id=&", 400, 11002},
                                                       {"device_id=&", 400, 11006},
                                                       {"email_address=alice&", 400, 11007},
                                                       {"ucid=ATCK&", 401, 10009},
                                                       {"external_id=1&external_id=2&", 401, 10009}};
    for (const auto& [fields, http, code] : cases) {
        const std::string body = std::string{fields} + (std::string_view{fields}.ends_with('&') ? event : "");
        assert_status_refused(ask_score(state, body), http, code);
        assert_status_refused(ask_intelligence(state, "&" + body), http, code);
    }
    assert_status_refused(fixture_of(state).post("/v1/score/13105551212", "{}", json_type), 401, 10009);
    assert_status_refused(ask_score(state, "phone_number=13105551212&account_lifecycle_event=sign-in"), 401,
                          10009);
}

void bad_numbers_are_refused(void** state) {
    const auto ask = [&](const std::string& body) {
        return fixture_of(state).post("/intelligence/phone", body, form_type);
    };
    assert_status_refused(ask(event), 400, 12000);
    assert_status_refused(ask(""), 400, 12000);
    assert_status_refused(ask("phone_number=&account_lifecycle_event=sign-in"), 400, 11000);
    assert_status_refused(ask("phone_number=%2B13105551212&account_lifecycle_event=sign-in"), 400, 11000);
    assert_status_refused(ask("phone_number=2101234567&account_lifecycle_event=sign-in"), 400, 11001);
    assert_status_refused(
        ask("phone_number=13105551212&phone_number=13105551212&account_lifecycle_event=sign-in"), 401, 10009);
    assert_status_refused(fixture_of(state).post("/v1/score/alice", event, form_type), 400, 11000);
}

void without_data_there_is_no_risk(void** state) {
    fixture_of(state).set_phone("no-data = score");
    for (const reply& answer :
         {ask_score(state, event), ask_intelligence(state, "&account_lifecycle_event=sign-in")}) {
        assert_int_equal(answer.http, 200);
        assert_int_equal(answer.status.value_or(0), 301);
        assert_false(document_of(answer).contains("risk"));
        assert_string_equal(document_of(answer)["risk_insights"].dump().c_str(), R"({"status":803})");
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(both_answer_with_the_risk_and_its_reasons, make_fixture,
                                        remove_fixture),
        cmocka_unit_test_setup_teardown(references_are_no_hexadecimal_numbers, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(every_field_of_the_reference_is_taken, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(bad_fields_have_their_own_codes, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(bad_numbers_are_refused, make_fixture, remove_fixture),
        cmocka_unit_test_setup_teardown(without_data_there_is_no_risk, make_fixture, remove_fixture),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
