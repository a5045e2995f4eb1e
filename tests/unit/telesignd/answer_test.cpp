// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/answer.h"

#include <string>
#include <string_view>
#include <variant>

#include "cmocka_cpp.h"

namespace {

using namespace telesignd;

/// What was understood, as a word.
std::string understood(std::string_view typed) {
    const answer said = read_answer(support::secret{typed});
    if (const auto* code = std::get_if<typed_code>(&said))
        return "code " + std::string{code->digits.view()};
    if (const auto* recovery_code = std::get_if<typed_recovery_code>(&said))
        return "recovery code " + std::string{recovery_code->code.view()};
    if (const auto* keyword = std::get_if<channel_keyword>(&said))
        return gateway::name_of(keyword->channel);
    if (std::holds_alternative<empty_answer>(said))
        return "nothing";
    return std::holds_alternative<resend_keyword>(said) ? "resend" : "implausible";
}

void expect(std::string_view typed, const char* meaning) {
    assert_string_equal(understood(typed).c_str(), meaning);
}

void three_to_ten_digits_are_a_code(void**) {
    expect("123", "code 123");
    expect("1234", "code 1234");
    expect("00042", "code 00042");
    expect("012345", "code 012345");
    expect("1234567", "code 1234567");
    expect("0123456789", "code 0123456789");
    expect("12", "implausible");
    expect("01234567890", "implausible");
}

void what_a_clipboard_or_keyboard_puts_around_digits_does_not_matter(void**) {
    expect(" 123 45\r\n", "code 12345");
    expect("1-2-3-4-5", "code 12345");
    expect("12\n345\t6", "code 123456");
    expect("\u00a0123\u202f4567\u3000",
           "code 1234567"); // NO-BREAK SPACE, NARROW NO-BREAK SPACE, IDEOGRAPHIC SPACE
    expect("\ufeff123\u00ad\u200b4567\u200f",
           "code 1234567"); // BOM, SOFT HYPHEN, ZERO WIDTH SPACE, RIGHT-TO-LEFT MARK
    expect("\u2068123\u20114567\u2069", "code 1234567"); // isolates around, a NON-BREAKING HYPHEN between
    expect("123\u20134567", "code 1234567");             // EN DASH
    expect("\u0661\u0662\u0663\u0664\u0665\u0666\u0660", "code 1234560"); // Arabic-Indic
    expect("\u06f0\u06f1\u06f2\u06f3", "code 0123");                      // Extended Arabic-Indic
    expect("\uff11\uff12\uff13\uff0d\uff14\uff15\uff16", "code 123456");  // fullwidth
    expect("\u0967\u0968\u0969"
           "4",
           "code 1234"); // Devanagari, and one of ASCII
    expect(" - ", "implausible");
}

void sixteen_letters_and_digits_are_a_recovery_code(void**) {
    expect(" 7q4m-oxkd-93tb-wj5h\r\n", "recovery code 7Q4M0XKD93TBWJ5H");
    expect("1234 5678 9012 3456", "recovery code 1234567890123456");
    expect("7q4m-oxkd-93tb-wj5", "implausible");
    expect("\ufeff7q4m\u20110xkd\u00a093tb\u2013wj\uff15h", "recovery code 7Q4M0XKD93TBWJ5H");
    expect("\uff17\uff31\uff14\uff4d 0xkd93tbwj5h", "recovery code 7Q4M0XKD93TBWJ5H"); // fullwidth letters
}

void keywords_are_known_in_any_case(void**) {
    expect("resend", "resend");
    expect(" ReSend ", "resend");
    expect("CALL", "voice");
    expect("sms", "sms");
    expect("\u200e\u00a0call\ufeff\u3000\r\n", "voice");
    expect("re\u00adsend", "resend");
    expect("s-m-s", "implausible");
    expect("smart", "implausible");
    expect("res", "implausible");
    expect("resend!", "implausible");
}

void blanks_alone_are_nothing(void**) {
    expect("", "nothing");
    expect(" \t\r\n", "nothing");
    expect("\u00a0\u200b\u3000\ufeff", "nothing");
}

void everything_else_stays_on_the_host(void**) {
    expect("correct horse", "implausible");
    expect("1234a", "implausible");
    expect("a1234", "implausible");
    expect("+12345", "implausible");
    expect("\b\n\r\177INCORRECT", "implausible"); // what sshd answers for a user that it does not know
    expect("12345\x08", "implausible");
    expect("\u2776\u2777\u2778\u2779", "implausible"); // DINGBAT NEGATIVE CIRCLED DIGITs: no decimal digits
    expect("\u00b2\u00b3\u00b9", "implausible");       // SUPERSCRIPTs
    expect("\u4e00\u4e8c\u4e09", "implausible");       // Han numerals
    expect("12\u0600345", "implausible");              // ARABIC NUMBER SIGN: of the format controls, but seen
    expect("12345\xff", "implausible");                // no UTF-8
    expect("123\xc2", "implausible");                  // cut short
    expect("\xc0\xb1\xc0\xb2\xc0\xb3", "implausible"); // overlong
    expect("\xed\xa0\x80"
           "12345",
           "implausible"); // a surrogate
    expect(std::string(1000, '1'), "implausible");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(three_to_ten_digits_are_a_code),
        cmocka_unit_test(what_a_clipboard_or_keyboard_puts_around_digits_does_not_matter),
        cmocka_unit_test(sixteen_letters_and_digits_are_a_recovery_code),
        cmocka_unit_test(keywords_are_known_in_any_case),
        cmocka_unit_test(blanks_alone_are_nothing),
        cmocka_unit_test(everything_else_stays_on_the_host),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
