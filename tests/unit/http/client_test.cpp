// SPDX-License-Identifier: BSD-3-Clause
#include "client_fixture.h"
#include "reserved_port.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "cmocka_cpp.h"

namespace {

using http::failure;
using test::always;
using test::fixture_of;
using test::http_reply;
using test::session;

void a_reply_is_handed_over_with_status_body_type_and_times(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(503, "{\"a\":1}",
                              "Date: Sat, 03 Oct 2015 14:51:28 GMT\r\n"
                              "Retry-After: Sat, 03 Oct 2015 14:51:30 GMT\r\n")));
    f.get("/path?query=1");
    assert_true(f.result.has_value());
    assert_int_equal(f.result->status, 503);
    assert_true(f.result->body.view() == "{\"a\":1}");
    assert_string_equal(f.result->content_type.c_str(), "application/json");
    assert_true(f.result->date.has_value());
    assert_int_equal(*f.result->date, 1443883888);
    assert_true(f.result->retry_after == std::chrono::seconds{2}); // by the reply's own clock
    const std::string request = f.server->requests().at(0);
    assert_int_equal(request.rfind("GET /path?query=1 HTTP/1.1\r\n", 0), 0);
    assert_true(request.find("\r\nX-Test: yes\r\n") != std::string::npos);
}

void a_reply_without_type_and_times_has_none(void** state) {
    auto& f = fixture_of(state);
    f.serve(always("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    f.get();
    assert_true(f.result.has_value());
    assert_false(f.result->date.has_value());
    assert_false(f.result->retry_after.has_value());
    assert_true(f.result->content_type.empty());
    assert_true(f.result->body.empty());
}

void post_and_put_carry_their_body_and_wait_for_no_100_continue(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, "{}")));
    f.post("phone_number=1");
    f.perform(http::method::put, f.server->url(), "x=2");
    const auto requests = f.server->requests();
    assert_int_equal(requests.size(), 2);
    assert_int_equal(requests[0].rfind("POST /post HTTP/1.1\r\n", 0), 0);
    assert_true(requests[0].ends_with("\r\n\r\nphone_number=1"));
    assert_true(requests[0].find("Expect") == std::string::npos);
    assert_int_equal(requests[1].rfind("PUT / HTTP/1.1\r\n", 0), 0);
    assert_true(requests[1].ends_with("\r\n\r\nx=2"));
}

void three_requests_of_all_kinds_cost_one_handshake(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, "{}")));
    f.post("a=1");
    f.get();
    f.post("b=2");
    assert_true(f.result.has_value());
    assert_int_equal(f.server->requests().size(), 3);
    assert_int_equal(f.server->handshakes(), 1);
}

/// Answers once, reads the second request of the same connection, and hangs up.
void answer_then_cut(session& connection) {
    if (connection.read_request() && connection.write(http_reply(200, "{}")))
        connection.read_request();
}

void a_post_on_a_kept_connection_that_dies_is_not_sent_again(void** state) {
    auto& f = fixture_of(state);
    f.serve(answer_then_cut);
    f.get();
    f.post("call=1");
    assert_true(f.failed_with(failure::dead_connection));
    assert_int_equal(f.server->requests().size(), 2);
    assert_int_equal(f.server->requests().at(1).rfind("POST ", 0), 0);
    f.get(); // and the client goes on with a new connection
    assert_true(f.result.has_value());
    assert_int_equal(f.server->requests().size(), 3);
}

void a_get_on_a_kept_connection_that_dies_is_not_sent_again(void** state) {
    auto& f = fixture_of(state);
    f.serve(answer_then_cut);
    f.get();
    f.get("/?verify_code=12345");
    assert_true(f.failed_with(failure::dead_connection));
    assert_int_equal(f.server->requests().size(), 2);
}

void a_cut_before_the_reply_leaves_the_fate_unknown(void** state) {
    auto& f = fixture_of(state);
    f.serve([](session& connection) { connection.read_request(); });
    f.post("call=1");
    assert_true(f.failed_with(failure::fate_unknown));
    assert_int_equal(f.server->requests().size(), 1);
}

void a_cut_amid_the_reply_leaves_the_fate_unknown(void** state) {
    auto& f = fixture_of(state);
    f.serve([](session& connection) {
        connection.read_request();
        connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"reference_id\":");
    });
    f.get();
    assert_true(f.failed_with(failure::fate_unknown));
    assert_int_equal(f.server->requests().size(), 1);
}

void what_is_not_http_leaves_the_fate_unknown(void** state) {
    auto& f = fixture_of(state);
    f.serve([](session& connection) {
        connection.read_request();
        connection.write("{\"verify\":{\"code_state\":\"VALID\"}}\r\n\r\n");
    });
    f.get();
    assert_true(f.failed_with(failure::fate_unknown));
}

void nobody_listening_means_not_sent(void** state) {
    auto& f = fixture_of(state);
    const tests::reserved_port nobody;
    f.perform(http::method::post, "https://" + nobody.address(), "call=1");
    assert_true(f.failed_with(failure::not_sent, "onnect to"));
}

void a_name_without_address_means_not_sent(void** state) {
    auto& f = fixture_of(state);
    f.perform(http::method::get, "https://no-such-name.invalid/");
    assert_true(f.failed_with(failure::not_sent, "resolve host"));
}

void sixteen_threads_share_a_client(void** state) {
    auto& f = fixture_of(state);
    constexpr int thread_count = 16;
    constexpr int rounds = 10;
    f.serve([](session& connection) { // each reply repeats its own request's body
        while (const auto request = connection.read_request())
            connection.write(http_reply(200, request->substr(request->find("\r\n\r\n") + 4)));
    });
    f.client.emplace(f.options);
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    threads.reserve(thread_count);
    for (int number = 0; number < thread_count; ++number)
        threads.emplace_back([&f, &right, number] {
            for (int round = 0; round < rounds; ++round) {
                const std::string body = std::to_string(number) + "/" + std::to_string(round);
                http::request request;
                request.method = http::method::post;
                request.url = support::secret{f.server->url()};
                request.body = support::secret{body};
                const auto reply = f.client->perform(request, f.stop.get_token());
                right += reply && reply->body.view() == body ? 1 : 0;
            }
        });
    for (auto& thread : threads)
        thread.join();
    assert_int_equal(right, thread_count * rounds);
    assert_int_equal(f.server->requests().size(), thread_count * rounds);
    assert_in_range(f.server->handshakes(), 1, thread_count * rounds - 1);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, test::setup_client, test::teardown_client)
    const CMUnitTest tests[] = {
        CASE(a_reply_is_handed_over_with_status_body_type_and_times),
        CASE(a_reply_without_type_and_times_has_none),
        CASE(post_and_put_carry_their_body_and_wait_for_no_100_continue),
        CASE(three_requests_of_all_kinds_cost_one_handshake),
        CASE(a_post_on_a_kept_connection_that_dies_is_not_sent_again),
        CASE(a_get_on_a_kept_connection_that_dies_is_not_sent_again),
        CASE(a_cut_before_the_reply_leaves_the_fate_unknown),
        CASE(a_cut_amid_the_reply_leaves_the_fate_unknown),
        CASE(what_is_not_http_leaves_the_fate_unknown),
        CASE(nobody_listening_means_not_sent),
        CASE(a_name_without_address_means_not_sent),
        CASE(sixteen_threads_share_a_client),
    };
    return cmocka_run_group_tests_name("http.client", tests, nullptr, nullptr);
}
