// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/verdict.h"

#include "judge.h"

#include <cstdio>
#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace gateway::telesign;
using gateway::check_result;
using gateway::outcome;
using gateway::send_result;
using test::check;
using test::delivery;
using test::has_digits_of_a_phone;
using test::send;
using test::with_reference;

void a_code_is_valid_by_state_valid_alone(void** state) {
    (void)state;
    for (const char* const members :
         {R"("verify":{"code_state":"VALID"})", R"("verify":{"code_state":"valid"},"errors":[])",
          R"("errors":null,"status":{"code":200},"verify":{"code_state":"Valid","code_entered":"12345"})",
          R"("status":{"code":"250"},"verify":{"code_state":"VALID"})"})
        assert_true(check(200, with_reference(members)).outcome == outcome::valid);
}

struct check_case {
    long http_status;
    std::string body;
    gateway::outcome outcome;
};

void hostile_and_odd_replies_are_never_valid(void** state) {
    (void)state;
    const std::string valid = R"("verify":{"code_state":"VALID"})";
    const check_case cases[] = {
        {500, with_reference(valid), outcome::unavailable},
        {503, with_reference(valid), outcome::unavailable},
        {201, with_reference(valid), outcome::unavailable},
        {204, "", outcome::unavailable},
        {302, with_reference(valid), outcome::unavailable},
        {401, with_reference(valid), outcome::refused},
        {402, with_reference(valid), outcome::refused},
        {404, with_reference(valid), outcome::unavailable},
        {403, with_reference(valid), outcome::unavailable},
        {403, "<html>Forbidden</html>", outcome::refused},
        {200, with_reference(R"("errors":{"code":-30006},)" + valid), outcome::refused},
        {200, R"({"code":-30006,"reference_id":"0123456789abcdef0123456789abcdef",)" + valid + "}",
         outcome::refused},
        {200, with_reference(R"("status":{"code":10008},)" + valid), outcome::refused},
        {200, with_reference(R"("status":599,"error":"x",)" + valid.substr(0, 9) + "null"),
         outcome::unavailable},
        {404, "<html>Not Found</html>", outcome::refused},
        {429, with_reference(valid), outcome::rate_limited},
        {0, with_reference(valid), outcome::unavailable},
        {200, with_reference(R"("errors":[{"code":-30006}],)" + valid), outcome::refused},
        {200, with_reference(R"("errors":[{"code":0}],)" + valid), outcome::unavailable},
        {200, with_reference(R"("errors":[{}],)" + valid), outcome::unavailable},
        {200, with_reference(R"("errors":"",)" + valid), outcome::unavailable},
        {200, with_reference(R"("errors":{},)" + valid), outcome::unavailable},
        {200, with_reference(R"("errors":false,)" + valid), outcome::unavailable},
        {200, with_reference(R"("status":{"code":230},)" + valid), outcome::blocked},
        {200, with_reference(R"("status":{"code":{}},)" + valid), outcome::unavailable},
        {200, with_reference(R"("status":7,)" + valid), outcome::unavailable},
        {200, "{" + valid + "}", outcome::unavailable},
        {200, R"({"reference_id":null,)" + valid + "}", outcome::unavailable},
        {200, R"({"reference_id":"ffffffffffffffffffffffffffffffff",)" + valid + "}", outcome::unavailable},
        {200, R"({"reference_id":"0123456789abcdef",)" + valid + "}", outcome::unavailable},
        {200, R"({"reference_id":["0123456789abcdef0123456789abcdef"],)" + valid + "}", outcome::unavailable},
        {200, with_reference(""), outcome::unavailable},
        {200, with_reference(R"("status":{"description":"VALID"})"), outcome::unavailable},
        {200, with_reference(R"("verify":{"code_state":["VALID"]})"), outcome::unavailable},
        {200, with_reference(R"("verify":[{"code_state":"VALID"}])"), outcome::unavailable},
        {200, with_reference(R"("verify":{"code_state":"NOT VALID"})"), outcome::unavailable},
        {200, with_reference(R"("verify":{"code_state":true})"), outcome::unavailable},
        {200, with_reference(R"("verify":{"code_state":"INVALID"},)" + valid), outcome::unavailable},
        {200, with_reference(valid).substr(0, with_reference(valid).size() - 1), outcome::unavailable},
        {200, with_reference(valid) + with_reference(valid), outcome::unavailable},
        {200, "[" + with_reference(valid) + "]", outcome::unavailable},
        {200, with_reference(valid + ",\"a\":" + std::string(20000, '[') + std::string(20000, ']')),
         outcome::unavailable},
        {200, with_reference(valid + ",\"a\":\"\xff\""), outcome::unavailable},
        {200, "", outcome::unavailable},
        {200, "VALID", outcome::unavailable},
        {200, "<html>VALID</html>", outcome::unavailable},
    };
    for (const auto& one : cases) {
        const check_result result = check(one.http_status, one.body);
        if (result.outcome != one.outcome)
            std::printf("HTTP %ld %s: %s\n", one.http_status, one.body.substr(0, 200).c_str(),
                        result.detail.c_str());
        assert_true(result.outcome == one.outcome);
        assert_false(result.detail.empty());
    }
}

