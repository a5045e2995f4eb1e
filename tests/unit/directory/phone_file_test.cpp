// SPDX-License-Identifier: BSD-3-Clause
#include "directory/phone_file.h"

#include <string>
#include <string_view>

#include "cmocka_cpp.h"

namespace {

using directory::phone_file;

constexpr const char* number = "+13105551299";

std::string set(const char* text, const char* user) {
    const auto result = phone_file::parse(text)->with_number(user, number);
    return result ? *result : "error: " + result.error();
}

std::string removed(const char* text, const char* user) {
    const auto result = phone_file::parse(text)->without_user(user);
    return result ? *result : "error: " + result.error();
}

void a_number_is_replaced_where_it_stands(void**) {
    assert_string_equal(
        set("; people\n[phones]\nalice = +1 310 555 1212 ; home\nbob = +44 20 7946 0000\n", "alice").c_str(),
        "; people\n[phones]\nalice = +13105551299 ; home\nbob = +44 20 7946 0000\n");
    assert_string_equal(set("[phones]\nalice:1 310 555 1212\t;x;y\n", "alice").c_str(),
                        "[phones]\nalice:+13105551299\t;x;y\n");
    assert_string_equal(set("[phones]\nalice =\n", "alice").c_str(), "[phones]\nalice = +13105551299\n");
    assert_string_equal(set("[phones]\nalice = ; later\n", "alice").c_str(),
                        "[phones]\nalice = +13105551299 ; later\n");
}

void a_number_in_the_users_own_section_stays_there(void**) {
    assert_string_equal(
        set("[phones]\nalice = 1\n[user bob]\nlanguage = en-GB\nphone = 2\nattempts = 2\n", "bob").c_str(),
        "[phones]\nalice = 1\n[user bob]\nlanguage = en-GB\nphone = +13105551299\nattempts = 2\n");
    assert_string_equal(set("[user bob]\nlanguage = en-GB\n", "bob").c_str(),
                        "[user bob]\nphone = +13105551299\nlanguage = en-GB\n");
    assert_string_equal(set("[user  bob ]", "bob").c_str(), "[user  bob ]\nphone = +13105551299\n");
}

void a_new_user_goes_behind_the_last_of_phones(void**) {
    assert_string_equal(
        set("[phones]\nalice = 1\n\n; what bob has\n[user bob]\nphone = 2\n", "carol").c_str(),
        "[phones]\nalice = 1\ncarol = +13105551299\n\n; what bob has\n[user bob]\nphone = 2\n");
    assert_string_equal(set("[phones]\n;alice = 1\n", "carol").c_str(),
                        "[phones]\ncarol = +13105551299\n;alice = 1\n");
    assert_string_equal(set("", "carol").c_str(), "[phones]\ncarol = +13105551299\n");
    assert_string_equal(set("[user bob]\nphone = 2", "carol").c_str(),
                        "[user bob]\nphone = 2\n[phones]\ncarol = +13105551299\n");
    assert_string_equal(set("[phones]\nalice = 1", "carol").c_str(),
                        "[phones]\nalice = 1\ncarol = +13105551299\n");
}

void line_ends_stay_what_they_are(void**) {
    assert_string_equal(
        set("\xef\xbb\xbf[phones]\r\nalice = 1\r\n[user bob]\r\nphone = 2\r\n", "carol").c_str(),
        "\xef\xbb\xbf[phones]\r\nalice = 1\r\ncarol = +13105551299\r\n[user bob]\r\nphone = 2\r\n");
    assert_string_equal(set("[phones]\r\nalice = 1  \r\n", "alice").c_str(),
                        "[phones]\r\nalice = +13105551299  \r\n");
}

void a_user_is_taken_out_with_what_is_theirs(void**) {
    assert_string_equal(removed("[phones]\n; boss\nalice = 1\nbob = 2\n", "alice").c_str(),
                        "[phones]\n; boss\nbob = 2\n");
    assert_string_equal(
        removed(
            "[phones]\nalice = 1\n[user bob]\nphone = 2\n; why\nsms.template = $$CODE$$\n  is it\n\n; carol\n"
            "[user carol]\nphone = 3\n",
            "bob")
            .c_str(),
        "[phones]\nalice = 1\n\n; carol\n[user carol]\nphone = 3\n");
    assert_string_equal(removed("[phones]\nbob = 2\n[user bob]\nattempts = 2\n", "bob").c_str(),
                        "[phones]\n");
    assert_string_equal(removed("[phones]\nbob = 2\nbob = 3\n", "bob").c_str(), "[phones]\n");
}

void what_is_not_there_cannot_be_taken_out(void**) {
    assert_string_equal(removed("[phones]\nalice = 1\n", "bob").c_str(), "error: no such user there");
    assert_string_equal(removed("[phones]\n;bob = 1\n", "bob").c_str(), "error: no such user there");
    assert_string_equal(removed("[phones]\nbob = 1\n", "Bob").c_str(), "error: no such user there");
}

void what_only_a_person_understands_is_left_alone(void**) {
    assert_string_equal(set("[phones]\nalice = 1\nalice = 2\n", "alice").c_str(),
                        "error: line 3: the user is on line 2 as well: keep one of them first");
    assert_string_equal(
        set("[phones]\nalice = 1\n  bob = 2\n", "alice").c_str(),
        "error: line 2: the number continues on the next line: begin each user in the first column");
    assert_string_equal(
        removed("[phones]\nalice = 1\n  bob = 2\n", "alice").c_str(),
        "error: line 2: the number continues on the next line: begin each user in the first column");
    // Nobody knows whose the lines below a broken header are.
    assert_string_equal(set("[phones]\nalice = 1\n[user bob\nphone = 2\n", "alice").c_str(),
                        "[phones]\nalice = +13105551299\n[user bob\nphone = 2\n");
}

void a_name_that_the_file_cannot_hold_is_refused(void**) {
    for (const char* const name : {"", " alice", "a=b", "a:b", "[x]", ";x", "#x", "a ;b", "a\nb = 1"})
        assert_string_equal(set("[phones]\n", name).c_str(),
                            "error: phones.ini cannot hold a user of this name: see telesign-phones(5)");
    assert_string_equal(set("[phones]\n", "DOMAIN\\al ice;x").c_str(),
                        "[phones]\nDOMAIN\\al ice;x = +13105551299\n");
}

void users_are_listed_once_in_their_order(void**) {
    const auto users = phone_file::parse("[phones]\nzoe = 1\nalice = x\n[user bob]\nphone = 2\nphone = 3\n"
                                         "[user zoe]\nattempts = 2\n[other]\nx = 1\n")
                           ->users();
    assert_int_equal(users.size(), 3);
    assert_string_equal((users[0] + ' ' + users[1] + ' ' + users[2]).c_str(), "zoe alice bob");
}

void a_line_that_cannot_be_read_does_not_come_below_another_header(void**) {
    constexpr const char* more = "error: this would change more than the user's lines: edit the file by hand";
    assert_string_equal(removed("[phones]\nalice = 1\n[user bob]\nphone = 2\nx\1 = 3\n", "bob").c_str(),
                        more);
    assert_string_equal(removed("[user zoe]\nphone = 1\n[user bob]\nphone = 2\nno key\n", "bob").c_str(),
                        more);
    assert_string_equal(removed("[user zoe]\nno key\nphone = 1\n[user bob]\nphone = 2\n", "bob").c_str(),
                        "[user zoe]\nno key\nphone = 1\n");
    assert_string_equal(set("[phones]\nno key\nalice = 1\n", "alice").c_str(),
                        "[phones]\nno key\nalice = +13105551299\n");
}

void a_line_that_continues_nothing_does_not_continue_a_number(void**) {
    constexpr const char* more = "error: this would change more than the user's lines: edit the file by hand";
    assert_string_equal(set("[phones]\n bob = 2\n", "alice").c_str(), more);
    assert_string_equal(set("[user alice]\n attempts = 2\n", "alice").c_str(), more);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_number_is_replaced_where_it_stands),
        cmocka_unit_test(a_number_in_the_users_own_section_stays_there),
        cmocka_unit_test(a_new_user_goes_behind_the_last_of_phones),
        cmocka_unit_test(line_ends_stay_what_they_are),
        cmocka_unit_test(a_user_is_taken_out_with_what_is_theirs),
        cmocka_unit_test(what_is_not_there_cannot_be_taken_out),
        cmocka_unit_test(what_only_a_person_understands_is_left_alone),
        cmocka_unit_test(a_line_that_cannot_be_read_does_not_come_below_another_header),
        cmocka_unit_test(a_line_that_continues_nothing_does_not_continue_a_number),
        cmocka_unit_test(a_name_that_the_file_cannot_hold_is_refused),
        cmocka_unit_test(users_are_listed_once_in_their_order),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
