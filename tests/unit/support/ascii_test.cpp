// SPDX-License-Identifier: BSD-3-Clause
#include "support/ascii.h"

#include "cmocka_cpp.h"

namespace {

void every_character_has_its_kind(void**) {
    for (int code = 0; code < 256; ++code) {
        const char c = static_cast<char>(code);
        assert_int_equal(support::is_digit(c), code >= 0x30 && code <= 0x39);
        assert_int_equal(support::is_upper(c), code >= 0x41 && code <= 0x5a);
        assert_int_equal(support::is_lower(c), code >= 0x61 && code <= 0x7a);
        assert_int_equal(support::is_letter(c), support::is_upper(c) || support::is_lower(c));
        assert_int_equal(support::is_letter_or_digit(c), support::is_letter(c) || support::is_digit(c));
    }
}

void only_letters_of_ascii_have_a_case(void**) {
    assert_string_equal(support::lower_case("@AZ[`az{09\xc3\x84").c_str(), "@az[`az{09\xc3\x84");
    assert_string_equal(support::upper_case("@AZ[`az{09\xc3\xa4").c_str(), "@AZ[`AZ{09\xc3\xa4");
    assert_string_equal(support::lower_case("").c_str(), "");
}

void texts_are_compared_without_their_case(void**) {
    assert_true(support::equal_ignoring_case("", ""));
    assert_true(support::equal_ignoring_case("aB3-z", "Ab3-Z"));
    assert_false(support::equal_ignoring_case("ab", "abc"));
    assert_false(support::equal_ignoring_case("abc", "ab"));
    assert_false(support::equal_ignoring_case("@[", "`{")); // 32 apart, as letters of two cases are
    assert_false(support::equal_ignoring_case("\xc3\xa4", "\xc3\x84"));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(every_character_has_its_kind),
        cmocka_unit_test(only_letters_of_ascii_have_a_case),
        cmocka_unit_test(texts_are_compared_without_their_case),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
