// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/text/prompts.h"

#include <chrono>
#include <cstring>
#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace telesignd;
using gateway::channel;

void the_first_prompt_says_where_the_code_went_and_what_may_be_typed(void**) {
    const std::string text =
        prompts{}.sent(channel::sms, "12") + ' ' + prompts{}.question(channel::sms, 2, false);
    assert_string_equal(text.c_str(),
                        "Code sent by text message to the phone ending in 12. Code ('resend' or "
                        "'call' for another): ");
}

void the_keywords_fit_the_channel(void**) {
    assert_string_equal(prompts{}.question(channel::voice, 2, false).c_str(),
                        "Code ('resend' or 'sms' for another): ");
    assert_string_equal(prompts{}.question(channel::smart, 2, false).c_str(),
                        "Code ('resend', 'call' or 'sms' for another): ");
}

void what_is_left_is_told(void**) {
    assert_string_equal(prompts{}.question(channel::sms, 1, true).c_str(),
                        "Code ('resend' or 'call' for another, 1 left): ");
    assert_string_equal(prompts{}.question(channel::sms, 0, true).c_str(), "Code: ");
    assert_string_equal(prompts{}.wrong_code(2).c_str(), "Wrong code, 2 tries left.");
    assert_string_equal(prompts{}.wrong_code(1).c_str(), "Wrong code, 1 try left.");
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
                        "The last code is still new: wait 12 seconds before you ask for another.");
    assert_string_equal(prompts{}.resend_limited(60s).c_str(),
                        "Too many codes were sent: no new one for 60 seconds; the last one still counts.");
}

void a_blocked_login_names_the_reference_when_there_is_one(void**) {
    assert_non_null(std::strstr(prompts{}.end_blocked("ABC").c_str(), "ABC"));
    assert_null(std::strstr(prompts{}.end_blocked("").c_str(), "reference"));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_first_prompt_says_where_the_code_went_and_what_may_be_typed),
        cmocka_unit_test(the_keywords_fit_the_channel),
        cmocka_unit_test(what_is_left_is_told),
        cmocka_unit_test(times_are_rounded_up),
        cmocka_unit_test(a_blocked_login_names_the_reference_when_there_is_one),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
