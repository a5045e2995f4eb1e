// SPDX-License-Identifier: BSD-3-Clause
#include "verify_fixture.h"

#include <array>
#include <atomic>
#include <ctime>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "cmocka_cpp.h"

namespace {

using gateway::outcome;
using test::always;
using test::clock_body;
using test::date_header;
using test::fixture_of;
using test::http_reply;
using test::is_signed_right;
using test::reference;
using test::request_number;
using test::seen_request;
using test::sent_body;
using test::session;
using test::valid_body;

void only_server_errors_and_silence_are_no_answer(void** state) {
    auto& f = fixture_of(state);
    f.serve_in_turn({http_reply(200, "{"), http_reply(302, ""), http_reply(503, ""), ""});
    f.send();
    assert_true(f.sent.outcome == outcome::unavailable && f.sent.answered);
    f.check();
    assert_true(f.checked.outcome != outcome::valid && f.checked.answered);
    f.send();
    assert_true(f.sent.outcome == outcome::unavailable && !f.sent.answered);
    f.send();
    assert_true(f.sent.outcome == outcome::unavailable && !f.sent.answered);
}

void a_send_that_is_cut_is_not_repeated_and_its_fate_is_unknown(void** state) {
    auto& f = fixture_of(state);
    f.serve_in_turn({http_reply(200, sent_body), "", http_reply(200, sent_body)});
    f.send();
    f.send(); // on the kept connection
    assert_true(f.sent.outcome == outcome::unavailable);
    assert_true(f.sent.fate_unknown);
    assert_int_equal(f.server->requests().size(), 2);
}

void a_check_on_a_kept_connection_that_was_closed_is_made_again_once(void** state) {
    auto& f = fixture_of(state);
    f.serve_in_turn({http_reply(200, sent_body), "", http_reply(200, valid_body)});
    f.send();
    f.check();
    assert_true(f.checked.outcome == outcome::valid);
    assert_int_equal(f.server->requests().size(), 3);
}

void a_check_that_is_cut_is_not_repeated(void** state) {
    auto& f = fixture_of(state);
    f.serve_in_turn({"", http_reply(200, valid_body)});
    f.check();
    assert_true(f.checked.outcome == outcome::unavailable);
    assert_int_equal(f.server->requests().size(), 1);
}

void a_server_that_is_gone_is_unavailable_and_nothing_left(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, sent_body)));
    f.server.reset();
    f.send();
    assert_true(f.sent.outcome == outcome::unavailable);
    assert_false(f.sent.fate_unknown);
    f.check();
    assert_true(f.checked.outcome == outcome::unavailable);
    const auto news = f.verifier->delivery(reference, f.stop.get_token());
    assert_true(news.outcome == outcome::unavailable && !news.final);
    for (const std::string_view user_message :
         {f.sent.user_message, f.checked.user_message, news.user_message})
        assert_true(user_message.empty()); // the login says that the service cannot be reached, and what to do
}

void a_connection_that_was_never_made_is_tried_once_more(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, sent_body)));
    f.server->refuse_handshakes(1);
    f.send();
    assert_true(f.sent.outcome == outcome::sent);
    f.server.emplace(f.certificate, always(http_reply(200, sent_body)));
    f.settings.endpoints = {f.server->url()};
    f.verifier = gateway::telesign::make_verifier(std::make_shared<gateway::telesign::api>(f.settings));
    f.server->refuse_handshakes(2);
    f.send();
    assert_true(f.sent.outcome == outcome::unavailable);
    assert_false(f.sent.fate_unknown);
    assert_true(f.server->requests().empty());
}

void a_refused_date_is_corrected_by_the_replys_date_and_kept(void** state) {
    auto& f = fixture_of(state);
    f.serve_in_turn({http_reply(401, clock_body, date_header(4000)), http_reply(200, sent_body),
                     http_reply(200, valid_body)});
    f.send();
    assert_true(f.sent.outcome == outcome::sent);
    assert_true(f.sent.detail.find("-30010") != std::string::npos);
    f.check();
    assert_true(f.checked.outcome == outcome::valid);
    assert_int_equal(f.server->requests().size(), 3);
    std::vector<std::time_t> times;
    std::set<std::string> nonces;
    for (std::size_t index = 0; index < 3; ++index) {
        const seen_request seen = request_number(f, index);
        assert_true(is_signed_right(seen));
        nonces.insert(seen.headers.at("x-ts-nonce"));
        std::tm utc{};
        assert_non_null(::strptime(seen.headers.at("Date").c_str(), "%a, %d %b %Y %T GMT", &utc));
        times.push_back(::timegm(&utc));
    }
    assert_int_equal(nonces.size(), 3);
    assert_in_range(times[1] - times[0], 3900, 4200); // seconds, with room for a slow machine
    assert_in_range(times[2] - times[0], 3900, 4200);
}

void a_date_that_is_refused_again_is_not_tried_a_third_time(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(401, clock_body, date_header(-4000))));
    f.check();
    assert_true(f.checked.outcome == outcome::refused);
    assert_int_equal(f.server->requests().size(), 2);
}

