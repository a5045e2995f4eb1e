// SPDX-License-Identifier: BSD-3-Clause
// A recovery code and a code from the phone are never read as each other, however they are typed.

#include "policy/recovery_text.h"
#include "telesignd/login/answer.h"

#include <array>
#include <random>
#include <string>
#include <string_view>
#include <variant>

#include <fmt/format.h>

#include "cmocka_cpp.h"

namespace {

using namespace telesignd;

std::mt19937 random_numbers{20261128}; // the same each time, so that a failure comes again

std::size_t below(std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>{0, bound - 1}(random_numbers);
}

template <typename Choices>
std::string_view one_of(const Choices& choices) {
    return choices[below(std::size(choices))];
}

constexpr std::array<std::string_view, 9> fillers{
    "", "", " ", "-", "\u00a0", "\u2011", "\u200b", "\u00ad", "\ufeff\u2013 "};

std::string utf8(unsigned character) { // of three bytes
    return {static_cast<char>(0xe0 | character >> 12), static_cast<char>(0x80 | (character >> 6 & 0x3f)),
            static_cast<char>(0x80 | (character & 0x3f))};
}

std::string spell_digit(char digit, bool with_look_alikes) {
    if (with_look_alikes && digit == '0' && below(3) == 0)
        return std::string{one_of(std::array<std::string_view, 2>{"O", "o"})};
    if (with_look_alikes && digit == '1' && below(3) == 0)
        return std::string{one_of(std::array<std::string_view, 4>{"I", "i", "L", "l"})};
    constexpr std::array zeros{0x0966U, 0x0e50U, 0xff10U}; // Devanagari, Thai, fullwidth
    const std::size_t script = below(zeros.size() + 2);
    return script < zeros.size() ? utf8(zeros.at(script) + static_cast<unsigned>(digit - '0'))
                                 : std::string{digit};
}

std::string spell_letter(char upper) {
    const char lower = static_cast<char>(upper - 'A' + 'a');
    switch (below(4)) {
    case 0:
        return {lower};
    case 1:
        return utf8(0xff21U + static_cast<unsigned>(upper - 'A'));
    default:
        return {upper};
    }
}

/// `code` as some clipboard or keyboard might give it.
std::string spelt(std::string_view code, bool with_look_alikes) {
    std::string text{one_of(fillers)};
    for (const char each : code) {
        text += each >= '0' && each <= '9' ? spell_digit(each, with_look_alikes) : spell_letter(each);
        text += one_of(fillers);
    }
    return text;
}

void assert_recovery_code(std::string_view typed, std::string_view code) {
    const answer said = read_answer(support::secret{typed});
    const auto* const got = std::get_if<typed_recovery_code>(&said);
    if (got == nullptr || got->code.view() != code)
        fail_msg("\"%s\" was not read as the recovery code", std::string{typed}.c_str());
}

void assert_phone_code(std::string_view typed, std::string_view code) {
    const answer said = read_answer(support::secret{typed});
    const auto* const got = std::get_if<typed_code>(&said);
    if (got == nullptr || got->digits.view() != code)
        fail_msg("\"%s\" was not read as the code from the phone", std::string{typed}.c_str());
    assert_false(policy::read_recovery_code(typed).has_value());
}

void every_recovery_code_is_read_as_one_in_every_spelling(void**) {
    for (int each = 0; each < 2000; ++each) {
        const auto made = policy::make_recovery_code();
        assert_true(made.has_value());
        std::string code{made->view()};
        assert_recovery_code(code, policy::read_recovery_code(code)->view());
        std::erase(code, '-');
        for (int spelling = 0; spelling < 10; ++spelling)
            assert_recovery_code(spelt(code, true), code);
    }
}

/// One in 10^8 recovery codes, and the likest to a code from the phone.
void a_recovery_code_of_digits_alone_is_still_one(void**) {
    for (int each = 0; each < 1000; ++each) {
        std::string code;
        while (code.size() < 16)
            code += static_cast<char>('0' + below(10));
        assert_recovery_code(spelt(code, false), code);
    }
}

void every_code_of_three_to_six_digits_is_read_as_the_phones(void**) {
    for (int length = 3, end = 1000; length <= 6; ++length, end *= 10)
        for (int number = 0; number < end; ++number) {
            const std::string code = fmt::format("{:0{}}", number, length);
            assert_phone_code(code, code);
        }
}

void codes_of_three_to_ten_digits_are_the_phones_in_every_spelling(void**) {
    for (std::size_t length = 3; length <= 10; ++length)
        for (int each = 0; each < 5000; ++each) {
            std::string code;
            while (code.size() < length)
                code += static_cast<char>('0' + below(10));
            assert_phone_code(code, code);
            assert_phone_code(spelt(code, false), code);
        }
}

void digits_of_no_codes_length_are_neither(void**) {
    for (std::size_t length = 1; length <= 40; ++length) {
        if ((length >= 3 && length <= 10) || length == 16)
            continue;
        for (int each = 0; each < 100; ++each) {
            std::string code;
            while (code.size() < length)
                code += static_cast<char>('0' + below(10));
            assert_true(std::holds_alternative<no_code>(read_answer(support::secret{spelt(code, false)})));
        }
    }
}

/// A part of a recovery code, such as its first groups, is no code from the phone unless it is digits alone.
void letters_make_no_code_for_the_phone(void**) {
    for (int each = 0; each < 2000; ++each) {
        std::string code{policy::make_recovery_code()->view().substr(0, below(19))};
        const bool has_letter = code.find_first_not_of("0123456789-") != std::string::npos;
        if (has_letter)
            assert_true(std::holds_alternative<no_code>(read_answer(support::secret{code})));
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(every_recovery_code_is_read_as_one_in_every_spelling),
        cmocka_unit_test(a_recovery_code_of_digits_alone_is_still_one),
        cmocka_unit_test(every_code_of_three_to_six_digits_is_read_as_the_phones),
        cmocka_unit_test(codes_of_three_to_ten_digits_are_the_phones_in_every_spelling),
        cmocka_unit_test(digits_of_no_codes_length_are_neither),
        cmocka_unit_test(letters_make_no_code_for_the_phone),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
