#include "gateway/telesign/verify.h"

#include "gateway/telesign/signature.h"
#include "scripted_server.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "cmocka_cpp.h"

namespace {

using gateway::channel;
using gateway::outcome;
using test::always;
using test::http_reply;
using test::scripted_server;
using test::session;

constexpr const char* reference = "0123456789abcdef0123456789abcdef";
constexpr const char* sent_body =
    R"({"reference_id":"0123456789ABCDEF0123456789ABCDEF","status":{"code":290}})";
constexpr const char* valid_body =
    R"({"reference_id":"0123456789ABCDEF0123456789ABCDEF","verify":{"code_state":"VALID"}})";
constexpr const char* clock_body = R"({"errors":[{"code":-30010,"description":"Date not within range"}]})";
constexpr std::string_view api_key = "bm90IGEgcmVhbCBrZXksIG9ubHkgZm9yIHRoZSB0ZXN0";

struct fixture {
    test::test_certificate certificate{"DNS:localhost,IP:127.0.0.1"};
    test::certificate_file ca{certificate};
    std::optional<scripted_server> server;
    config::telesign_settings settings;
    std::unique_ptr<gateway::verifier> verifier;
    std::stop_source stop;
    gateway::send_request request{channel::voice, "13105551212", "ATCK", "en-US", "2001:db8::1"};
    gateway::send_result sent;
    gateway::check_result checked;

    void serve(scripted_server::script script) {
        server.emplace(certificate, std::move(script));
        settings.customer_id = "customer";
        settings.api_key = support::secret{api_key};
        settings.endpoint = server->url();
        settings.ca_file = ca.path();
        verifier = gateway::telesign::make_verifier(settings);
    }
    void send() { sent = verifier->send(request, stop.get_token()); }
    void check(std::string_view code = "12345") {
        checked = verifier->check(reference, code, stop.get_token());
    }

    /// Answers with each of `replies` in turn, on whatever connection; an empty one hangs up.
    void serve_in_turn(std::vector<std::string> replies) {
        serve([replies = std::move(replies),
               next = std::make_shared<std::atomic<std::size_t>>(0)](session& connection) {
            while (connection.read_request()) {
                const std::string& reply = replies.at(std::min((*next)++, replies.size() - 1));
                if (reply.empty() || !connection.write(reply))
                    return;
            }
        });
    }
};

fixture& fixture_of(void** state) {
    return *static_cast<fixture*>(*state);
}

int setup(void** state) {
    *state = new fixture;
    return 0;
}

int teardown(void** state) {
    delete static_cast<fixture*>(*state);
    return 0;
}

/// A request as the server saw it.
struct seen_request {
    std::string line;
    std::map<std::string, std::string> headers;
    std::string body;