void the_other_states_have_their_outcomes(void** state) {
    (void)state;
    struct {
        const char* word;
        gateway::outcome outcome;
    } const cases[] = {
        {"INVALID", outcome::wrong},   {"invalid", outcome::wrong},
        {"EXPIRED", outcome::expired}, {"MAX_ATTEMPTS_EXCEEDED", outcome::exhausted},
        {"UNKNOWN", outcome::wrong},
    };
    for (const auto& one : cases)
        assert_true(check(200, with_reference(std::string{R"("verify":{"code_state":")"} + one.word + "\"}"))
                        .outcome == one.outcome);
}

void the_states_that_say_it_all_leave_nothing_to_tell(void** state) {
    (void)state;
    for (const char* const word : {"VALID", "INVALID", "EXPIRED", "MAX_ATTEMPTS_EXCEEDED"})
        assert_true(
            check(200, with_reference(std::string{R"("status":{"code":107},"verify":{"code_state":")"} +
                                      word + "\"}"))
                .user_message.empty());
}

void unknown_codes_are_logged_by_number_and_are_no_success(void** state) {
    (void)state;
    const send_result odd_status = send(200, with_reference(R"("status":{"code":4711})"));
    assert_true(odd_status.outcome == outcome::unavailable);
    assert_true(odd_status.detail.find("4711") != std::string::npos);
    const send_result odd_error = send(400, with_reference(R"("errors":[{"code":-4711}])"));
    assert_true(odd_error.outcome == outcome::refused);
    assert_true(odd_error.detail.find("validation error -4711 (HTTP 400)") != std::string::npos);
    const send_result told =
        send(200, with_reference(R"("status":{"code":3901,"description":"Push to 13105551212"})"));
    assert_string_equal(told.detail.c_str(),
                        "status 3901 (unknown to this program: \"Push to ***********\")");
}

void a_send_without_a_usable_reference_is_no_success_and_its_fate_is_unknown(void** state) {
    (void)state;
    for (const char* const body :
         {R"({"status":{"code":290}})", R"({"reference_id":"7/../8","status":{"code":290}})",
          R"({"reference_id":"None","status":{"code":290}})",
          R"({"reference_id":null,"status":{"code":290}})", "{}", "", "<html>", "{\"status\":"}) {
        const send_result result = send(200, body);
        assert_true(result.outcome == outcome::unavailable);
        assert_true(result.reference_id.empty());
        assert_true(result.fate_unknown);
        assert_false(result.detail.empty());
    }
}

void an_error_without_a_reference_is_read_by_its_code(void** state) {
    (void)state;
    for (const char* const id :
         {R"("reference_id":"0123456789ABCDEF0123456789ABCDEF",)", R"("reference_id":null,)",
          R"("reference_id":"None",)", R"("reference_id":7,)", ""}) {
        const std::string body =
            std::string{"{"} + id + R"("errors":[{"code":-10004}],"status":{"code":500}})";
        assert_true(check(404, body).outcome == outcome::expired);
        assert_true(delivery(404, body).outcome == outcome::expired);
        assert_true(send(404, body).outcome == outcome::refused);
    }
}

// TeleSign has no status now: nobody has compared the code, so it stays good and no try is spent.
void a_check_without_news_is_undecided(void** state) {
    (void)state;
    for (const auto& [http_status, body] :
         {std::pair{404L,
                    std::string{
                        R"({"errors":[{"code":-40001,"description":"Unable to get transaction status"}]})"}},
          std::pair{400L, with_reference(R"("errors":[{"code":-50059}],"status":{"code":500})")},
          std::pair{200L, with_reference(R"("status":{"code":599})")},
          std::pair{200L, std::string{R"({"reference_id":null,"status":{"code":"599"},"verify":null})"}},
          std::pair{200L, with_reference(R"("status":{"code":599},"verify":{"code_state":"UNKNOWN"})")}}) {
        assert_true(check(http_status, body).outcome == outcome::undecided);
        assert_true(delivery(http_status, body).outcome == outcome::unavailable);
        assert_true(send(http_status, body).outcome == outcome::unavailable);
    }
    const auto with_state = [](const std::string& word) {
        return with_reference(R"("status":{"code":599},"verify":{"code_state":")" + word + "\"}");
    };
    assert_true(check(200, with_state("VALID")).outcome == outcome::valid);
    assert_true(check(200, with_state("INVALID")).outcome == outcome::wrong);
    assert_true(check(500, with_state("UNKNOWN")).outcome == outcome::unavailable);
    assert_true(check(404, with_reference(R"("status":{"code":599},"errors":[{"code":-10004}])")).outcome ==
                outcome::expired);
}

