// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/message.h"

#include "cmocka_cpp.h"

namespace {

using namespace simulator;
using enum gateway::channel;

void the_usual_texts_hold_the_code(void**) {
    assert_string_equal(make_message(sms, false, {}, "01234").c_str(), "Your verification code is: 01234");
    assert_string_equal(make_message(smart, false, {}, "01234").c_str(), "Your verification code is: 01234");
    assert_string_equal(make_message(voice, true, {}, "01234").c_str(),
                        "Hello. Your verification code is 0, 1, 2, 3, 4. Again, your code is 0, 1, 2, 3, 4.");
}

void own_texts_are_honoured(void**) {
    assert_string_equal(make_message(sms, false, {{"template", "$$CODE$$ is it: $$CODE$$"}}, "777").c_str(),
                        "777 is it: 777");
    assert_string_equal(make_message(voice, true, {{"tts_message", "Code $$CODE$$!"}}, "777").c_str(),
                        "Code 7, 7, 7!");
    const form both{{"sms_message", "S $$CODE$$"}, {"tts_message", "V $$CODE$$"}};
    assert_string_equal(make_message(smart, false, both, "777").c_str(), "S 777");
    assert_string_equal(make_message(smart, true, both, "777").c_str(), "V 7, 7, 7");
    const form payment{{"template", "Pay $$AMOUNT$$ to $$PAYEE$$: $$CODE$$"},
                       {"transaction_amount", "5 EUR"},
                       {"transaction_payee", "the $$CODE$$ shop"}};
    assert_string_equal(make_message(sms, false, payment, "777").c_str(), "Pay 5 EUR to the 777 shop: 777");
}

void a_call_speaks_and_smart_does_when_that_is_preferred(void**) {
    assert_true(is_spoken(voice, {}));
    assert_false(is_spoken(sms, {{"preference", "Voice Verify"}}));
    assert_false(is_spoken(smart, {}));
    assert_false(is_spoken(smart, {{"preference", "SMS Verify"}}));
    assert_true(is_spoken(smart, {{"preference", "Voice Verify"}}));
}

void what_is_said_first_comes_first(void**) {
    assert_string_equal(
        make_message(voice, true, {{"prompt_message", "Press 7"}, {"tts_message", "$$CODE$$"}}, "12").c_str(),
        "Press 7\n1, 2");
    assert_true(make_message(voice, true, {{"pressx", "1"}}, "12").starts_with("Hello. Thank you for using"));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_usual_texts_hold_the_code),
        cmocka_unit_test(own_texts_are_honoured),
        cmocka_unit_test(a_call_speaks_and_smart_does_when_that_is_preferred),
        cmocka_unit_test(what_is_said_first_comes_first),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