    explicit seen_request(const std::string& raw) {
        std::size_t at = raw.find("\r\n");
        line = raw.substr(0, at);
        for (at += 2; raw.compare(at, 2, "\r\n") != 0;) {
            const std::size_t end = raw.find("\r\n", at);
            const std::size_t colon = raw.find(": ", at);
            headers[raw.substr(at, colon - at)] = raw.substr(colon + 2, end - colon - 2);
            at = end + 2;
        }
        body = raw.substr(at + 2);
    }
};

bool is_signed_right(const seen_request& request) {
    const bool is_post = request.line.starts_with("POST ");
    const std::size_t path = request.line.find('/');
    const gateway::telesign::signed_parts parts{
        .method = is_post ? "POST" : "GET",
        .content_type = is_post ? "application/x-www-form-urlencoded" : "",
        .date = request.headers.at("Date"),
        .nonce = request.headers.at("x-ts-nonce"),
        .body = request.body,
        .path = std::string_view{request.line}.substr(path, request.line.find_first_of("? ", path) - path)};
    const auto key = gateway::telesign::decode_key(support::secret{api_key});
    const auto expected = gateway::telesign::digest_authorization("customer", *key, parts);
    return request.headers.at("Authorization") == expected->view() &&
           request.headers.at("x-ts-auth-method") == "HMAC-SHA256" &&
           request.headers.contains("Content-Type") == is_post &&
           (!is_post || request.headers.at("Content-Type") == parts.content_type);
}

seen_request request_number(fixture& f, std::size_t index) {
    return seen_request{f.server->requests().at(index)};
}

/// A Date header `offset` seconds from now.
std::string date_header(std::time_t offset) {
    return "Date: " + gateway::telesign::http_date(std::time(nullptr) + offset).value() + "\r\n";
}

void each_channel_has_its_path_and_fields(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, sent_body)));
    struct {
        channel way;
        const char* line;
        const char* body;
    } const cases[] = {
        {channel::voice, "POST /v1/verify/call HTTP/1.1",
         "phone_number=13105551212&ucid=ATCK&language=en-US&originating_ip=2001%3Adb8%3A%3A1"},
        {channel::sms, "POST /v1/verify/sms HTTP/1.1",
         "phone_number=13105551212&ucid=ATCK&language=en-US&originating_ip=2001%3Adb8%3A%3A1"},
        {channel::smart, "POST /v1/verify/smart HTTP/1.1",
         "phone_number=13105551212&ucid=ATCK&language=en-US"},
    };
    for (const auto& one : cases) {
        f.request.way = one.way;
        f.send();
        assert_true(f.sent.what == outcome::sent);
        assert_string_equal(f.sent.reference_id.c_str(), reference);
        assert_false(f.sent.fate_unknown);
        const seen_request seen{f.server->requests().back()};
        assert_string_equal(seen.line.c_str(), one.line);
        assert_string_equal(seen.body.c_str(), one.body);
        assert_true(is_signed_right(seen));
    }
}

void without_an_address_there_is_no_originating_ip(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, sent_body)));
    f.request.originating_ip.reset();
    f.send();
    assert_string_equal(request_number(f, 0).body.c_str(),
                        "phone_number=13105551212&ucid=ATCK&language=en-US");
}

void form_values_cannot_add_fields(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, sent_body)));
    f.request.language = "en US&verify_code=1\r\n+%\xc3\xa9";
    f.request.originating_ip.reset();
    f.send();
    assert_string_equal(
        request_number(f, 0).body.c_str(),
        "phone_number=13105551212&ucid=ATCK&language=en%20US%26verify_code%3D1%0D%0A%2B%25%C3%A9");
    assert_true(is_signed_right(request_number(f, 0)));
}

void a_check_asks_for_the_reference_with_the_code(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, valid_body)));
    f.check();
    assert_true(f.checked.what == outcome::valid);
    const seen_request seen = request_number(f, 0);
    assert_string_equal(seen.line.c_str(),
                        "GET /v1/verify/0123456789abcdef0123456789abcdef?verify_code=12345 HTTP/1.1");
    assert_true(seen.body.empty());
    assert_true(is_signed_right(seen));
}

void basic_sends_the_pair_and_no_digest_headers(void** state) {
    auto& f = fixture_of(state);
    f.settings.auth = config::auth_scheme::basic;
    f.serve(always(http_reply(200, sent_body)));
    f.send();
    assert_true(f.sent.what == outcome::sent);
    const seen_request seen = request_number(f, 0);
    assert_string_equal(seen.headers.at("Authorization").c_str(),
                        "Basic Y3VzdG9tZXI6Ym05MElHRWdjbVZoYkNCclpYa3NJRzl1YkhrZ1ptOXlJSFJvWlNCMFpYTjA=");
    assert_false(seen.headers.contains("x-ts-nonce"));
}

void every_request_has_a_fresh_nonce(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, valid_body)));
    std::set<std::string> nonces;
    for (std::size_t round = 0; round < 3; ++round) {
        f.check();
        nonces.insert(request_number(f, round).headers.at("x-ts-nonce"));
    }
    assert_int_equal(nonces.size(), 3);
}

