#include "phone_id_fixture.h"

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
        {200, false, R"({"status":{"code":301},"errors":[{"code":-60001}]})", "no live data"},
        {200, false, R"({"status":{"code":290}})", "status 290"},
        {200, false, R"({"status":{"code":1900}})", "status 1900"},
        {200, false, R"({"status":{"code":4711}})", "status 4711 (unknown to this program)"},
        {200, false, "{}", "no status.code"},
        {200, false, "[]", "not an object"},
        {200, false, "<html>", "web page"},
        {200, false, R"({"status":{"code":300},"status":{"code":300}})", "given twice"},
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
                     http_reply(200, phone_body())});
    f.look_up({lookup::standard, lookup::score, lookup::live});
    assert_false(f.result.complete);
    assert_false(f.result.answered); // HTTP 503 is an outage
    assert_int_equal(f.result.requests, 2);
    assert_int_equal(f.server->requests().size(), 2);
    assert_string_equal(f.result.facts.country.c_str(), "US");
    assert_false(f.result.report.empty());
    assert_string_equal(f.result.reference_id.c_str(), test::reference);
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
        R"({"errors":[{"code":-10001,"description":"13105551212 Mallory"}],"status":{"description":"13105551212"}})";
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
        CASE(a_server_that_is_gone_is_no_answer_and_no_request),
        CASE(a_request_that_is_cut_is_no_answer),
        CASE(a_kept_connection_that_was_closed_is_no_failure),
        CASE(a_stop_ends_a_lookup),
        CASE(no_detail_tells_the_number_or_a_person),
    };
    return cmocka_run_group_tests_name("gateway.telesign.phone_id_failures", tests, nullptr, nullptr);
}
