// SPDX-License-Identifier: BSD-3-Clause
#include "verify_fixture.h"

#include <string>
#include <thread>

#include "cmocka_cpp.h"

namespace {

using gateway::outcome;
using test::fixture_of;
using test::http_reply;
using test::is_signed_right;
using test::request_number;
using test::sent_body;
using test::valid_body;

constexpr const char* at_once = "Retry-After: 0\r\n";

void a_send_that_was_put_off_is_made_once_more(void** state) {
    auto& f = fixture_of(state);
    for (const int http_status : {429, 503}) {
        f.serve_in_turn({http_reply(http_status, "{}", at_once), http_reply(200, sent_body)});
        f.send();
        assert_true(f.sent.outcome == outcome::sent);
        assert_true(f.sent.detail.find("; waited 0 s as TeleSign asked") != std::string::npos);
        assert_int_equal(f.server->requests().size(), 2);
        const auto first = request_number(f, 0);
        const auto second = request_number(f, 1);
        assert_true(is_signed_right(second));
        assert_true(first.body == second.body);
        assert_true(first.headers.at("x-ts-nonce") != second.headers.at("x-ts-nonce"));
    }
}

void a_check_that_was_put_off_is_made_once_more_a_second_later(void** state) {
    auto& f = fixture_of(state);
    f.serve_in_turn({http_reply(200, R"({"errors":[{"code":-90001}]})", "Retry-After: 1\r\n"),
                     http_reply(200, valid_body)});
    f.check();
    assert_true(f.checked.outcome == outcome::valid);
    assert_int_equal(f.server->requests().size(), 2);
}

void who_is_put_off_twice_gives_up(void** state) {
    auto& f = fixture_of(state);
    f.serve_in_turn(
        {http_reply(429, "{}", at_once), http_reply(429, "{}", at_once), http_reply(200, sent_body)});
    f.send();
    assert_true(f.sent.outcome == outcome::rate_limited);
    assert_int_equal(f.server->requests().size(), 2);
}

void a_long_wait_is_told_and_not_waited_for(void** state) {
    auto& f = fixture_of(state);
    f.serve_in_turn({http_reply(429, "{}", "Retry-After: 120\r\n"), http_reply(200, sent_body)});
    f.send();
    assert_true(f.sent.outcome == outcome::rate_limited);
    assert_true(f.sent.detail.find("; TeleSign asks to wait 120 s") != std::string::npos);
    assert_int_equal(f.server->requests().size(), 1);
}

void a_reply_without_retry_after_or_with_garbage_is_not_repeated(void** state) {
    auto& f = fixture_of(state);
    for (const char* const header : {"", "Retry-After: soon\r\n", "Retry-After: -1\r\n"}) {
        f.serve_in_turn({http_reply(503, "{}", header), http_reply(200, sent_body)});
        f.send();
        assert_true(f.sent.outcome == outcome::unavailable);
        assert_int_equal(f.server->requests().size(), 1);
    }
}

void a_stop_leaves_the_request_put_off(void** state) {
    auto& f = fixture_of(state);
    f.serve_in_turn({http_reply(429, "{}", "Retry-After: 3\r\n"), http_reply(200, sent_body)});
    std::thread stopper{[&f] {
        f.server->wait_for_requests(1);
        f.stop.request_stop();
    }};
    f.send();
    stopper.join();
    assert_true(f.sent.outcome != outcome::sent);
    assert_int_equal(f.server->requests().size(), 1);
}

void a_cut_after_the_wait_is_no_old_answer(void** state) {
    auto& f = fixture_of(state);
    f.serve_in_turn({http_reply(429, "{}", at_once), ""});
    f.send();
    assert_true(f.sent.outcome == outcome::unavailable);
    assert_true(f.sent.fate_unknown);
    assert_int_equal(f.server->requests().size(), 2);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, test::setup_verify, test::teardown_verify)
    const CMUnitTest tests[] = {
        CASE(a_send_that_was_put_off_is_made_once_more),
        CASE(a_check_that_was_put_off_is_made_once_more_a_second_later),
        CASE(who_is_put_off_twice_gives_up),
        CASE(a_long_wait_is_told_and_not_waited_for),
        CASE(a_reply_without_retry_after_or_with_garbage_is_not_repeated),
        CASE(a_stop_leaves_the_request_put_off),
        CASE(a_cut_after_the_wait_is_no_old_answer),
    };
    return cmocka_run_group_tests_name("gateway.telesign.verify_retry", tests, nullptr, nullptr);
}