void a_login_of_send_and_checks_costs_one_handshake(void** state) {
    auto& f = fixture_of(state);
    f.serve_in_turn({http_reply(200, sent_body), http_reply(200, valid_body)});
    f.send();
    f.check();
    f.check();
    assert_true(f.checked.what == outcome::valid);
    assert_int_equal(f.server->handshakes(), 1);
}

void implausible_codes_and_references_never_leave(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, valid_body)));
    for (const char* const code :
         {"", "12345678901", "1234a", "hunter2", " 12345", "12345&x=1", "-1", "1.5"}) {
        f.check(code);
        assert_true(f.checked.what == outcome::wrong);
        assert_true(f.checked.detail.find("hunter2") == std::string::npos);
    }
    for (const char* const bad :
         {"", "0123", "../../../../../../../../v1/x", "0123456789abcdef0123456789abcdeg"}) {
        f.checked = f.verifier->check(bad, "12345", f.stop.get_token());
        assert_true(f.checked.what == outcome::unavailable);
    }
    for (const char* const phone : {"", "+13105551212", "1310 555", "1234567890123456", "13105551212&x=1"}) {
        f.request.phone_number = phone;
        f.send();
        assert_true(f.sent.what == outcome::refused);
        assert_false(f.sent.fate_unknown);
    }
    assert_true(f.server->requests().empty());
}

void a_send_that_is_cut_is_not_repeated_and_its_fate_is_unknown(void** state) {
    auto& f = fixture_of(state);
    f.serve_in_turn({http_reply(200, sent_body), "", http_reply(200, sent_body)});
    f.send();
    f.send(); // on the kept connection
    assert_true(f.sent.what == outcome::unavailable);
    assert_true(f.sent.fate_unknown);
    assert_int_equal(f.server->requests().size(), 2);
}

void a_check_that_is_cut_is_not_repeated(void** state) {
    auto& f = fixture_of(state);
    f.serve_in_turn({"", http_reply(200, valid_body)});
    f.check();
    assert_true(f.checked.what == outcome::unavailable);
    assert_int_equal(f.server->requests().size(), 1);
}

void a_server_that_is_gone_is_unavailable_and_nothing_left(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, sent_body)));
    f.server.reset();
    f.send();
    assert_true(f.sent.what == outcome::unavailable);
    assert_false(f.sent.fate_unknown);
    f.check();
    assert_true(f.checked.what == outcome::unavailable);
}

void a_connection_that_was_never_made_is_tried_once_more(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, sent_body)));
    f.server->refuse_handshakes(1);
    f.send();
    assert_true(f.sent.what == outcome::sent);
    f.server.emplace(f.certificate, always(http_reply(200, sent_body)));
    f.settings.endpoint = f.server->url();
    f.verifier = gateway::telesign::make_verifier(f.settings);
    f.server->refuse_handshakes(2);
    f.send();
    assert_true(f.sent.what == outcome::unavailable);
    assert_false(f.sent.fate_unknown);
    assert_true(f.server->requests().empty());
}

void a_refused_date_is_corrected_by_the_replys_date_and_kept(void** state) {
    auto& f = fixture_of(state);
    f.serve_in_turn({http_reply(401, clock_body, date_header(4000)), http_reply(200, sent_body),
                     http_reply(200, valid_body)});
    f.send();
    assert_true(f.sent.what == outcome::sent);
    assert_true(f.sent.detail.find("-30010") != std::string::npos);
    f.check();
    assert_true(f.checked.what == outcome::valid);
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
    assert_true(f.checked.what == outcome::refused);
    assert_int_equal(f.server->requests().size(), 2);
}

void a_clock_is_not_corrected_by_more_than_a_day_or_without_a_date(void** state) {
    auto& f = fixture_of(state);
    f.serve_in_turn({http_reply(401, clock_body, date_header(2 * 86400)), http_reply(401, clock_body)});
    f.send();
    assert_true(f.sent.what == outcome::refused);
    assert_true(f.sent.detail.find("too far to correct") != std::string::npos);
    f.send();
    assert_true(f.sent.what == outcome::refused);
    assert_int_equal(f.server->requests().size(), 2);
}

