// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/encoding.h"

#include "support/base64.h"
#include "support/random.h"
#include "unit/telesign-simulator/simulator_process.h"

#include <set>

#include <fmt/format.h>

#include "cmocka_cpp.h"

namespace {

using test::curl_client;
using test::running_simulator;

constexpr const char* faults = "[13105550101]\nsend = cut-before\n"
                               "[13105550102]\nsend = cut-amid\n"
                               "[13105550103]\nsend = cut-after\n"
                               "[13105550104]\nsend = no-answer\n"
                               "[13105550105]\nsend = huge-body\n"
                               "[13105550106]\nsend = huge-chunked\n"
                               "[13105550107]\nsend = redirect\n"
                               "[13105550108]\nsend = http 503\n"
                               "[13105550109]\nsend = delay 0.05\n"
                               "[13105550110]\nlookup = http 429, retry-after 7\n";
constexpr std::size_t mebibyte = std::size_t{1024} * 1024;

int start_simulator(void** state) {
    *state = new running_simulator{faults};
    return 0;
}
/// Every test ends with SIGTERM and a clean exit.
int stop_simulator(void** state) {
    const std::unique_ptr<running_simulator> simulator{static_cast<running_simulator*>(*state)};
    simulator->program().send_signal(SIGTERM);
    return simulator->program().wait();
}
running_simulator& simulator_of(void** state) {
    return *static_cast<running_simulator*>(*state);
}

void kept_connections_are_one_handshake_each(void** state) {
    curl_client first{simulator_of(state)};
    curl_client second{simulator_of(state)};
    for (int request = 0; request < 3; ++request) {
        assert_int_equal(first.send_sms("13105551212"), CURLE_OK);
        assert_int_equal(simulator_of(state).log_line().at("connection").get<int>(), 1);
    }
    assert_int_equal(second.send_sms("13105551212"), CURLE_OK);
    assert_int_equal(second.http(), 200);
    const nlohmann::json line = simulator_of(state).log_line();
    assert_string_equal(
        line.dump().c_str(),
        R"({"connection":2,"error":null,"http":200,"method":"POST","path":"/v1/verify/sms","status":290})");
}

void the_exact_bytes_are_what_is_signed(void** state) {
    curl_client client{simulator_of(state)};
    const std::string body = "phone_number=1310%35551212&ucid=ATCK";
    const std::string type = "application/x-www-form-urlencoded; charset=utf-8";
    const std::string date = simulator::http_date(std::chrono::system_clock::now());
    const std::string nonce = support::random_hex(16);
    const std::string to_sign =
        fmt::format("POST\n{}\n{}\nx-ts-auth-method:HMAC-SHA256\nx-ts-nonce:{}\n{}\n/v1/verify/sms", type,
                    date, nonce, body);
    const std::string signature = simulator::sign(support::decode_base64(test::api_key)->view(), to_sign);
    curl_slist* headers = nullptr;
    for (const std::string& header :
         {fmt::format("Authorization: TSA {}:{}", test::customer_id, signature), "Content-Type: " + type,
          "Date: " + date, std::string{"x-ts-auth-method: HMAC-SHA256"}, "x-ts-nonce: " + nonce})
        headers = ::curl_slist_append(headers, header.c_str());
    client.set(CURLOPT_HTTPHEADER, headers);
    client.set(CURLOPT_USERNAME, static_cast<const char*>(nullptr));
    client.set(CURLOPT_PASSWORD, static_cast<const char*>(nullptr));
    const CURLcode first = client.post("/v1/verify/sms?ignored=1", body);
    const long first_http = client.http();
    const CURLcode replayed = client.post("/v1/verify/sms", body);
    ::curl_slist_free_all(headers);
    assert_int_equal(first, CURLE_OK);
    assert_int_equal(first_http, 200);
    assert_int_equal(replayed, CURLE_OK);
    assert_int_equal(client.http(), 401);
    assert_true(client.body().find("-30012") != std::string::npos);
}

void a_long_spoken_text_is_taken(void** state) {
    curl_client client{simulator_of(state)};
    std::string fields = "phone_number=13105551212&language=de-DE&tts_message=$$CODE$$";
    for (int letter = 0; letter < 1992; ++letter)
        fields += "%C3%A4";
    assert_int_equal(client.post("/v1/verify/call", fields), CURLE_OK);
    assert_int_equal(client.http(), 200);
}

void a_request_that_is_too_large_is_refused(void** state) {
    curl_client client{simulator_of(state)};
    // the connection may end while the client still writes
    if (client.post("/v1/verify/call", std::string(mebibyte, 'x')) == CURLE_OK)
        assert_int_equal(client.http(), 413);
    curl_client next{simulator_of(state)};
    assert_int_equal(next.send_sms("13105551212"), CURLE_OK);
    assert_int_equal(simulator_of(state).codes_sent(), 1);
}

void cut_before_ends_the_connection_without_a_byte_but_sends(void** state) {
    curl_client client{simulator_of(state)};
    const CURLcode result = client.send_sms("13105550101");
    assert_true(result == CURLE_GOT_NOTHING || result == CURLE_RECV_ERROR);
    assert_int_equal(client.http(), 0);
    assert_int_equal(simulator_of(state).codes_sent(), 1);
}

void cut_amid_ends_the_connection_in_the_body(void** state) {
    curl_client client{simulator_of(state)};
    const CURLcode result = client.send_sms("13105550102");
    assert_true(result == CURLE_PARTIAL_FILE || result == CURLE_RECV_ERROR);
    assert_int_equal(client.http(), 200);
    assert_true(client.body().starts_with("{\"reference_id\""));
    assert_false(nlohmann::json::accept(client.body()));
}

void cut_after_gives_the_whole_reply_and_the_next_request_connects_anew(void** state) {
    curl_client client{simulator_of(state)};
    for (int request = 1; request <= 2; ++request) {
        assert_int_equal(client.send_sms("13105550103"), CURLE_OK);
        assert_int_equal(client.http(), 200);
        assert_true(nlohmann::json::accept(client.body()));
        assert_int_equal(simulator_of(state).log_line().at("connection").get<int>(), request);
    }
}

void no_answer_leaves_the_client_to_its_timeout_and_others_alone(void** state) {
    curl_client client{simulator_of(state)};
    client.set(CURLOPT_TIMEOUT_MS, 500L);
    assert_int_equal(client.send_sms("13105550104"), CURLE_OPERATION_TIMEDOUT);
    curl_client other{simulator_of(state)};
    assert_int_equal(other.send_sms("13105551212"), CURLE_OK);
}

void a_delayed_reply_arrives(void** state) {
    curl_client client{simulator_of(state)};
    assert_int_equal(client.send_sms("13105550109"), CURLE_OK);
    assert_int_equal(client.http(), 200);
}

void huge_bodies_come_with_and_without_their_length(void** state) {
    curl_client client{simulator_of(state)};
    curl_off_t content_length = 0;
    assert_int_equal(client.send_sms("13105550105"), CURLE_OK);
    ::curl_easy_getinfo(client.handle(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &content_length);
    assert_int_equal(content_length, client.body().size());
    assert_true(client.body().size() > mebibyte);
    assert_int_equal(client.send_sms("13105550106"), CURLE_OK);
    ::curl_easy_getinfo(client.handle(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &content_length);
    assert_int_equal(content_length, -1);
    assert_true(client.body().size() > mebibyte);
    assert_int_equal(client.connects(), 0); // the connection outlives both
}

void a_redirect_is_told_apart_when_followed(void** state) {
    curl_client client{simulator_of(state)};
    assert_int_equal(client.send_sms("13105550107"), CURLE_OK);
    assert_int_equal(client.http(), 302);
    assert_int_equal(simulator_of(state).log_line().at("http").get<int>(), 302);
    client.set(CURLOPT_FOLLOWLOCATION, 1L);
    assert_int_equal(client.send_sms("13105550107"), CURLE_OK);
    assert_int_equal(client.http(), 200);
    assert_int_equal(simulator_of(state).log_line().at("http").get<int>(), 302);
    assert_true(simulator_of(state).log_line().at("path").get<std::string>().starts_with("/v1/redirected/"));
    assert_string_equal(simulator_of(state).program().error_line().c_str(),
                        "warning: a redirect was followed: this client can be led anywhere\n");
}

void a_bare_http_error_is_html(void** state) {
    curl_client client{simulator_of(state)};
    assert_int_equal(client.send_sms("13105550108"), CURLE_OK);
    assert_int_equal(client.http(), 503);
    assert_true(client.body().starts_with("<html>"));
}

void phones_are_looked_up_and_their_numbers_not_logged(void** state) {
    curl_client client{simulator_of(state)};
    assert_int_equal(client.post_json("/v1/phoneid/13105551212", R"({"addons":{"sim_swap":{}}})"), CURLE_OK);
    assert_int_equal(client.http(), 200);
    assert_int_equal(
        nlohmann::json::parse(client.body()).at("sim_swap").at("risk_indicator").get<std::string>().size(),
        1);
    assert_int_equal(client.post_json("/v1/phoneid", R"({"phone_number":"13105551212"})"), CURLE_OK);
    assert_int_equal(client.http(), 200);
    assert_int_equal(
        client.post("/intelligence/phone", "phone_number=13105551212&account_lifecycle_event=sign-in"),
        CURLE_OK);
    assert_int_equal(client.http(), 200);
    assert_int_equal(client.post("/v1/score/13105551212", "account_lifecycle_event=sign-in"), CURLE_OK);
    assert_int_equal(client.http(), 200);
    assert_int_equal(client.get("/v1/phoneid/live/13105551212?ucid=ATCK"), CURLE_OK);
    assert_int_equal(client.http(), 200);
    const std::pair<const char*, const char*> logged[] = {{"POST", "/v1/phoneid/*********12"},
                                                          {"POST", "/v1/phoneid"},
                                                          {"POST", "/intelligence/phone"},
                                                          {"POST", "/v1/score/*********12"},
                                                          {"GET", "/v1/phoneid/live/*********12"}};
    for (const auto& [method, path] : logged)
        assert_string_equal(
            simulator_of(state).log_line().dump().c_str(),
            fmt::format(
                R"({{"connection":1,"error":null,"http":200,"method":"{}","path":"{}","status":300}})",
                method, path)
                .c_str());
}

void a_client_is_told_how_long_to_wait(void** state) {
    curl_client client{simulator_of(state)};
    assert_int_equal(client.get("/v1/phoneid/standard/13105550110"), CURLE_OK);
    assert_int_equal(client.http(), 429);
    curl_off_t seconds = -1;
    ::curl_easy_getinfo(client.handle(), CURLINFO_RETRY_AFTER, &seconds);
    assert_int_equal(seconds, 7);
}

void every_method_is_answered(void** state) {
    curl_client client{simulator_of(state)};
    for (const char* method : {"PUT", "DELETE", "OPTIONS"}) {
        client.set(CURLOPT_CUSTOMREQUEST, method);
        client.set(CURLOPT_POSTFIELDS, "");
        assert_int_equal(client.post("/v1/verify/sms", ""), CURLE_OK);
        assert_int_equal(client.http(), 405);
    }
}

void three_hundred_connections_are_served_at_once(void** state) {
    constexpr int many = 300;
    std::vector<std::unique_ptr<curl_client>> clients;
    std::set<int> numbers;
    for (int round = 0; round < 2; ++round)
        for (int index = 0; index < many; ++index) {
            if (round == 0)
                clients.push_back(std::make_unique<curl_client>(simulator_of(state)));
            assert_int_equal(clients[static_cast<std::size_t>(index)]->get("/nowhere"), CURLE_OK);
            numbers.insert(simulator_of(state).log_line().at("connection").get<int>());
        }
    assert_int_equal(numbers.size(), many); // the second round came on the kept ones
}

} // namespace

int main() {
    ::curl_global_init(CURL_GLOBAL_DEFAULT);
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(kept_connections_are_one_handshake_each, start_simulator,
                                        stop_simulator),
        cmocka_unit_test_setup_teardown(the_exact_bytes_are_what_is_signed, start_simulator, stop_simulator),
        cmocka_unit_test_setup_teardown(a_long_spoken_text_is_taken, start_simulator, stop_simulator),
        cmocka_unit_test_setup_teardown(a_request_that_is_too_large_is_refused, start_simulator,
                                        stop_simulator),
        cmocka_unit_test_setup_teardown(cut_before_ends_the_connection_without_a_byte_but_sends,
                                        start_simulator, stop_simulator),
        cmocka_unit_test_setup_teardown(cut_amid_ends_the_connection_in_the_body, start_simulator,
                                        stop_simulator),
        cmocka_unit_test_setup_teardown(cut_after_gives_the_whole_reply_and_the_next_request_connects_anew,
                                        start_simulator, stop_simulator),
        cmocka_unit_test_setup_teardown(no_answer_leaves_the_client_to_its_timeout_and_others_alone,
                                        start_simulator, stop_simulator),
        cmocka_unit_test_setup_teardown(a_delayed_reply_arrives, start_simulator, stop_simulator),
        cmocka_unit_test_setup_teardown(huge_bodies_come_with_and_without_their_length, start_simulator,
                                        stop_simulator),
        cmocka_unit_test_setup_teardown(a_redirect_is_told_apart_when_followed, start_simulator,
                                        stop_simulator),
        cmocka_unit_test_setup_teardown(a_bare_http_error_is_html, start_simulator, stop_simulator),
        cmocka_unit_test_setup_teardown(phones_are_looked_up_and_their_numbers_not_logged, start_simulator,
                                        stop_simulator),
        cmocka_unit_test_setup_teardown(a_client_is_told_how_long_to_wait, start_simulator, stop_simulator),
        cmocka_unit_test_setup_teardown(every_method_is_answered, start_simulator, stop_simulator),
        cmocka_unit_test_setup_teardown(three_hundred_connections_are_served_at_once, start_simulator,
                                        stop_simulator),
    };
    const int failed = cmocka_run_group_tests(tests, nullptr, nullptr);
    ::curl_global_cleanup();
    return failed;
}
