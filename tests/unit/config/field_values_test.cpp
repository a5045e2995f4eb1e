// SPDX-License-Identifier: BSD-3-Clause
#include "config/field_values.h"

#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace config;

template <typename Parse>
void assert_taken(Parse parse, const std::string& text) {
    const auto result = parse(text);
    if (!result)
        fail_msg("%s: %s", text.c_str(), result.error().c_str());
    assert_true(*result == text);
}

template <typename Parse>
void assert_refused(Parse parse, const std::string& text) {
    if (parse(text).has_value())
        fail_msg("taken: %s", text.c_str());
}

void a_caller_id_is_a_phone_numbers_digits(void**) {
    for (const char* const good : {"1234567", "123456789012345"})
        assert_taken(parse_caller_id, good);
    for (const char* const bad :
         {"", "123456", "1234567890123456", "01234567", "+1234567", "123 4567", "abcdefgh"})
        assert_refused(parse_caller_id, bad);
}

void a_sender_id_is_a_number_or_a_short_name(void**) {
    for (const char* const good :
         {"123", "123456789012345", "A", "ACME", "acme bank 1", "1A", "20 letters at a time"})
        assert_taken(parse_sender_id, good);
    for (const char* const bad : {"", "12", "1234567890123456", "21 letters are a lot.",
                                  "twenty one characters", "A-B", "B\xc3\xa4r", "+123"})
        assert_refused(parse_sender_id, bad);
}

void a_dlt_id_has_up_to_40_letters_and_digits(void**) {
    for (const std::string& good :
         {std::string{"1107161234567890123"}, std::string{"a-B_9"}, std::string(40, 'x')})
        assert_taken(parse_dlt_id, good);
    for (const std::string& bad : {std::string{"a b"}, std::string{"1&x=1"}, std::string(41, '1')})
        assert_refused(parse_dlt_id, bad);
}

void a_message_is_limited_by_code_points_not_bytes(void**) {
    std::string text = "$$CODE$$";
    for (int count = 0; count < 1592; ++count)
        text += "\xe2\x82\xac";
    assert_taken(parse_message_with_code, text);
    assert_refused(parse_message_with_code, text + "x");
    assert_true(parse_message_with_code(text + "x")
                    .error()
                    .ends_with("is too long to be sent: shorten it to 1600 characters"));
    assert_refused(parse_message_with_code, "no code");
}

void a_digit_is_one(void**) {
    for (const char* const good : {"0", "9"})
        assert_taken(parse_digit, good);
    for (const char* const bad : {"", "10", "a", "-"})
        assert_refused(parse_digit, bad);
}

void an_extension_has_digits_and_commas(void**) {
    for (const char* const good : {"1", ",,123", "1234567890123456789012345678"})
        assert_taken(parse_extension, good);
    for (const char* const bad : {"12345678901234567890123456789", "1 2", "12#", "1;2"})
        assert_refused(parse_extension, bad);
}

void a_text_is_joined_with_blanks_and_says_where_lines_end(void**) {
    assert_true(*parse_text("one\ntwo") == "one two");
    assert_true(*parse_text(R"(one\ntwo \\n)") == "one\ntwo \\n");
    assert_true(*parse_text("one\\n\ntwo") == "one\n two");
    assert_taken(parse_text, "Ihr Code f\xc3\xbcr B\xc3\xa4r: \xe2\x82\xac \xf0\x9f\x93\x9e");
}

void a_text_is_plain_utf8(void**) {
    for (const char* const bad :
         {"\xff", "a\xc3", "\xc0\xaf", "\xed\xa0\x80", "a\tb", "\xc2\x85", "\\", "a\\t", "\\x"})
        assert_refused(parse_text, bad);
}

void speech_is_limited_by_code_points_not_bytes(void**) {
    std::string text;
    for (int count = 0; count < 2000; ++count)
        text += "\xe2\x82\xac";
    assert_taken(parse_speech, text);
    assert_refused(parse_speech, text + "x");
    assert_taken(parse_text, text + "x");
    assert_refused(parse_speech_with_code, text);
    assert_taken(parse_speech_with_code, text.substr(0, std::size_t{3} * 1992) + "$$CODE$$");
    assert_refused(parse_speech_with_code, text.substr(0, std::size_t{3} * 1993) + "$$CODE$$");
}

void what_carries_the_code_has_a_place_for_it(void**) {
    assert_taken(parse_text_with_code, "$$CODE$$ or $$CODE$$");
    for (const char* const bad : {"code", "$$CODE$", "$$code$$", "$CODE$"}) {
        assert_refused(parse_text_with_code, bad);
        assert_refused(parse_speech_with_code, bad);
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_caller_id_is_a_phone_numbers_digits),
        cmocka_unit_test(a_sender_id_is_a_number_or_a_short_name),
        cmocka_unit_test(a_dlt_id_has_up_to_40_letters_and_digits),
        cmocka_unit_test(a_message_is_limited_by_code_points_not_bytes),
        cmocka_unit_test(a_digit_is_one),
        cmocka_unit_test(an_extension_has_digits_and_commas),
        cmocka_unit_test(a_text_is_joined_with_blanks_and_says_where_lines_end),
        cmocka_unit_test(a_text_is_plain_utf8),
        cmocka_unit_test(speech_is_limited_by_code_points_not_bytes),
        cmocka_unit_test(what_carries_the_code_has_a_place_for_it),
    };
    return cmocka_run_group_tests_name("config/field_values", tests, nullptr, nullptr);
}
