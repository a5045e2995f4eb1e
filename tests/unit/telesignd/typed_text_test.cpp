// SPDX-License-Identifier: BSD-3-Clause
// Every character of Unicode, and what fold_typed() makes of it.

#include "telesignd/login/typed_text.h"

#include <map>
#include <string>

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "cmocka_cpp.h"

namespace {

using telesignd::fold_typed;

std::string utf8(UChar32 character) {
    std::string text;
    icu::UnicodeString{character}.toUTF8String(text);
    return text;
}

/// What stands between two letters after folding; "none" when there is no text.
std::string folded(UChar32 character) {
    const auto text = fold_typed("a" + utf8(character) + "z");
    if (!text)
        return "none";
    const std::string_view all = text->view();
    assert_true(all.starts_with('a') && all.ends_with('z'));
    return std::string{all.substr(1, all.size() - 2)};
}

void expect(UChar32 character, const char* becomes) {
    const std::string got = folded(character);
    if (got != becomes)
        fail_msg("U+%04X became \"%s\", not \"%s\"", static_cast<unsigned>(character), got.c_str(), becomes);
}

template <typename Visit>
void for_each_character(Visit visit) {
    for (UChar32 character = 1; character <= 0x10ffff; ++character)
        if (!U_IS_SURROGATE(character))
            visit(character);
}

/// The general category Nd, whose members stand in rows of ten from zero on (Unicode's chapter 4.6).
void every_decimal_digit_becomes_its_ascii_one(void**) {
    unsigned rows = 0;
    for_each_character([&](UChar32 character) {
        if (u_charType(character) != U_DECIMAL_DIGIT_NUMBER)
            return;
        const auto value = static_cast<int>(u_getNumericValue(character));
        expect(character, std::to_string(value).c_str());
        rows += value == 0 ? 1 : 0;
    });
    assert_in_range(rows, 60, 1000); // scripts
}

void blanks_of_every_kind_become_one(void**) {
    for (const UChar32 blank : {0x09, 0x0a, 0x0d, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2007, 0x2009, 0x200a,
                                0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0x2800})
        expect(blank, " ");
    for_each_character([](UChar32 character) {
        if (u_isUWhiteSpace(character) != 0)
            expect(character, " ");
    });
}

void dashes_of_every_kind_become_one(void**) {
    for (const UChar32 dash :
         {0x2d, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0x301c, 0xfe63, 0xff0d})
        expect(dash, "-");
    for_each_character([](UChar32 character) {
        if (u_charType(character) == U_DASH_PUNCTUATION)
            expect(character, "-");
    });
}

void what_nobody_sees_is_left_out(void**) {
    for (const UChar32 invisible :
         {0xad,   0x34f,  0x61c,  0x115f, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e,  0x200f,  0x202a,
          0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2061, 0x2064, 0x2066, 0x2067,  0x2068,  0x2069,
          0x206f, 0x3164, 0xfe00, 0xfe0f, 0xfeff, 0xffa0, 0xfff9, 0xfffb, 0xe0001, 0xe0041, 0xe0100})
        expect(invisible, "");
}

void all_else_is_either_ascii_or_no_answer(void**) {
    std::map<std::string, unsigned> letters;
    for_each_character([&](UChar32 character) {
        const std::string text = folded(character);
        if (character < 0x80 && u_isUWhiteSpace(character) == 0)
            assert_string_equal(text.c_str(), utf8(character).c_str());
        else if (text.size() == 1 && u_isalpha(text[0]) != 0)
            ++letters[text];
        else
            assert_true(text == "none" || text.empty() || text == " " || text == "-" ||
                        u_isdigit(text[0]) != 0);
    });
    assert_int_equal(letters.size(), 52); // the fullwidth ones
    for (const auto& [letter, count] : letters)
        assert_int_equal(count, 1);
    for (const UChar32 other : {0xe4, 0x3b1, 0x4e00, 0x600, 0x6dd, 0x20ac, 0x1f600, 0xfffd, 0xb2, 0x2460})
        expect(other, "none");
}

void what_is_no_utf8_is_no_answer(void**) {
    for (const char* const bad : {"\xff", "\x80", "\xc3", "\xe2\x80", "\xc0\x80", "\xe0\x80\x80",
                                  "\xf4\x90\x80\x80", "\xed\xb0\x80"}) {
        assert_false(fold_typed(bad).has_value());
        assert_false(fold_typed(std::string{"123"} + bad).has_value());
        assert_false(fold_typed(bad + std::string{"123"}).has_value());
    }
    assert_true(fold_typed("").has_value());
    assert_true(fold_typed("")->empty());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(every_decimal_digit_becomes_its_ascii_one),
        cmocka_unit_test(blanks_of_every_kind_become_one),
        cmocka_unit_test(dashes_of_every_kind_become_one),
        cmocka_unit_test(what_nobody_sees_is_left_out),
        cmocka_unit_test(all_else_is_either_ascii_or_no_answer),
        cmocka_unit_test(what_is_no_utf8_is_no_answer),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
