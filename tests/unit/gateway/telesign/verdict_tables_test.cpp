// SPDX-License-Identifier: BSD-3-Clause
// Every row of both tables, through every question that TeleSign is asked.

#include "gateway/telesign/error_codes.h"
#include "gateway/telesign/status_codes.h"
#include "judge.h"

#include <string>
#include <utility>

#include "cmocka_cpp.h"

namespace {

using namespace gateway::telesign;
using gateway::check_result;
using gateway::delivery_result;
using gateway::outcome;
using gateway::send_result;
using test::check;
using test::delivery;
using test::has_digits_of_a_phone;
using test::send;
using test::with_reference;

/// What an error of this class makes of a question that is about no code.
outcome without_code(error_class kind) {
    const outcome outcome = outcome_of(kind);
    const bool is_about_code =
        outcome == outcome::wrong || outcome == outcome::exhausted || outcome == outcome::undecided;
    return is_about_code ? outcome::unavailable : outcome;
}

/// What judge_check makes of code_state UNKNOWN under each known meaning of a status.
outcome of_unknown_state(status_meaning meaning) {
    if (meaning == status_meaning::blocked)
        return outcome::blocked;
    if (meaning == status_meaning::no_answer)
        return outcome::undecided;
    return meaning == status_meaning::undeliverable ? outcome::undeliverable : outcome::wrong;
}

void every_status_code_has_its_outcome_and_its_words_for_all_questions(void** state) {
    (void)state;
    for (const status_row& row : status_table()) {
        const std::string status = "\"status\":{\"code\":" + std::to_string(row.code) + "}";
        const send_result sent = send(200, with_reference(status));
        assert_true(sent.outcome == outcome_of(row.meaning));
        assert_true(sent.reference_id == "0123456789ABCDEF0123456789ABCDEF");
        assert_true(sent.fate_unknown == (sent.outcome == outcome::unavailable));
        const check_result checked =
            check(200, with_reference(status + R"(,"verify":{"code_state":"UNKNOWN"})"));
        assert_true(checked.outcome == of_unknown_state(row.meaning));
        const delivery_result news = delivery(200, with_reference(status));
        assert_true(news.outcome == outcome_of(row.meaning));
        assert_true(news.final == is_final(row.meaning));
        for (const auto& [detail, user_message] :
             {std::pair{sent.detail, sent.user_message}, std::pair{checked.detail, checked.user_message},
              std::pair{news.detail, news.user_message}}) {
            assert_true(detail.find("status " + std::to_string(row.code) + " (") != std::string::npos);
            assert_true(detail.find(row.log) != std::string::npos);
            assert_true(user_message == row.user_message);
        }
    }
}

void every_error_code_beats_a_good_status(void** state) {
    (void)state;
    for (const error_row& row : error_table())
        for (const long http_status : {200L, row.http_status == 0 ? 401L : row.http_status}) {
            const std::string error = "\"errors\":[{\"code\":" + std::to_string(row.code) +
                                      ",\"description\":\"" + std::string{row.text} + " 13105551212\"}],";
            const check_result checked =
                check(http_status, with_reference(error + R"("verify":{"code_state":"VALID"})"));
            assert_true(checked.outcome == outcome_of(row.kind));
            const send_result sent = send(http_status, with_reference(error + R"("status":{"code":290})"));
            assert_true(sent.outcome ==
                        (row.kind == error_class::gone ? outcome::refused : without_code(row.kind)));
            assert_false(sent.fate_unknown);
            const delivery_result news =
                delivery(http_status, with_reference(error + R"("status":{"code":101})"));
            assert_true(news.outcome == without_code(row.kind));
            assert_true(news.final == (row.kind == error_class::barred_phone));
            for (const std::string& detail : {checked.detail, sent.detail, news.detail}) {
                assert_true(detail.find(std::to_string(row.code)) != std::string::npos);
                assert_true(detail.find(name_of(row.kind)) == 0);
                assert_true(detail.find(row.note) != std::string::npos);
                assert_false(has_digits_of_a_phone(detail));
                assert_true(row.names_field == (detail.find("***********") != std::string::npos));
            }
            assert_true(checked.user_message == user_message_of(row.kind));
            assert_true(news.user_message == user_message_of(row.kind));
            assert_true(sent.user_message ==
                        user_message_of(row.kind == error_class::gone ? error_class::validation : row.kind));
        }
}

void what_makes_no_sense_is_told_as_an_outage(void** state) {
    (void)state;
    for (const std::string& body : {std::string{}, std::string{"<html>"}, std::string{"{}"},
                                    with_reference(R"("status":{"code":4711})"),
                                    std::string{R"({"reference_id":7,"status":{"code":290}})"}}) {
        assert_true(send(200, body).user_message == user_message_of(error_class::unavailable));
        assert_true(check(200, body).user_message == user_message_of(error_class::unavailable));
        assert_true(delivery(200, body).user_message == user_message_of(error_class::unavailable));
    }
}

void a_block_ends_a_delivery_and_an_error_does_not(void** state) {
    (void)state;
    const delivery_result blocked = delivery(200, with_reference(R"("status":{"code":233})"));
    assert_true(blocked.outcome == outcome::blocked && blocked.final);
    const delivery_result refused =
        delivery(401, with_reference(R"("status":{"code":501},"errors":[{"code":-30006}])"));
    assert_true(refused.outcome == outcome::refused && !refused.final);
}

void a_delivery_of_another_code_is_no_news(void** state) {
    (void)state;
    for (const char* const body :
         {R"({"status":{"code":101}})",
          R"({"reference_id":"ffffffffffffffffffffffffffffffff","status":{"code":101}})"}) {
        const delivery_result news = delivery(200, body);
        assert_true(news.outcome == outcome::unavailable);
        assert_false(news.final);
    }
}

void what_a_reply_says_of_the_phone_is_handed_on_when_it_is_about_the_code(void** state) {
    (void)state;
    const std::string facts = R"("status":{"code":201},"sim_swap":{"risk_indicator":4})";
    for (const auto& all : {send(200, with_reference(facts)).facts, check(200, with_reference(facts)).facts,
                            delivery(200, with_reference(facts)).facts,
                            send(200, with_reference(facts + R"(,"errors":[{"code":-90001}])")).facts}) {
        assert_true(all.sim_swap == 4U);
        assert_true(all.suspicious);
    }
    const std::string other = R"({"reference_id":"ffffffffffffffffffffffffffffffff",)" + facts + "}";
    assert_true(check(200, other).facts == gateway::phone_facts{});
    assert_true(delivery(200, other).facts == gateway::phone_facts{});
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(every_status_code_has_its_outcome_and_its_words_for_all_questions),
        cmocka_unit_test(every_error_code_beats_a_good_status),
        cmocka_unit_test(what_makes_no_sense_is_told_as_an_outage),
        cmocka_unit_test(a_block_ends_a_delivery_and_an_error_does_not),
        cmocka_unit_test(a_delivery_of_another_code_is_no_news),
        cmocka_unit_test(what_a_reply_says_of_the_phone_is_handed_on_when_it_is_about_the_code),
    };
    return cmocka_run_group_tests_name("gateway.telesign.verdict_tables", tests, nullptr, nullptr);
}