void no_answer_in_time_is_unavailable_and_unknown(void** state) {
    auto& f = fixture_of(state);
    f.settings.request_timeout = std::chrono::seconds{1};
    f.serve([](session& connection) {
        connection.read_request();
        connection.wait_for_close();
    });
    f.send();
    assert_true(f.sent.what == outcome::unavailable);
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
    assert_true(f.sent.what == outcome::unavailable);
    assert_true(f.sent.fate_unknown);
}

void a_huge_reply_is_unavailable_and_unknown(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, sent_body + std::string(70000, ' '))));
    f.send();
    assert_true(f.sent.what == outcome::unavailable);
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
        assert_true(f.sent.what == expected);
        assert_false(f.sent.fate_unknown);
    }
    assert_int_equal(f.server->requests().size(), 4);
}

void no_detail_tells_phone_code_or_key(void** state) {
    auto& f = fixture_of(state);
    const std::string telling =
        R"({"errors":[{"code":-1,"description":"13105551212 98765"}],"verify":{"code_state":"98765"}})";
    f.serve_in_turn({http_reply(400, telling), http_reply(200, telling), "13105551212 98765\r\n\r\n", ""});
    for (int round = 0; round < 5; ++round) {
        f.send();
        f.check("98765");
        for (const std::string& detail : {f.sent.detail, f.checked.detail}) {
            assert_false(detail.empty());
            for (const std::string_view secret :
                 {std::string_view{"1310555"}, std::string_view{"98765"}, api_key})
                assert_true(detail.find(secret) == std::string::npos);
        }
    }
}

void a_key_that_is_not_base64_is_refused_at_start(void** state) {
    auto& f = fixture_of(state);
    f.settings.api_key = support::secret{"not base64"};
    bool refused = false;
    try {
        (void)gateway::telesign::make_verifier(f.settings);
    } catch (const std::invalid_argument& error) {
        refused = std::string_view{error.what()}.find("api_key") != std::string_view::npos &&
                  std::string_view{error.what()}.find("not base64:") != std::string_view::npos;
    }
    assert_true(refused);
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
    std::vector<std::thread> threads;
    for (int number = 0; number < 16; ++number)
        threads.emplace_back([&] {
            for (int round = 0; round < 5; ++round) {
                const auto sent = f.verifier->send(f.request, f.stop.get_token());
                const auto checked = f.verifier->check(reference, "12345", f.stop.get_token());
                valid += (sent.what == outcome::sent) + (checked.what == outcome::valid);
                refused += (sent.what == outcome::refused) + (checked.what == outcome::refused);
            }
        });
    for (auto& thread : threads)
        thread.join();
    assert_int_equal(valid + refused, 16 * 5 * 2);
    assert_in_range(refused, 0, 4); // 8 refusals make at most 4 pairs
}

} // namespace

int main() {
#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const CMUnitTest tests[] = {
        CASE(each_channel_has_its_path_and_fields),
        CASE(without_an_address_there_is_no_originating_ip),
        CASE(form_values_cannot_add_fields),
        CASE(a_check_asks_for_the_reference_with_the_code),
        CASE(basic_sends_the_pair_and_no_digest_headers),
        CASE(every_request_has_a_fresh_nonce),
        CASE(a_login_of_send_and_checks_costs_one_handshake),
        CASE(implausible_codes_and_references_never_leave),
        CASE(a_send_that_is_cut_is_not_repeated_and_its_fate_is_unknown),
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
        CASE(no_detail_tells_phone_code_or_key),
        CASE(a_key_that_is_not_base64_is_refused_at_start),
        CASE(sixteen_threads_log_in_at_once_while_the_clock_is_corrected),
    };
    return cmocka_run_group_tests_name("gateway.telesign.verify", tests, nullptr, nullptr);
}