void an_error_about_the_code_is_as_its_state(void** state) {
    (void)state;
    assert_true(check(400, R"({"errors":[{"code":-50057}]})").outcome == outcome::wrong);
    assert_true(check(400, R"({"errors":[{"code":-50001}]})").outcome == outcome::exhausted);
    for (const char* const code : {"-50057", "-50001"}) { // nobody asked about a code
        const std::string body = std::string{R"({"errors":[{"code":)"} + code + "}]}";
        assert_true(send(400, body).outcome == outcome::unavailable);
        assert_true(delivery(400, body).outcome == outcome::unavailable);
    }
}

void what_is_wrong_with_the_phone_is_no_fault_of_the_keys(void** state) {
    (void)state;
    for (const char* const body :
         {R"({"errors":[{"code":-10033}],"status":{"code":501}})",
          R"({"errors":[{"code":-40009}],"status":{"code":500}})", R"({"errors":[],"status":{"code":11000}})",
          R"({"status":{"code":10033}})"})
        assert_true(send(401, body).outcome == outcome::undeliverable);
    for (const char* const body : {R"({"status":{"code":10032}})", R"({"errors":[{"code":10041}]})"})
        assert_true(send(400, body).outcome == outcome::blocked);
    const send_result host = send(400, R"({"errors":[{"code":-10001,"description":"Not Allowed Host"}]})");
    assert_true(host.outcome == outcome::refused);
    assert_int_equal(host.detail.find("authorization error -10001 (HTTP 400): this host's address"), 0);
}

void a_text_message_without_a_receipt_is_sent_and_not_confirmed(void** state) {
    (void)state;
    const auto news = delivery(200, with_reference(R"("status":{"code":251})"));
    assert_true(news.outcome == outcome::sent && news.final && news.unconfirmed);
    assert_false(delivery(200, with_reference(R"("status":{"code":200})")).unconfirmed);
}

void a_send_needs_http_200(void** state) {
    (void)state;
    const std::string good = with_reference(R"("status":{"code":290})");
    struct {
        long http_status;
        gateway::outcome outcome;
    } const cases[] = {{201, outcome::unavailable}, {301, outcome::unavailable},  {400, outcome::refused},
                       {401, outcome::refused},     {402, outcome::refused},      {403, outcome::unavailable},
                       {404, outcome::unavailable}, {429, outcome::rate_limited}, {500, outcome::unavailable},
                       {502, outcome::unavailable}, {503, outcome::unavailable}};
    for (const auto& one : cases) {
        assert_true(send(one.http_status, good).outcome == one.outcome);
        const bool is_foreign = one.http_status == 403 || one.http_status == 404; // not written by TeleSign
        assert_true(send(one.http_status, "").outcome == (is_foreign ? outcome::refused : one.outcome));
    }
}

void a_block_is_a_block_under_any_http_status_and_error(void** state) {
    (void)state;
    const std::string body = with_reference(R"("status":{"code":2028},"errors":[{"code":-40008}])");
    for (const long http_status : {200L, 401L, 429L, 500L}) {
        assert_true(send(http_status, body).outcome == outcome::blocked);
        assert_true(check(http_status, body).outcome == outcome::blocked);
    }
}

void no_detail_repeats_the_reply(void** state) {
    (void)state;
    for (
        const char* const members :
        {R"("status":{"code":290,"description":"calling 13105551212"},"verify":{"code_state":"VALID"})",
         R"("status":{"code":4,"description":"13105551212"},"verify":{"code_state":"UNKNOWN","code_entered":"13105551212"})",
         R"("errors":[{"code":-10001,"description":"Invalid Request: 13105551212 Parameter"}])",
         R"("verify":{"code_state":"13105551212"})"})
        for (const long http_status : {200L, 400L, 500L}) {
            assert_false(has_digits_of_a_phone(send(http_status, with_reference(members)).detail));
            assert_false(has_digits_of_a_phone(check(http_status, with_reference(members)).detail));
        }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_code_is_valid_by_state_valid_alone),
        cmocka_unit_test(hostile_and_odd_replies_are_never_valid),
        cmocka_unit_test(the_other_states_have_their_outcomes),
        cmocka_unit_test(the_states_that_say_it_all_leave_nothing_to_tell),
        cmocka_unit_test(unknown_codes_are_logged_by_number_and_are_no_success),
        cmocka_unit_test(a_send_without_a_usable_reference_is_no_success_and_its_fate_is_unknown),
        cmocka_unit_test(an_error_without_a_reference_is_read_by_its_code),
        cmocka_unit_test(a_check_without_news_is_undecided),
        cmocka_unit_test(an_error_about_the_code_is_as_its_state),
        cmocka_unit_test(what_is_wrong_with_the_phone_is_no_fault_of_the_keys),
        cmocka_unit_test(a_text_message_without_a_receipt_is_sent_and_not_confirmed),
        cmocka_unit_test(a_send_needs_http_200),
        cmocka_unit_test(a_block_is_a_block_under_any_http_status_and_error),
        cmocka_unit_test(no_detail_repeats_the_reply),
    };
    return cmocka_run_group_tests_name("gateway.telesign.verdict", tests, nullptr, nullptr);
}