void a_clock_is_not_corrected_by_more_than_a_day_or_without_a_date(void** state) {
    auto& f = fixture_of(state);
    f.serve_in_turn({http_reply(401, clock_body, date_header(172800)), http_reply(401, clock_body)});
    f.send();
    assert_true(f.sent.outcome == outcome::refused);
    assert_true(f.sent.detail.find("too far to correct") != std::string::npos);
    f.send();
    assert_true(f.sent.outcome == outcome::refused);
    assert_int_equal(f.server->requests().size(), 2);
}

void no_answer_in_time_is_unavailable_and_unknown(void** state) {
    auto& f = fixture_of(state);
    // More and more time, until even a busy machine has sent the request by then.
    for (std::chrono::seconds time{1}; !f.sent.fate_unknown && time < std::chrono::minutes{1}; time *= 2) {
        f.settings.request_timeout = time;
        f.serve([](session& connection) {
            connection.read_request();
            connection.wait_for_close();
        });
        f.send();
    }
    assert_true(f.sent.outcome == outcome::unavailable);
    assert_true(f.sent.fate_unknown);
    assert_int_equal(f.server->requests().size(), 1);
}

void a_stop_ends_a_send(void** state) {
    auto& f = fixture_of(state);
    f.settings.request_timeout = std::chrono::seconds{3600};
    f.serve([](session& connection) {
        connection.read_request();
        connection.wait_for_close();
    });
    std::thread stopper{[&f] {
        f.server->wait_for_requests(1);
        f.stop.request_stop();
    }};
    f.send();
    stopper.join();
    assert_true(f.sent.outcome == outcome::unavailable);
    assert_true(f.sent.fate_unknown);
}

void a_huge_reply_is_unavailable_and_unknown(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, sent_body + std::string(70000, ' '))));
    f.send();
    assert_true(f.sent.outcome == outcome::unavailable);
    assert_true(f.sent.fate_unknown);
}

void errors_by_http_status_have_their_outcomes(void** state) {
    auto& f = fixture_of(state);
    f.serve_in_turn({http_reply(401, R"({"errors":[{"code":-30006,"description":"x"}]})"),
                     http_reply(429, "{}"), http_reply(503, "busy"),
                     http_reply(302, "", "Location: https://127.0.0.1:1/\r\n")});
    for (const outcome expected :
         {outcome::refused, outcome::rate_limited, outcome::unavailable, outcome::unavailable}) {
        f.send();
        assert_true(f.sent.outcome == expected);
        assert_false(f.sent.fate_unknown);
    }
    assert_int_equal(f.server->requests().size(), 4);
}

void sixteen_threads_log_in_at_once_while_the_clock_is_corrected(void** state) {
    auto& f = fixture_of(state);
    f.serve([refused = std::make_shared<std::atomic<int>>(0)](session& connection) {
        while (const auto request = connection.read_request()) {
            const bool refuse = (*refused)++ < 8; // several threads correct at once
            const char* const body = request->starts_with("POST") ? sent_body : valid_body;
            connection.write(refuse ? http_reply(401, clock_body, date_header(600)) : http_reply(200, body));
        }
    });
    // A thread may meet a refused date twice and then gives up: what must hold is that every answer is one of two.
    std::atomic<int> valid = 0;
    std::atomic<int> refused = 0;
    std::array<std::thread, 16> threads;
    for (std::thread& one : threads)
        one = std::thread([&] {
            for (int round = 0; round < 5; ++round) {
                const auto sent = f.verifier->send(f.request, f.stop.get_token());
                const auto checked = f.verifier->check(reference, "12345", f.stop.get_token());
                valid += (sent.outcome == outcome::sent) + (checked.outcome == outcome::valid);
                refused += (sent.outcome == outcome::refused) + (checked.outcome == outcome::refused);
            }
        });
    for (auto& thread : threads)
        thread.join();
    assert_int_equal(valid + refused, 16 * 5 * 2);
    assert_in_range(refused, 0, 4); // 8 refusals make at most 4 pairs
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, test::setup_verify, test::teardown_verify)
    const CMUnitTest tests[] = {
        CASE(only_server_errors_and_silence_are_no_answer),
        CASE(a_send_that_is_cut_is_not_repeated_and_its_fate_is_unknown),
        CASE(a_check_on_a_kept_connection_that_was_closed_is_made_again_once),
        CASE(a_check_that_is_cut_is_not_repeated),
        CASE(a_server_that_is_gone_is_unavailable_and_nothing_left),
        CASE(a_connection_that_was_never_made_is_tried_once_more),
        CASE(a_refused_date_is_corrected_by_the_replys_date_and_kept),
        CASE(a_date_that_is_refused_again_is_not_tried_a_third_time),
        CASE(a_clock_is_not_corrected_by_more_than_a_day_or_without_a_date),
        CASE(no_answer_in_time_is_unavailable_and_unknown),
        CASE(a_stop_ends_a_send),
        CASE(a_huge_reply_is_unavailable_and_unknown),
        CASE(errors_by_http_status_have_their_outcomes),
        CASE(sixteen_threads_log_in_at_once_while_the_clock_is_corrected),
    };
    return cmocka_run_group_tests_name("gateway.telesign.verify_failures", tests, nullptr, nullptr);
}
