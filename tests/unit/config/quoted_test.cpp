// SPDX-License-Identifier: BSD-3-Clause
#include "config/quoted.h"
#include "config/text_file.h"

#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace config;

void assert_quoted(std::string_view value, const char* expected) {
    assert_string_equal(quoted(value).c_str(), expected);
}

void a_value_is_shown_in_quotes(void**) {
    assert_quoted("pigeon", "\"pigeon\"");
    assert_quoted("", "\"\"");
    assert_quoted("say \"a\\b\"", "\"say \\\"a\\\\b\\\"\"");
    assert_quoted("\xc3\xa9 \xe4\xbd\xa0", "\"\xc3\xa9 \xe4\xbd\xa0\"");
}

void nothing_in_it_acts_and_nothing_is_invisible(void**) {
    assert_quoted("a\nb\tc", "\"a\\nb\\tc\"");
    assert_quoted("\x1b[31m\x7f", "\"\\x1b[31m\\x7f\"");
    assert_quoted("\xc2\x9b"
                  "31m",
                  "\"<U+009B>31m\"");
    assert_quoted("\xff\xc3", "\"\\xff\\xc3\"");
    assert_quoted("\xe2\x80\xaasms\xe2\x80\xac\xc2\xa0\xe2\x80\x8b",
                  "\"<U+202A>sms<U+202C><U+00A0><U+200B>\"");
    assert_quoted("\xed\xa0\x80", "\"\\xed\\xa0\\x80\""); // a surrogate
}

void a_long_value_is_cut_between_characters(void**) {
    std::string long_one;
    for (int count = 0; count < 61; ++count)
        long_one += "\xc3\xa9";
    assert_string_equal(quoted(long_one).c_str(), ("\"" + long_one.substr(2) + "…\"").c_str());
    assert_string_equal(quoted(long_one.substr(2)).c_str(), ("\"" + long_one.substr(2) + "\"").c_str());
}

void phone_numbers_are_masked_and_other_digits_are_not(void**) {
    assert_quoted("+1 310 555 1212", "\"+* *** *** **12\"");
    assert_quoted("13105551212", "\"*********12\"");
    assert_quoted("fr, 1 (310) 555-1212!", "\"fr, * (***) ***-**12!\"");
    assert_quoted("1.310.555.1212", "\"*.***.***.**12\"");
    assert_quoted("+ 44123", "\"+ ***23\"");
    for (const char* plain :
         {"2018-04-31", "192.168.100.200/24", "198.51.100.200:99999", "4294967", "5/10m, 20/1d"})
        assert_quoted(plain, (std::string{"\""} + plain + "\"").c_str());
}

void credentials_are_hidden(void**) {
    assert_quoted("http://user:pass@proxy:3128", "\"http://***@proxy:3128\"");
    assert_quoted("http://us@er:p/a?s@s@proxy/x", "\"http://***@proxy/x\"");
    assert_quoted("user:pass@proxy:3128", "\"***@proxy:3128\"");
    assert_quoted("http://user:secret", "\"http://user:***\"");
    assert_quoted("https://host/path?token=secret", "\"https://host/path?***\"");
    assert_quoted("https://[::1]:x", "\"https://[::1]:x\"");
    assert_quoted("Code: ask help@example.com", "\"Code: ask help@example.com\"");
}

void what_looks_like_an_api_key_is_hidden(void**) {
    assert_quoted("vW0+Y/1JvW0+Y/1JvW0+Y/1J==", "\"***\"");
    assert_quoted("basic vW0+Y/1JvW0+Y/1JvW0+", "\"basic ***\"");
    for (const char* plain :
         {"FFFFFFFF-EEEE-DDDD-1234-AB12345678", "/etc/telesign/Keys2/mine", "aaaaaaaaaaaaaaaaaaaaaaaa"})
        assert_quoted(plain, (std::string{"\""} + plain + "\"").c_str());
}

void of_a_phone_number_two_digits_are_shown(void**) {
    assert_string_equal(quoted_phone("+1 310 CALL NOW").c_str(), "\"+* *10 **** ***\"");
    assert_string_equal(quoted_phone("0310 555 1212").c_str(), "\"**** *** **12\"");
    assert_string_equal(quoted_phone("\xe2\x80\xaa+1310555\xc2\xa0"
                                     "1212")
                            .c_str(),
                        "\"<U+202A>+*******<U+00A0>**12\"");
    assert_string_equal(quoted_phone("\xef\xbc\x91\xef\xbc\x93"
                                     "1055")
                            .c_str(),
                        "\"****55\"");
    assert_string_equal(quoted_phone("seven").c_str(), "\"seven\"");
}

void a_character_is_named_so_that_it_can_be_found(void**) {
    assert_string_equal(name_of_character("xyz").c_str(), "\"x\"");
    assert_string_equal(name_of_character("\xe2\x80\xaaxyz").c_str(), "U+202A");
    assert_string_equal(name_of_character("\xc2\xa0").c_str(), "U+00A0");
    assert_string_equal(name_of_character("\xef\xb8\x8f").c_str(), "U+FE0F"); // a variation selector
    assert_string_equal(name_of_character("\xf3\xa0\x81\x81").c_str(), "U+E0041");
    assert_string_equal(name_of_character("\x01").c_str(), "U+0001");
    assert_string_equal(name_of_character("\xff").c_str(), "the byte \\xff");
    assert_string_equal(name_of_character("\xe2\x80").c_str(), "the byte \\xe2");
}

void files_in_utf16_are_known_by_their_beginning(void**) {
    using namespace std::string_view_literals;
    for (const std::string_view wide :
         {"\xff\xfe[\0"sv, "\xfe\xff\0["sv, "[\0t\0e\0"sv, "\0[\0t"sv, "\xff\xfe"sv})
        assert_true(is_utf16(wide));
    for (const std::string_view text :
         {""sv, "[telesign]"sv, "\xef\xbb\xbf[t]"sv, "k\0 = 1"sv, "\0\0\0\0"sv, "\xff"sv})
        assert_false(is_utf16(text));
    assert_true(without_byte_order_mark("\xef\xbb\xbfx") == "x");
    assert_true(without_byte_order_mark("x\xef\xbb\xbf") == "x\xef\xbb\xbf");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_value_is_shown_in_quotes),
        cmocka_unit_test(nothing_in_it_acts_and_nothing_is_invisible),
        cmocka_unit_test(a_long_value_is_cut_between_characters),
        cmocka_unit_test(phone_numbers_are_masked_and_other_digits_are_not),
        cmocka_unit_test(credentials_are_hidden),
        cmocka_unit_test(what_looks_like_an_api_key_is_hidden),
        cmocka_unit_test(of_a_phone_number_two_digits_are_shown),
        cmocka_unit_test(a_character_is_named_so_that_it_can_be_found),
        cmocka_unit_test(files_in_utf16_are_known_by_their_beginning),
    };
    return cmocka_run_group_tests_name("config/quoted", tests, nullptr, nullptr);
}
