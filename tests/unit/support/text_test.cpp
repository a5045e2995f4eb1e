// SPDX-License-Identifier: BSD-3-Clause
#include "support/text.h"

#include "support/clean_lines.h"

#include "cmocka_cpp.h"

namespace {

void a_control_character_is_escaped(void**) {
    assert_string_equal(support::escape_control("a\nb\x1b[31m\x7f").c_str(), "a\\x0ab\\x1b[31m\\x7f");
}

void a_control_character_is_removed(void**) {
    assert_string_equal(support::remove_control("a\r\nb\x1b[31mc\t\x7f").c_str(), "ab[31mc");
}

void lines_stay_lines(void**) {
    assert_string_equal(support::clean_lines("a\r\n\nb\x1b[31mc\t\n").c_str(), "a\n\nb[31mc\n");
    assert_string_equal(support::clean_lines("").c_str(), "");
}

void well_formed_utf8_stays(void**) {
    const char* text = "Gr\xc3\xbc\xc3\x9f\x65 \xe2\x82\xac \xf0\x9f\x93\x9e";
    assert_string_equal(support::escape_control(text).c_str(), text);
    assert_string_equal(support::remove_control(text).c_str(), text);
}

void malformed_utf8_goes(void**) {
    const struct {
        const char* text;
        const char* escaped;
    } rows[] = {
        {"\xff", "\\xff"},                            // never a first byte
        {"\x80", "\\x80"},                            // continuation without a beginning
        {"\xc3", "\\xc3"},                            // cut short
        {"\xc3(", "\\xc3("},                          // continuation missing
        {"\xc0\xaf", "\\xc0\\xaf"},                   // overlong '/'
        {"\xe0\x80\xaf", "\\xe0\\x80\\xaf"},          // overlong
        {"\xf0\x80\x80\xaf", "\\xf0\\x80\\x80\\xaf"}, // overlong
        {"\xed\xa0\x80", "\\xed\\xa0\\x80"},          // surrogate
        {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"}, // above U+10FFFF
        {"\xc2\x9b", "\\xc2\\x9b"},                   // C1 control: CSI in one character
    };
    for (const auto& row : rows) {
        assert_string_equal(support::escape_control(row.text).c_str(), row.escaped);
        // What is left is plain ASCII.
        for (const char each : support::remove_control(row.text))
            assert_true(each >= 0x20 && each < 0x7f);
    }
}

void plain_text_has_no_control_character_and_is_utf8(void**) {
    for (const char* good : {"", "abc", "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x93\x9e"})
        assert_true(support::is_plain_text(good));
    for (const char* bad : {"a\n", "\t", "\x7f", "\xc2\x85", "\xff", "a\xc3", "\xed\xa0\x80"})
        assert_false(support::is_plain_text(bad));
}

void trim_takes_blanks_and_line_ends(void**) {
    assert_string_equal(std::string{support::trim(" \t12 34\r\n")}.c_str(), "12 34");
    assert_true(support::trim(" \n").empty());
    assert_true(support::trim("").empty());
}

void a_list_is_split_at_its_commas(void**) {
    const std::vector<std::string_view> three{"a", "b c", "d"};
    assert_true(support::split_list("a , b c,\n d") == three);
    const std::vector<std::string_view> empty{""};
    assert_true(support::split_list(" ") == empty);
    const std::vector<std::string_view> open{"a", ""};
    assert_true(support::split_list("a,") == open);
}

void a_masked_phone_shows_its_last_two_digits(void**) {
    assert_string_equal(support::mask_phone("13105551212").c_str(), "*********12");
    assert_string_equal(support::mask_phone("123").c_str(), "***");
    assert_string_equal(support::mask_phone("").c_str(), "");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_control_character_is_escaped),
        cmocka_unit_test(a_control_character_is_removed),
        cmocka_unit_test(lines_stay_lines),
        cmocka_unit_test(well_formed_utf8_stays),
        cmocka_unit_test(malformed_utf8_goes),
        cmocka_unit_test(plain_text_has_no_control_character_and_is_utf8),
        cmocka_unit_test(trim_takes_blanks_and_line_ends),
        cmocka_unit_test(a_list_is_split_at_its_commas),
        cmocka_unit_test(a_masked_phone_shows_its_last_two_digits),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
