// SPDX-License-Identifier: BSD-3-Clause
// TeleSign's callbacks: what is believed of what comes.

#include "telesignd/callback_fixture.h"

#include <cstring>

namespace {

using namespace tests;

void signed_news_reach_the_login_that_waits(void** state) {
    assert_int_equal(at(state).post_signed(news(103)), 200);
    assert_string_equal(at(state).latest_tell(), "The phone is ringing.");
    assert_int_equal(at(state).post_signed(news(107, 11)), 200);
    assert_string_equal(at(state).latest_tell(), "The line was busy.");
    assert_non_null(
        std::strstr(at(state).log.text().c_str(), ("info: callback reference=" + reference).c_str()));
}

void any_path_and_either_header_will_do(void** state) {
    const std::string body = news(107);
    assert_int_equal(at(state).post(body, {{"x-ts-authorization", signed_by(key, body)}}, "/a/b?c=d"), 200);
    assert_string_equal(at(state).latest_tell(), "The line was busy.");
    // A proxy's own Authorization is not in the way.
    const httplib::Headers both{{"Authorization", "Basic eDp5"},
                                {"x-ts-authorization", signed_by(key, body)}};
    assert_int_equal(at(state).post(body, both), 200);
}

void news_in_another_case_are_of_the_same_code(void** state) {
    const std::string upper = "0123456789ABCDEF0123456789ABCDEF";
    assert_int_equal(at(state).post_signed(news(107, 10, upper)), 200);
    assert_string_equal(at(state).latest_tell(), "The line was busy.");
    assert_non_null(std::strstr(at(state).log.text().c_str(), ("callback reference=" + upper).c_str()));
    at(state).subscription.emplace(at(state).deliveries, "aB3_x-Z9");
    assert_int_equal(at(state).post_signed(news(103, 10, "Ab3_X-z9")), 200);
    assert_string_equal(at(state).latest_tell(), "The phone is ringing.");
}

void the_signature_may_stand_alone_in_its_own_header(void** state) {
    const std::string body = news(107);
    const std::string pair = signed_by(key, body);
    const std::string alone = pair.substr(pair.find(':') + 1);
    assert_int_equal(at(state).post(body, {{"x-ts-authorization", alone}}), 200);
    assert_string_equal(at(state).latest_tell(), "The line was busy.");
    assert_int_equal(at(state).post(body, {{"Authorization", pair}, {"X-TS-Authorization", alone}}), 200);
    assert_int_equal(at(state).post(body, {{"x-ts-authorization", alone.substr(1)}}), 401);
    assert_int_equal(at(state).post(body, {{"Authorization", alone}}), 401);
}

// TeleSign tries a callback four times until it is answered.
void four_tries_are_one_callback(void** state) {
    for (int tries = 0; tries < 4; ++tries)
        assert_int_equal(at(state).post_signed(news(107)), 200);
    assert_string_equal(at(state).latest_tell(), "The line was busy.");
    const std::string log = at(state).log.text();
    const std::size_t first = log.find("callback reference=");
    assert_true(first != std::string::npos);
    assert_true(log.find("callback reference=", first + 1) == std::string::npos);
}

void an_impossible_date_leaves_it_to_the_order_of_arrival(void** state) {
    const auto dated = [](int code, const std::string& date) {
        std::string body = news(code);
        const std::string right = "2015-10-03T14:51:10.5Z";
        return body.replace(body.find(right), right.size(), date);
    };
    assert_int_equal(at(state).post_signed(dated(105, "2022-31-03T14:51:10.5Z")), 200);
    assert_string_equal(at(state).latest_tell(), "The call is about to be made.");
    assert_int_equal(at(state).post_signed(dated(103, "2022-31-03T14:51:10.5Z")), 200);
    assert_string_equal(at(state).latest_tell(), "The phone is ringing.");
    assert_int_equal(at(state).post_signed(dated(107, "Wed, 06 Nov 2015 13:36:07 -0800")), 200);
    assert_string_equal(at(state).latest_tell(), "The line was busy.");
    assert_int_equal(at(state).post_signed(dated(103, "")), 200); // what is final is not taken back
    assert_string_equal(at(state).latest_tell(), "The line was busy.");
}

void repeated_old_and_unknown_news_are_taken_and_change_nothing(void** state) {
    assert_int_equal(at(state).post_signed(news(107, 20)), 200);
    assert_int_equal(at(state).post_signed(news(100, 20)), 200);
    assert_int_equal(at(state).post_signed(news(103, 15)), 200);
    assert_int_equal(at(state).post_signed(news(100, 30, std::string(32, 'f'))), 200);
    assert_string_equal(at(state).latest_tell(), "The line was busy.");
}

void what_telesign_has_not_signed_is_refused(void** state) {
    const std::string body = news(107);
    assert_int_equal(at(state).post(body, {}), 401);
    assert_int_equal(at(state).post(body, {{"Authorization", "Basic eDp5"}}), 401);
    assert_int_equal(at(state).post(body, {{"Authorization", signed_by(other_key, body)}}), 401);
    assert_int_equal(at(state).post(body + " ", {{"Authorization", signed_by(key, body)}}), 401);
    assert_string_equal(at(state).latest_tell(), "(no news)");
}

void the_key_in_force_counts(void** state) {
    const std::string body = news(107);
    at(state).configure(other_key);
    assert_int_equal(at(state).post(body, {{"Authorization", signed_by(key, body)}}), 401);
    assert_int_equal(at(state).post(body, {{"Authorization", signed_by(other_key, body)}}), 200);
}

void signed_nonsense_is_a_bad_request(void** state) {
    for (const char* const body : {"", "{", "[]", "{\"reference_id\":\"alone\"}"})
        assert_int_equal(at(state).post_signed(body), 400);
}

void other_methods_are_refused(void** state) {
    httplib::Client client = at(state).client();
    assert_int_equal(callback_fixture::status_of(client.Get("/")), 405);
    assert_int_equal(callback_fixture::status_of(client.Head("/")), 405);
    assert_int_equal(callback_fixture::status_of(client.Put("/", "{}", "application/json")), 405);
    assert_int_equal(callback_fixture::status_of(client.Delete("/")), 405);
    assert_int_equal(callback_fixture::status_of(client.Options("/")), 405);
}

void a_large_body_is_refused_by_its_announced_and_by_its_real_size(void** state) {
    const std::string largest(std::size_t{64} * 1024, 'x');
    assert_int_equal(at(state).post_signed(largest), 400); // read, and no JSON
    assert_int_equal(at(state).post_signed(largest + 'x'), 413);
    assert_int_equal(at(state).post_signed(std::string(1 << 20, 'x')), 413);
    httplib::Client client = at(state).client();
    const auto chunked = client.Post(
        "/",
        [&](std::size_t, httplib::DataSink& sink) {
            sink.write(largest.data(), largest.size());
            sink.write("x", 1);
            sink.done();
            return true;
        },
        "application/json");
    assert_int_equal(callback_fixture::status_of(chunked), 413);
}

void what_is_not_sent_as_it_was_signed_is_refused(void** state) {
    const std::string body = news(107);
    const std::string signature = signed_by(key, body);
    assert_int_equal(at(state).post(body, {{"Authorization", signature}, {"Content-Encoding", "gzip"}}), 400);
    httplib::Client client = at(state).client();
    assert_int_equal(callback_fixture::status_of(client.Post("/", {{"Authorization", signature}}, body,
                                                             "multipart/form-data; boundary=x")),
                     400);
    assert_int_equal(at(state).post(body, {{"Authorization", signature}}, '/' + std::string(2000, 'a')), 414);
    assert_string_equal(at(state).latest_tell(), "(no news)");
}

void refusals_are_logged_once_and_without_what_was_sent(void** state) {
    const std::string body = R"({"reference_id":"rubbish of a stranger"})";
    for (int times = 0; times < 5; ++times)
        assert_int_equal(at(state).post(body, {{"Authorization", "TSA stranger:x"}}), 401);
    const std::string log = at(state).log.text();
    const char* const line =
        std::strstr(log.c_str(), "warning: callbacks refused since the last such line: 1;");
    assert_non_null(line);
    assert_null(std::strstr(line + std::strlen("warning: callbacks"), "callbacks refused"));
    assert_null(std::strstr(log.c_str(), "stranger"));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        OFFICE(signed_news_reach_the_login_that_waits),
        OFFICE(any_path_and_either_header_will_do),
        OFFICE(news_in_another_case_are_of_the_same_code),
        OFFICE(the_signature_may_stand_alone_in_its_own_header),
        OFFICE(four_tries_are_one_callback),
        OFFICE(an_impossible_date_leaves_it_to_the_order_of_arrival),
        OFFICE(repeated_old_and_unknown_news_are_taken_and_change_nothing),
        OFFICE(what_telesign_has_not_signed_is_refused),
        OFFICE(the_key_in_force_counts),
        OFFICE(signed_nonsense_is_a_bad_request),
        OFFICE(other_methods_are_refused),
        OFFICE(a_large_body_is_refused_by_its_announced_and_by_its_real_size),
        OFFICE(what_is_not_sent_as_it_was_signed_is_refused),
        OFFICE(refusals_are_logged_once_and_without_what_was_sent),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
