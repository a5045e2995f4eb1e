// SPDX-License-Identifier: BSD-3-Clause
#include "verify_fixture.h"

#include <set>
#include <stdexcept>
#include <string>

#include "cmocka_cpp.h"

namespace {

using gateway::channel;
using gateway::outcome;
using test::always;
using test::api_key;
using test::fixture_of;
using test::http_reply;
using test::is_signed_right;
using test::reference;
using test::request_number;
using test::seen_request;
using test::sent_body;
using test::valid_body;

void each_channel_has_its_path_and_fields(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, sent_body)));
    struct {
        gateway::channel channel;
        const char* line;
        const char* body;
    } const cases[] = {
        {channel::voice, "POST /v1/verify/call HTTP/1.1",
         "phone_number=13105551212&ucid=ATCK&language=en-US&originating_ip=2001%3Adb8%3A%3A1"},
        {channel::sms, "POST /v1/verify/sms HTTP/1.1",
         "phone_number=13105551212&ucid=ATCK&language=en-US&originating_ip=2001%3Adb8%3A%3A1"},
        {channel::smart, "POST /v1/verify/smart HTTP/1.1", "phone_number=13105551212&ucid=ATCK"},
    };
    for (const auto& one : cases) {
        f.request.channel = one.channel;
        f.send();
        assert_true(f.sent.outcome == outcome::sent);
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

void the_channels_own_fields_follow(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, sent_body)));
    f.request.originating_ip.reset();
    const gateway::form_field fields[] = {{"tts_message", "Code: $$CODE$$;\nf\xc3\xbcr & Sie"},
                                          {"redial", "true"}};
    f.request.fields = fields;
    f.send();
    assert_string_equal(request_number(f, 0).body.c_str(),
                        "phone_number=13105551212&ucid=ATCK&language=en-US&tts_message="
                        "Code%3A%20%24%24CODE%24%24%3B%0Af%C3%BCr%20%26%20Sie&redial=true");
    assert_true(is_signed_right(request_number(f, 0)));
}

void a_code_of_ours_is_sent_by_call_and_text_message(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, sent_body)));
    f.request.originating_ip.reset();
    f.request.code = "54321";
    for (const channel channel : {channel::voice, channel::sms}) {
        f.request.channel = channel;
        f.send();
        assert_true(f.sent.outcome == outcome::sent);
        assert_string_equal(seen_request{f.server->requests().back()}.body.c_str(),
                            "phone_number=13105551212&ucid=ATCK&language=en-US&verify_code=54321");
    }
    f.request.channel = channel::smart;
    f.send();
    assert_true(f.sent.outcome == outcome::refused);
    f.request.channel = channel::sms;
    f.request.code = "5432x";
    f.send();
    assert_true(f.sent.outcome == outcome::refused);
    assert_true(f.sent.detail.find("5432") == std::string::npos);
    assert_int_equal(f.server->requests().size(), 2);
}

void a_code_of_ours_has_as_many_digits_as_its_channel_takes(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, sent_body)));
    const auto is_sent = [&](channel channel, const char* code) {
        f.request.channel = channel;
        f.request.code = code;
        f.send();
        return f.sent.outcome == outcome::sent;
    };
    for (const char* const code : {"100", "1000", "99999"})
        assert_true(is_sent(channel::voice, code));
    for (const char* const code : {"99", "012", "100000", "", "1 00"})
        assert_false(is_sent(channel::voice, code));
    for (const char* const code : {"000", "1234", "12345", "123456", "9999999"})
        assert_true(is_sent(channel::sms, code));
    for (const char* const code : {"00", "10000000", "", "1 00"})
        assert_false(is_sent(channel::sms, code));
    assert_int_equal(f.server->requests().size(), 8);
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
    assert_true(f.checked.outcome == outcome::valid);
    const seen_request seen = request_number(f, 0);
    assert_string_equal(seen.line.c_str(),
                        "GET /v1/verify/0123456789ABCDEF0123456789ABCDEF?verify_code=12345 HTTP/1.1");
    assert_true(seen.body.empty());
    assert_true(is_signed_right(seen));
}

void a_code_of_three_to_ten_digits_is_asked_for_as_it_is(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, valid_body)));
    std::size_t index = 0;
    for (const char* const code :
         {"007", "0000", "12345", "012345", "1234567", "12345678", "123456789", "0123456789"}) {
        f.check(code);
        assert_true(f.checked.outcome == outcome::valid);
        const std::string line = request_number(f, index++).line;
        assert_true(line.ends_with(std::string{"?verify_code="} + code + " HTTP/1.1"));
    }
}

void basic_sends_the_pair_and_no_digest_headers(void** state) {
    auto& f = fixture_of(state);
    f.settings.auth = gateway::telesign::auth_scheme::basic;
    f.serve(always(http_reply(200, sent_body)));
    f.send();
    assert_true(f.sent.outcome == outcome::sent);
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
    assert_true(f.checked.outcome == outcome::valid);
    assert_int_equal(f.server->handshakes(), 1);
}

void implausible_codes_and_references_never_leave(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, valid_body)));
    for (const char* const code :
         {"", "12", "12345678901", "1234a", "hunter2", " 12345", "12345&x=1", "-1", "1.5"}) {
        f.check(code);
        assert_true(f.checked.outcome == outcome::wrong);
        assert_true(f.checked.detail.find("hunter2") == std::string::npos);
    }
    for (const char* const bad :
         {"", "../../../../../../../../v1/x", "0123456789abcdef0123456789abcde/", "a?b", "a b", "a%41"}) {
        f.checked = f.verifier->check(bad, "12345", f.stop.get_token());
        assert_true(f.checked.outcome == outcome::unavailable);
    }
    for (const char* const phone : {"", "+13105551212", "1310 555", "1234567890123456", "13105551212&x=1"}) {
        f.request.phone_number = phone;
        f.send();
        assert_true(f.sent.outcome == outcome::refused);
        assert_false(f.sent.fate_unknown);
    }
    assert_true(f.server->requests().empty());
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
        (void)gateway::telesign::make_verifier(std::make_shared<gateway::telesign::api>(f.settings));
    } catch (const std::invalid_argument& error) {
        refused = std::string_view{error.what()}.find("api_key") != std::string_view::npos &&
                  std::string_view{error.what()}.find("not base64:") != std::string_view::npos;
    }
    assert_true(refused);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, test::setup_verify, test::teardown_verify)
    const CMUnitTest tests[] = {
        CASE(each_channel_has_its_path_and_fields),
        CASE(without_an_address_there_is_no_originating_ip),
        CASE(the_channels_own_fields_follow),
        CASE(a_code_of_ours_is_sent_by_call_and_text_message),
        CASE(a_code_of_ours_has_as_many_digits_as_its_channel_takes),
        CASE(form_values_cannot_add_fields),
        CASE(a_check_asks_for_the_reference_with_the_code),
        CASE(a_code_of_three_to_ten_digits_is_asked_for_as_it_is),
        CASE(basic_sends_the_pair_and_no_digest_headers),
        CASE(every_request_has_a_fresh_nonce),
        CASE(a_login_of_send_and_checks_costs_one_handshake),
        CASE(implausible_codes_and_references_never_leave),
        CASE(no_detail_tells_phone_code_or_key),
        CASE(a_key_that_is_not_base64_is_refused_at_start),
    };
    return cmocka_run_group_tests_name("gateway.telesign.verify", tests, nullptr, nullptr);
}
