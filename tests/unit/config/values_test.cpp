// SPDX-License-Identifier: BSD-3-Clause
#include "config/values.h"

#include "unit/config/value_errors.h"

namespace {

using namespace config;
using test::assert_error;

void numbers_are_plain_and_within_their_range(void**) {
    assert_int_equal(parse_number("1", 1, 10).value_or(99), 1);
    assert_int_equal(parse_number("10", 1, 10).value_or(99), 10);
    for (const char* wrong : {"", "+3", "-3", " 3", "3 ", "3s", "0x3", "3.0", "three", "1\n0"})
        assert_error(parse_number(wrong, 1, 10), wrong, "{} is not a number in digits",
                     "write a number from 1 to 10");
    for (const char* wrong : {"0", "11", "4294967299"})
        assert_error(parse_number(wrong, 1, 10), wrong, "{} is out of range", "write a number from 1 to 10");
}

void yes_and_no_are_the_only_words(void**) {
    assert_true(parse_yes_no("yes").value_or(false));
    assert_false(parse_yes_no("no").value_or(true));
    for (const char* wrong : {"", "Yes", "true", "on", "1", "yes\nno"})
        assert_error(parse_yes_no(wrong), wrong, "unknown value {}", "write yes or no");
}

void channels_come_in_their_order(void**) {
    using enum gateway::channel;
    const std::vector<gateway::channel> one{sms};
    const std::vector<gateway::channel> three{voice, smart, sms};
    assert_true(parse_channels("sms") == one);
    assert_true(parse_channels("voice,smart ,\n sms") == three);
}

void wrong_channels_are_errors(void**) {
    for (const char* wrong : {"", "sms,", ",sms", "sms,,voice"})
        assert_error(parse_channels(wrong), "empty: write smart, voice or sms");
    for (const char* wrong : {"pigeon", "sms, pigeon"})
        assert_error(parse_channels(wrong), "unknown channel \"pigeon\": write smart, voice or sms");
    assert_error(parse_channels("SMS"), "unknown channel \"SMS\": write smart, voice or sms");
    assert_error(parse_channels("sms voice"),
                 "unknown channel \"sms voice\": write smart, voice or sms, with commas between");
    assert_error(parse_channels("voice, sms, voice"), "\"voice\" is named twice: name it once");
}

void ucids_are_telesigns(void**) {
    for (const char* right : {"ATCK", "BACF", "BACS", "CHBK", "CLDR", "LEAD", "OTHR", "PWRT", "RESV", "RXPF",
                              "SHIP", "THEF", "TRVF", "UNKN"})
        assert_string_equal(parse_ucid(right).value_or("").c_str(), right);
    for (const char* wrong : {"", "atck", "ATCK ", "XXXX"})
        assert_error(
            parse_ucid(wrong), wrong, "unknown use case code {}",
            "write ATCK, BACF, BACS, CHBK, CLDR, LEAD, OTHR, PWRT, RESV, RXPF, SHIP, THEF, TRVF or UNKN");
}

void languages_have_the_shape_of_a_tag(void**) {
    for (const char* right :
         {"en", "en-US", "zh-cmn-Hant", "es-419", "sl-rozaj-biske-1994", "de-CH-x-phonebk"})
        assert_string_equal(parse_language(right).value_or("").c_str(), right);
    for (const char* wrong :
         {"", "e", "en_US", "en-", "-en", "en--US", "abcdefghi", "e1", "en US", "en-\xc3\xa9", "*"})
        assert_error(parse_language(wrong), wrong, "{} is not a language tag", "write one like en-US or fr");
}

void a_customer_id_has_letters_digits_and_dashes(void**) {
    constexpr const char* id = "FFFFFFFF-EEEE-DDDD-1234-AB1234567890";
    assert_string_equal(parse_customer_id(id).value_or("").c_str(), id);
    assert_error(parse_customer_id(""), "empty: write the customer id from TeleSign's portal");
    for (const char* wrong : {"a:b", "a b", "a\nb", "a_b", "\xc3\xa9", "YWJj=="})
        assert_error(parse_customer_id(wrong), wrong,
                     "{} has characters other than letters, digits and dashes",
                     "write the customer id from TeleSign's portal");
}

void an_api_key_is_base64(void**) {
    for (const char* right : {"YWJj", "YWI=", "YQ==", "vW0+Y/1J"}) {
        const auto key = parse_api_key(right);
        assert_true(key.has_value());
        assert_true(key->view() == right);
    }
    assert_error(parse_api_key(""), "empty: write the API key from TeleSign's portal");
    for (const char* wrong :
         {"YWJ", "Y===", "====", "YW=j", "YWJj YWJj", "YWJj\nYWJj", "YW-_", "YWJj\xc3\xa9!!"})
        assert_error(parse_api_key(wrong), "not base64: copy the whole API key from TeleSign's portal");
}

void a_file_path_is_absolute(void**) {
    assert_string_equal(parse_file_path("/etc/a b").value_or("").c_str(), "/etc/a b");
    for (const char* wrong : {"", "a", "./a", "~/a", "/", "/etc/"})
        assert_error(parse_file_path(wrong), wrong, "{} is not a file's absolute path",
                     "write one that begins with / and ends with the file's name");
}

void a_set_has_each_value_once(void**) {
    const auto parse = [](std::string_view word) { return parse_number(word, 1, 9); };
    assert_true((parse_set<unsigned>("3, 1", parse) == std::set{1U, 3U}));
    assert_error(parse_set<unsigned>("1, 3, 1", parse), "\"1\" is named twice: name it once");
    assert_error(parse_set<unsigned>("1,", parse), "empty: write a number from 1 to 9");
}

void a_value_over_several_lines_becomes_one(void**) {
    assert_string_equal(unfold("\nab\ncd\n").c_str(), "abcd");
    assert_string_equal(unfold("ab cd").c_str(), "ab cd");
}

void only_what_looks_like_a_name_is_shown(void**) {
    for (const char* name : {"", "api_key", "service su-l", "user2", "US.voice", "*.sms", "001.smart"})
        assert_true(shown(name) == name);
    for (const char* secret : {"vW0Y1J", "+13105551212", "13105551212", "a+b", "\x1b[31m",
                               "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "US.Voice", "USvoice"})
        assert_true(shown(secret) == "(not shown)");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_plain_and_within_their_range),
        cmocka_unit_test(yes_and_no_are_the_only_words),
        cmocka_unit_test(channels_come_in_their_order),
        cmocka_unit_test(wrong_channels_are_errors),
        cmocka_unit_test(ucids_are_telesigns),
        cmocka_unit_test(languages_have_the_shape_of_a_tag),
        cmocka_unit_test(a_customer_id_has_letters_digits_and_dashes),
        cmocka_unit_test(an_api_key_is_base64),
        cmocka_unit_test(a_file_path_is_absolute),
        cmocka_unit_test(a_set_has_each_value_once),
        cmocka_unit_test(a_value_over_several_lines_becomes_one),
        cmocka_unit_test(only_what_looks_like_a_name_is_shown),
    };
    return cmocka_run_group_tests_name("config/values", tests, nullptr, nullptr);
}
