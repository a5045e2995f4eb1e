#include "telesignd/answer.h"

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
    if (const auto* spare = std::get_if<typed_recovery_code>(&said))
        return "recovery code " + std::string{spare->code.view()};
    if (const auto* keyword = std::get_if<channel_keyword>(&said))
        return gateway::name_of(keyword->way);
    if (std::holds_alternative<nothing>(said))
        return "nothing";
    return std::holds_alternative<resend_keyword>(said) ? "resend" : "implausible";
}

void expect(std::string_view typed, const char* meaning) {
    assert_string_equal(understood(typed).c_str(), meaning);
}

void three_to_five_digits_are_a_code(void**) {
    expect("123", "code 123");
    expect("1234", "code 1234");
    expect("00042", "code 00042");
    expect("12", "implausible");
    expect("123456", "implausible");
}

void blanks_and_dashes_in_a_code_are_forgiven(void**) {
    expect(" 123 45\r\n", "code 12345");
    expect("1-2-3-4-5", "code 12345");
    expect(" - ", "implausible");
}

void sixteen_letters_and_digits_are_a_recovery_code(void**) {
    expect(" 7q4m-oxkd-93tb-wj5h\r\n", "recovery code 7Q4M0XKD93TBWJ5H");
    expect("1234 5678 9012 3456", "recovery code 1234567890123456");
    expect("7q4m-oxkd-93tb-wj5", "implausible");
}

void keywords_are_known_in_any_case(void**) {
    expect("resend", "resend");
    expect(" ReSend ", "resend");
    expect("CALL", "voice");
    expect("sms", "sms");
    expect("smart", "implausible");
    expect("res", "implausible");
    expect("resend!", "implausible");
}

void blanks_alone_are_nothing(void**) {
    expect("", "nothing");
    expect(" \t\r\n", "nothing");
}

void everything_else_stays_on_the_host(void**) {
    expect("correct horse", "implausible");
    expect("1234a", "implausible");
    expect("a1234", "implausible");
    expect("+12345", "implausible");
    expect("\b\n\r\177INCORRECT", "implausible"); // what sshd answers for a user that it does not know
    expect("12\n345", "implausible");
    expect("\xd9\xa1\xd9\xa2\xd9\xa3\xd9\xa4\xd9\xa5", "implausible"); // Arabic-Indic digits
    expect(std::string(1000, '1'), "implausible");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(three_to_five_digits_are_a_code),
        cmocka_unit_test(blanks_and_dashes_in_a_code_are_forgiven),
        cmocka_unit_test(sixteen_letters_and_digits_are_a_recovery_code),
        cmocka_unit_test(keywords_are_known_in_any_case),
        cmocka_unit_test(blanks_alone_are_nothing),
        cmocka_unit_test(everything_else_stays_on_the_host),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
