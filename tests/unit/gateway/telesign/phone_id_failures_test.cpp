// SPDX-License-Identifier: BSD-3-Clause
#include "phone_id_fixture.h"

#include <map>
#include <string>

#include "cmocka_cpp.h"

namespace {

using gateway::lookup;
using test::http_reply;
using test::lookup_of_state;
using test::phone_body;

void only_300_and_301_answer(void** state) {
    auto& f = lookup_of_state(state);
    struct {
        int http_status;
        bool complete;
        const char* body;
        const char* detail;
    } const cases[] = {
        {200, true, R"({"status":{"code":300}})", "status 300"},
        {200, true, R"({"status":{"code":"301"},"errors":[]})", "status 301"},
        {200, false, R"({"status":{"code":301},"errors":[{"code":-60001}]})", "no data of this phone"},
        {200, false, R"({"status":{"code":290}})", "status 290"},
        {200, false, R"({"status":{"code":1900}})", "status 1900"},
        {200, false, R"({"status":{"code":4711}})", "status 4711 (unknown to this program)"},
        {200, false, "{}", "no status.code"},
        {200, false, "[]", "not an object"},
        {200, false, "<html>", "web page"},
        {200, false, R"({"status":{"code":300},"status":{"code":300}})", "given twice"},
        {200, false, R"({"status":{"code":301,"description":"13105551212"}, "errors":[{"code":-20002}]})",
         "authorization error -20002"},
        {201, false, R"({"status":{"code":300}})", "HTTP 201"},
        {401, false, R"({"status":{"code":300},"errors":[{"code":-20002}]})", "authorization error -20002"},
        {400, false, R"({"errors":[{"code":-10001,"description":"Invalid Request: 13105551212"}]})",
         "validation error -10001"},
    };
    for (const auto& one : cases) {
        f.serve(test::always(http_reply(one.http_status, one.body)));
        f.look_up({lookup::standard});
        assert_true(f.result.complete == one.complete);
        assert_true(f.result.answered);
        assert_true(f.result.detail.find(one.detail) != std::string::npos);
    }
}

void the_first_failure_ends_it_and_what_came_before_is_kept(void** state) {
    auto& f = lookup_of_state(state);
    f.serve_in_turn({http_reply(200, phone_body(R"("carrier":{"name":"Example"})")), http_reply(503, "{}"),
                     http_reply(200, phone_body())}); // PhoneID's, live's, Intelligence's
    f.look_up({lookup::standard, lookup::score, lookup::live});
    assert_false(f.result.complete);
    assert_false(f.result.answered); // HTTP 503 is an outage
    assert_int_equal(f.result.requests, 2);
    assert_int_equal(f.result.billed, 1);
    assert_int_equal(f.server->requests().size(), 2);
    assert_string_equal(f.result.facts.country.c_str(), "US");
    assert_false(f.result.report.empty());
    assert_string_equal(f.result.reference_id.c_str(), test::reference);
}

void intelligence_that_is_gone_is_no_outage_that_a_code_would_meet(void** state) {
    auto& f = lookup_of_state(state);
    f.serve_in_turn({http_reply(200, phone_body()), http_reply(503, "{}"), ""});
    f.look_up({lookup::standard, lookup::score});
    assert_true(!f.result.complete && f.result.answered);
    assert_string_equal(f.result.facts.country.c_str(), "US");
    f.look_up({lookup::score});
    assert_true(!f.result.complete && f.result.answered);
}

void what_is_not_known_of_one_lookup_does_not_end_the_others(void** state) {
    auto& f = lookup_of_state(state);
    f.serve_in_turn(
        {http_reply(200, phone_body()),
         http_reply(
             200,
             R"({"status":{"code":301},"errors":[{"code":-60001,"description":"PhoneID Live Data Not Found"}]})"),
         http_reply(200, phone_body(R"("risk":{"level":"low"})"))});
    f.look_up({lookup::standard, lookup::live, lookup::score});
    assert_true(!f.result.complete && f.result.answered);
    assert_int_equal(f.result.requests, 3);
    assert_true(f.result.facts.level == gateway::risk_level::low);
    assert_int_equal(f.result.unknown.size(), 1);
    assert_true(f.result.unknown.at(lookup::live).find("-60001") != std::string::npos);
}

void an_add_on_that_the_account_lacks_is_unknown_by_name_and_the_others_count(void** state) {
    auto& f = lookup_of_state(state);
    f.serve(
        test::always(http_reply(200, phone_body(R"("sim_swap":{"risk_indicator":"4","status":{"code":2800}},
             "call_forward_detection":{"status":{"code":2801,"description":"Invalid Request addons parameter x"}},
             "subscriber_status":{"status":{"code":"2806"}},"number_deactivation":null,
             "porting_history":{"status":{"code":2805}})"))));
    f.look_up({lookup::sim_swap, lookup::call_forward_detection, lookup::subscriber_status,
               lookup::number_deactivation, lookup::porting_history});
    assert_true(f.result.complete);
    assert_true(f.result.may_change); // what is missing may come
    assert_true(f.result.facts.sim_swap == 4U);
    assert_true(f.result.facts.ported_lately == false);
    const std::map<lookup, std::string> expected{
        {lookup::call_forward_detection, "status 2801, not an add-on of the account"},
        {lookup::subscriber_status, "status 2806, not enabled for the account: ask TeleSign to enable it"},
        {lookup::number_deactivation, "not in the reply"}};
    assert_true(f.result.unknown == expected);
    f.look_up({lookup::subscriber_status});
    assert_false(f.result.may_change);
}

void an_add_on_refused_with_http_400_is_unknown_by_name_too(void** state) {
    auto& f = lookup_of_state(state);
    for (const char* const body :
         {R"({"status":{"code":2801,"description":"Invalid Request addons parameter sim_swap"}})",
          R"({"status":{"code":2806}})", R"({"status":{"code":4711}})",
          R"({"errors":[{"code":-4711,"description":"Invalid add-on"}]})"}) {
        f.serve_in_turn({http_reply(400, body), http_reply(200, phone_body(R"("live":{"roaming":"NO"})"))});
        f.look_up({lookup::sim_swap, lookup::live});
        assert_true(!f.result.complete && f.result.answered);
        assert_int_equal(f.result.requests, 2);
        assert_true(f.result.facts.roaming == false);
        assert_int_equal(f.result.unknown.size(), 1);
        assert_true(f.result.unknown.at(lookup::sim_swap).find("HTTP 400") != std::string::npos);
    }
}

void an_error_in_the_status_is_looked_up_like_one_in_errors(void** state) {
    auto& f = lookup_of_state(state);
    struct {
        int http_status;
        const char* body;
        const char* detail;
    } const cases[] = {
        {402, R"({"reference_id":"0123456789ABCDEF0123456789ABCDEF","external_id":null,"status":{"updated_on":
                 "2024-02-01T00:33:34.860418Z","code":10030,"description":"Insufficient funds in prepaid wallet"}})",
         "error 10030 (HTTP 402): "},
        {429, R"({"status":{"code":10019,"description":"Rate Limit Exceeded"}})", "error 10019 (HTTP 429): "},
        {429, R"({"status":{"code":"10020"}})", "error 10020 (HTTP 429): "},
        {500, R"({"status":{"code":-90001,"description":"Transaction not attempted"}})",
         "error -90001 (HTTP 500): "},
        {200, R"({"status":{"code":-90001}})", "error -90001 (HTTP 200): "},
    };
    for (const auto& one : cases) {
        f.serve(test::always(http_reply(one.http_status, one.body)));
        for (const lookup each : {lookup::standard, lookup::score}) {
            f.look_up({each});
            assert_false(f.result.complete);
            if (f.result.detail.find(one.detail) == std::string::npos || f.result.detail.ends_with(": "))
                fail_msg("%s", f.result.detail.c_str());
        }
    }
}

void a_phone_on_a_block_list_is_blocked(void** state) {
    auto& f = lookup_of_state(state);
    for (const char* const body :
         {R"({"status":{"code":10032}})", R"({"status":{"code":10041}})",
          R"({"errors":[{"code":10041,"description":"Blocked due to legal compliance"}]})"}) {
        f.serve(test::always(http_reply(400, body)));
        for (const lookup each : {lookup::standard, lookup::live, lookup::score}) {
            f.look_up({each});
            assert_true(f.result.blocked && f.result.answered && !f.result.complete);
            assert_true(f.result.unknown.empty());
        }
    }
    f.serve(test::always(http_reply(400, R"({"status":{"code":10033}})"))); // another phone may be verified
    f.look_up({lookup::standard});
    assert_false(f.result.blocked);
}

void an_odd_reference_spoils_no_lookup(void** state) {
    auto& f = lookup_of_state(state);
    for (const char* const reference :
         {R"("CFMJ6FTL09O22UE1KC5NBD7ZMWKTMJB8")", "null", R"("None")", "7", R"("a b/c")"}) {
        f.serve(test::always(http_reply(200, std::string{R"({"reference_id":)"} + reference +
                                                 R"(,"status":{"code":300},"risk":{"level":"high"}})")));
        f.look_up({lookup::score});
        assert_true(f.result.complete);
        assert_true(f.result.facts.level == gateway::risk_level::high);
    }
}

void a_server_that_is_gone_is_no_answer_and_no_request(void** state) {
    auto& f = lookup_of_state(state);
    f.serve(test::always(""));
    f.server.reset();
    f.look_up({lookup::standard});
    assert_false(f.result.complete || f.result.answered);
    assert_int_equal(f.result.requests, 0);
    assert_false(f.result.detail.empty());
}

void a_request_that_is_cut_is_no_answer(void** state) {
    auto& f = lookup_of_state(state);
    f.serve_in_turn({""});
    f.look_up({lookup::standard});
    assert_false(f.result.complete || f.result.answered);
    assert_int_equal(f.result.requests, 1);
}

void a_kept_connection_that_was_closed_is_no_failure(void** state) {
    auto& f = lookup_of_state(state);
    f.serve_in_turn({http_reply(200, phone_body()), "", http_reply(200, phone_body())});
    f.look_up({lookup::standard});
    f.look_up({lookup::standard}); // a question may be asked again
    assert_true(f.result.complete);
    assert_int_equal(f.server->requests().size(), 3);
}

void a_stop_ends_a_lookup(void** state) {
    auto& f = lookup_of_state(state);
    f.serve(test::always(http_reply(200, phone_body())));
    f.stop.request_stop();
    f.look_up({lookup::standard});
    assert_false(f.result.complete);
}

void no_detail_tells_the_number_or_a_person(void** state) {
    auto& f = lookup_of_state(state);
    const std::string personal =
        R"("contact":{"first_name":"Mallory","status":{"description":"13105551212"}})";
    const std::string body = phone_body(personal);
    const std::string error =
        R"({"errors":[{"code":-10001,"description":"Invalid Request: 13105551212"}],"status":{"description":"13105551212"}})";
    f.serve_in_turn({http_reply(200, body), http_reply(400, error), "13105551212 Mallory\r\n\r\n", "",
                     http_reply(302, "", "Location: https://127.0.0.1/13105551212\r\n")});
    for (int round = 0; round < 6; ++round) {
        f.look_up({lookup::contact});
        assert_false(f.result.detail.empty());
        for (const char* const secret : {"1310555", "Mallory", "phoneid/"})
            assert_true(f.result.detail.find(secret) == std::string::npos);
    }
    f.settings.request_timeout = std::chrono::seconds{1};
    f.serve([](test::session& connection) {
        connection.read_request();
        connection.wait_for_close();
    });
    f.look_up({lookup::contact});
    assert_true(f.result.detail.find("1310555") == std::string::npos);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, test::setup_lookup, test::teardown_lookup)
    const CMUnitTest tests[] = {
        CASE(only_300_and_301_answer),
        CASE(the_first_failure_ends_it_and_what_came_before_is_kept),
        CASE(intelligence_that_is_gone_is_no_outage_that_a_code_would_meet),
        CASE(what_is_not_known_of_one_lookup_does_not_end_the_others),
        CASE(an_add_on_that_the_account_lacks_is_unknown_by_name_and_the_others_count),
        CASE(an_add_on_refused_with_http_400_is_unknown_by_name_too),
        CASE(an_error_in_the_status_is_looked_up_like_one_in_errors),
        CASE(a_phone_on_a_block_list_is_blocked),
        CASE(an_odd_reference_spoils_no_lookup),
        CASE(a_server_that_is_gone_is_no_answer_and_no_request),
        CASE(a_request_that_is_cut_is_no_answer),
        CASE(a_kept_connection_that_was_closed_is_no_failure),
        CASE(a_stop_ends_a_lookup),
        CASE(no_detail_tells_the_number_or_a_person),
    };
    return cmocka_run_group_tests_name("gateway.telesign.phone_id_failures", tests, nullptr, nullptr);
}
