#include "telesignd/prompts.h"

#include <cstring>
#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace telesignd;
using gateway::channel;

void the_first_prompt_says_where_the_code_went_and_what_may_be_typed(void**) {
    const std::string text =
        prompts::sent(channel::sms, "12") + ' ' + prompts::question(channel::sms, 2, false);
    assert_string_equal(text.c_str(),
                        "Code sent by text message to the phone ending in 12. Code ('resend' or "
                        "'call' for another): ");
}

void the_keywords_fit_the_channel(void**) {
    assert_string_equal(prompts::question(channel::voice, 2, false).c_str(),
                        "Code ('resend' or 'sms' for another): ");
    assert_string_equal(prompts::question(channel::smart, 2, false).c_str(),
                        "Code ('resend', 'call' or 'sms' for another): ");
}

void what_is_left_is_told(void**) {
    assert_string_equal(prompts::question(channel::sms, 1, true).c_str(),
                        "Code ('resend' or 'call' for another, 1 left): ");
    assert_string_equal(prompts::question(channel::sms, 0, true).c_str(), "Code: ");
    assert_string_equal(prompts::wrong_code(2).c_str(), "Wrong code, 2 tries left.");
    assert_string_equal(prompts::wrong_code(1).c_str(), "Wrong code, 1 try left.");
}

void a_blocked_login_names_the_reference_when_there_is_one(void**) {
    assert_non_null(std::strstr(prompts::end_blocked("ABC").c_str(), "ABC"));
    assert_null(std::strstr(prompts::end_blocked("").c_str(), "reference"));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_first_prompt_says_where_the_code_went_and_what_may_be_typed),
        cmocka_unit_test(the_keywords_fit_the_channel),
        cmocka_unit_test(what_is_left_is_told),
        cmocka_unit_test(a_blocked_login_names_the_reference_when_there_is_one),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
