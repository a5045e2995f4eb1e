// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/text/prompts.h"

#include <chrono>
#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace telesignd;
using gateway::channel;

void the_first_question_says_where_the_code_went_and_what_may_be_typed(void**) {
    const code_question first{.used = channel::sms, .last_digits = "12", .resends_left = 2};
    assert_string_equal(prompts{}.question(first).c_str(),
                        "Code (text message to ...12; 'resend' or 'call' for another): ");
}

void the_keywords_fit_the_channel(void**) {
    const struct {
        code_question about;
        const char* text;
    } rows[] = {
        {{.used = channel::voice, .last_digits = "12", .resends_left = 2},
         "Code (call to ...12; 'resend' or 'sms' for another): "},
        {{.used = channel::smart, .last_digits = "12", .resends_left = 2},
         "Code (sent to ...12; 'resend', 'call' or 'sms' for another): "},
        {{.used = channel::sms, .last_digits = "12", .resends_left = 2, .may_call = false},
         "Code (text message to ...12; 'resend' for another): "},
    };
    for (const auto& row : rows)
        assert_string_equal(prompts{}.question(row.about).c_str(), row.text);
}

void what_is_left_is_told(void**) {
    code_question about{.used = channel::sms, .last_digits = "12", .resends_left = 1, .has_resent = true};
    assert_string_equal(prompts{}.question(about).c_str(),
                        "Code (text message to ...12; 1 more by 'resend' or 'call'): ");
    about.resends_left = 0;
    assert_string_equal(prompts{}.question(about).c_str(), "Code (text message to ...12): ");
    assert_string_equal(prompts{}.wrong_code(2).c_str(), "Wrong code, 2 tries left.");
    assert_string_equal(prompts{}.wrong_code(1).c_str(), "Wrong code, 1 try left.");
    assert_string_equal(prompts{}.joined(1).c_str(), "The code from a moment ago still counts: 1 try left.");
}

void times_are_rounded_up(void**) {
    using namespace std::chrono_literals;
    const struct {
        std::chrono::seconds wait;
        const char* spelt;
    } rows[] = {{1s, "in 1 second."},    {90s, "in 90 seconds."},   {91s, "in 2 minutes."},
                {8min, "in 8 minutes."}, {90min, "in 90 minutes."}, {90min + 1s, "in 2 hours."},
                {24h, "in 24 hours."}};
    for (const auto& row : rows) {
        assert_true(prompts{}.end_limited(row.wait).ends_with(row.spelt));
        assert_true(prompts{}.end_locked(row.wait).ends_with(row.spelt));
    }
    assert_string_equal(prompts{}.cooling_down(12s).c_str(),
                        "Wait 12 seconds before you ask for another code.");
    assert_string_equal(prompts{}.resend_limited(60s).c_str(),
                        "Too many codes were sent: a new one in 60 seconds.\nThe last one still counts.");
}

void a_blocked_login_names_the_reference_when_there_is_one(void**) {
    assert_string_equal(prompts{}.end_blocked("ABC").c_str(),
                        "This login was refused. Ask your help desk.\nReference: ABC");
    assert_string_equal(prompts{}.end_blocked("").c_str(), "This login was refused. Ask your help desk.");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_first_question_says_where_the_code_went_and_what_may_be_typed),
        cmocka_unit_test(the_keywords_fit_the_channel),
        cmocka_unit_test(what_is_left_is_told),
        cmocka_unit_test(times_are_rounded_up),
        cmocka_unit_test(a_blocked_login_names_the_reference_when_there_is_one),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
