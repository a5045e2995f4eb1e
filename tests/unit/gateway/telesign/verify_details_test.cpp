// SPDX-License-Identifier: BSD-3-Clause
// What the requests of Verify have in them beside the common fields, and the odd replies of its completion.

#include "verify_fixture.h"

#include <iterator>
#include <string>
#include <vector>

#include "cmocka_cpp.h"

namespace {

using gateway::channel;
using gateway::outcome;
using test::always;
using test::fixture_of;
using test::http_reply;
using test::is_signed_right;
using test::reference;
using test::request_number;
using test::seen_request;
using test::sent_body;
using test::valid_body;

void a_language_goes_where_telesign_takes_one(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, sent_body)));
    struct {
        gateway::channel channel;
        std::string_view language;
        std::vector<gateway::form_field> fields;
        bool is_sent;
    } const cases[] = {
        {channel::voice, "fr", {}, true},
        {channel::voice, "", {}, false},
        {channel::voice, "fr", {{"tts_message", "$$CODE$$"}}, true},
        {channel::voice, "", {{"tts_message", "$$CODE$$"}}, false}, // TeleSign's own example has none
        {channel::voice, "en-US", {{"prompt_message", "Press 1"}, {"prompt_digit", "1"}}, false},
        {channel::voice, "fr", {{"prompt_message", "Tapez 1"}, {"prompt_digit", "1"}}, true},
        {channel::sms, "fr", {}, true},
        {channel::sms, "fr", {{"template", "$$CODE$$"}}, false},
        {channel::smart, "fr", {}, false},
        {channel::smart, "fr", {{"sms_message", "$$CODE$$"}}, false},
        {channel::smart, "fr", {{"tts_message", "$$CODE$$"}}, true},
    };
    for (const auto& one : cases) {
        f.request.channel = one.channel;
        f.request.language = one.language;
        f.request.fields = one.fields;
        f.send();
        const std::string body = seen_request{f.server->requests().back()}.body;
        assert_true((body.find("&language=") != std::string::npos) == one.is_sent);
    }
}

void every_request_says_who_asks(void** state) {
    auto& f = fixture_of(state);
    f.serve_in_turn({http_reply(200, sent_body), http_reply(200, valid_body)});
    f.send();
    f.check();
    for (std::size_t at = 0; at < 2; ++at)
        assert_string_equal(request_number(f, at).headers.at("User-Agent").c_str(),
                            "pam_telesign/" PROJECT_VERSION);
}

// As TeleSign's pages have them; nothing depends on a completion, so all that matters is that the log can tell.
void odd_replies_to_a_completion_are_told(void** state) {
    auto& f = fixture_of(state);
    struct {
        int http_status;
        const char* body;
        const char* told; ///< empty: taken
    } const cases[] = {
        {200, R"({"reference_id":"AB","sub_resource":"voice","errors":[],"status":{"code":1900}})", ""},
        {200, R"({"reference_id":"AB","subresource":"sms","status":{"code":"1900"}})", ""},
        {200, R"({"reference_id":null,"status":{"code":1900,"updated_on":"2022-31-03T00:00:00Z"}})", ""},
        {401, R"({"errors":[{"code":-30013,"description":"Not allowed"}],"status":{"code":501}})",
         "validation error -30013 (HTTP 401): the code is not one for a completion: set `completion = auto`"},
        {404, R"({"code":-10001,"description":"Reference ID not found"})",
         "service error -10001 (HTTP 404): TeleSign does not know the reference"},
        {400, R"({"errors":{"code":-40006,"description":"Bad Request"}})",
         "validation error -40006 (HTTP 400): the request is malformed: does a proxy change it?: \"Bad "
         "Request\""},
        {503, R"({"status":503,"error":"Service Unavailable"})",
         "service error by HTTP 503 (no status.code: \"Service Unavailable\")"},
        {200, "<html>", "the reply is a web page"},
        {200, R"({"status":{"code":200}})", "status 200 ("},
    };
    for (const auto& one : cases) {
        f.serve(always(http_reply(one.http_status, one.body)));
        const auto told = f.verifier->complete(reference, f.stop.get_token());
        assert_true(told.has_value() == (*one.told == '\0'));
        if (!told)
            assert_int_equal(told.error().find(one.told), 0);
    }
}

/// Fails when anything but the same bytes is asked for: TeleSign nowhere says that it ignores case.
void a_reference_goes_back_byte_for_byte(void** state) {
    auto& f = fixture_of(state);
    for (const std::string& id :
         {std::string{"0123456789ABCDEF0123456789ABCDEF"}, std::string{"0123456789abcdef0123456789abcdef"},
          std::string{"aB3_x-Z9"}, std::string(64, '-')}) {
        const auto about = [&id](const std::string& members) {
            return http_reply(200, R"({"reference_id":")" + id + "\"," + members + "}");
        };
        f.serve_in_turn({about(R"("status":{"code":290})"), about(R"("status":{"code":200})"),
                         about(R"("verify":{"code_state":"VALID"})"), about(R"("status":{"code":1900})")});
        f.send();
        assert_string_equal(f.sent.reference_id.c_str(), id.c_str());
        assert_true(f.verifier->delivery(f.sent.reference_id, f.stop.get_token()).final);
        f.checked = f.verifier->check(f.sent.reference_id, "012345", f.stop.get_token());
        assert_true(f.checked.outcome == outcome::valid);
        assert_true(f.verifier->complete(f.sent.reference_id, f.stop.get_token()).has_value());
        const std::string lines[] = {"GET /v1/verify/" + id + " HTTP/1.1",
                                     "GET /v1/verify/" + id + "?verify_code=012345 HTTP/1.1",
                                     "PUT /v1/verify/completion/" + id + " HTTP/1.1"};
        for (std::size_t at = 0; at < std::size(lines); ++at) {
            const seen_request seen = request_number(f, at + 1);
            assert_string_equal(seen.line.c_str(), lines[at].c_str());
            assert_true(is_signed_right(seen));
        }
    }
}

void a_reply_in_another_case_is_about_the_same_code(void** state) {
    auto& f = fixture_of(state);
    f.serve(always(http_reply(200, R"({"reference_id":"AB3_X-z9","verify":{"code_state":"VALID"}})")));
    f.checked = f.verifier->check("aB3_x-Z9", "12345", f.stop.get_token());
    assert_true(f.checked.outcome == outcome::valid);
    f.checked = f.verifier->check("aB3-x-Z9", "12345", f.stop.get_token());
    assert_true(f.checked.outcome == outcome::unavailable);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, test::setup_verify, test::teardown_verify)
    const CMUnitTest tests[] = {
        CASE(a_language_goes_where_telesign_takes_one),       CASE(every_request_says_who_asks),
        CASE(odd_replies_to_a_completion_are_told),           CASE(a_reference_goes_back_byte_for_byte),
        CASE(a_reply_in_another_case_is_about_the_same_code),
    };
    return cmocka_run_group_tests_name("gateway.telesign.verify_details", tests, nullptr, nullptr);
}
