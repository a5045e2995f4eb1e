// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/enable/pam_edit.h"

#include <cstring>

#include "unit/telesignctl/pam/pam_files.h"

namespace {

using namespace telesignctl;
using tests::close_texts;
using tests::on;
using tests::open_texts;

const std::string sudo =
    "#%PAM-1.0\nsession required pam_limits.so\n@include common-auth\n@include common-account\n";

/// Adds the block, and holds what must be true of every result.
std::string added(void** state, const std::string& text, factor first_factor) {
    on(state).files["service"] = text;
    const auto result = add_block("service", first_factor, on(state).reader());
    if (!result)
        fail_msg("%s", result.error().c_str());
    assert_string_equal(find_block(*result).value_or("none").c_str(),
                        block_title("service", first_factor).c_str());
    const auto removed = remove_block(*result);
    assert_true(removed.has_value());
    assert_string_equal(removed->c_str(), text.c_str());
    return *result;
}

void assert_refused(void** state, const std::string& text, factor first_factor, const char* why) {
    on(state).files["service"] = text;
    const auto result = add_block("service", first_factor, on(state).reader());
    if (result)
        fail_msg("not refused: %s", result->c_str());
    if (result.error().find(why) == std::string::npos)
        fail_msg("%s", result.error().c_str());
}

void the_code_comes_after_the_password(void** state) {
    assert_string_equal(added(state, sudo, factor::password).c_str(),
                        "#%PAM-1.0\nsession required pam_limits.so\n@include common-auth\n"
                        "# BEGIN telesignctl enable service\n"
                        "auth       required     pam_telesign.so\n"
                        "# END telesignctl enable\n"
                        "@include common-account\n");
}

void with_a_key_the_code_takes_the_passwords_place(void** state) {
    assert_string_equal(added(state, sudo, factor::key).c_str(),
                        "#%PAM-1.0\nsession required pam_limits.so\n"
                        "# BEGIN telesignctl enable service --key\n"
                        "auth       requisite    pam_telesign.so\n"
                        "auth       sufficient   pam_permit.so\n"
                        "# END telesignctl enable\n"
                        "@include common-auth\n@include common-account\n");
}

void a_password_that_is_written_out_keeps_its_jump(void** state) {
    const std::string text = added(state, tests::common_auth, factor::password);
    // success=1 of pam_unix lands on the code, which a wrong password does not reach.
    assert_non_null(std::strstr(text.c_str(), "pam_deny.so\n# BEGIN"));
}

void a_file_without_a_last_line_end_gets_it_back_so(void** state) {
    const std::string text = added(state, "@include common-auth", factor::password);
    assert_non_null(std::strstr(text.c_str(), "# END telesignctl enable"));
    assert_false(text.ends_with('\n'));
}

void what_an_administrator_adds_stays(void** state) {
    std::string text = added(state, sudo, factor::password);
    text.insert(text.find("# END"), "auth optional pam_echo.so file=/etc/motd\n");
    text.insert(0, "# first\n");
    text += "# last\n";
    const auto removed = remove_block(text);
    assert_string_equal(removed->c_str(),
                        ("# first\n#%PAM-1.0\nsession required pam_limits.so\n@include common-auth\n"
                         "auth optional pam_echo.so file=/etc/motd\n@include common-account\n# last\n"));
}

void what_does_not_come_in_pairs_is_left_to_the_administrator(void** state) {
    static_cast<void>(state);
    for (const char* text :
         {"# BEGIN telesignctl enable sudo\nauth required pam_telesign.so\n",
          "auth required pam_telesign.so\n# END telesignctl enable\n",
          "# BEGIN telesignctl enable a\n# BEGIN telesignctl enable a\n# END telesignctl enable\n"})
        assert_false(remove_block(text).has_value());
}

void no_place_is_better_than_a_wrong_one(void** state) {
    assert_refused(state, "session required pam_limits.so\n", factor::password,
                   "no line asks for a password");
    assert_refused(state, "auth sufficient pam_unix.so\nauth required pam_deny.so\n", factor::password,
                   "service line 1 (pam_unix.so): whoever it lets through is let in without a code");
    assert_refused(state, "auth required pam_unix.so\n", factor::password, "make the phone ring");
    assert_refused(state, "auth substack common-auth\n", factor::password, "`substack` to `include`");
    // Debian's common-auth would jump over the code then, and into nothing.
    assert_refused(state, "auth [success=1 default=ignore] pam_unix.so\nauth requisite pam_deny.so\n",
                   factor::password, "nobody could log in any more");
    // What looks like a line of its own behind the comment is one with the line before, for libpam.
    assert_refused(state, "auth requisite pam_unix.so \\\n# the end", factor::password,
                   "beyond the end of the file");
    assert_refused(state, sudo + "auth required pam_telesign.so\n", {},
                   "line 5: already names pam_telesign.so");
    assert_refused(state, "auht required pam_unix.so\n" + sudo, factor::password, "line 1: does not begin");
    assert_refused(state, "@include none\n", factor::password, "none: No such file");
    assert_refused(state, sudo + "auth required pam_deny.so\n", factor::password,
                   "nobody could log in any more");
}

void a_jump_over_the_place_of_our_lines_is_refused_by_its_line(void** state) {
    // Today, who is not listed is denied.
    const std::string listed = "auth [success=ignore default=2] pam_listfile.so item=user\n";
    const char* const why = "below line 2: service line 1 (`[success=ignore default=2]`) jumps over it";
    assert_refused(state, listed + "auth requisite pam_unix.so\nauth required pam_permit.so\n",
                   factor::password, why);
    assert_refused(state, listed + "auth requisite pam_unix.so\n", factor::password, why);
    assert_refused(state, "account required pam_permit.so\n" + listed + "auth requisite pam_unix.so\n",
                   factor::key, "below line 2: service line 2 (`[success=ignore default=2]`) jumps over it");
    // A substack counts as one module, and a jump inside of it ends there.
    on(state).files["inner"] = "auth [success=1 default=ignore] pam_env.so\nauth optional pam_cap.so\n";
    assert_refused(state,
                   "auth [success=ignore default=2] pam_listfile.so\nauth substack inner\nauth requisite "
                   "pam_unix.so\nauth required pam_permit.so\n",
                   factor::password, "below line 3: a wrong password would make the phone ring");
    static_cast<void>(added(state, "auth substack inner\n@include common-auth\n", factor::password));
    static_cast<void>(
        added(state, "auth requisite pam_unix.so\nauth required pam_permit.so\n", factor::password));
    // One that ends where our lines begin is as good as Debian's own.
    static_cast<void>(added(state,
                            "auth [success=1 default=ignore] pam_unix.so\nauth requisite pam_deny.so\n"
                            "auth required pam_permit.so\n",
                            factor::password));
}

void what_an_administrator_lets_in_by_itself_goes_on_to_be_let_in(void** state) {
    static_cast<void>(added(state,
                            "auth sufficient pam_rootok.so\nauth sufficient pam_wheel.so trust\n" + sudo,
                            factor::password));
}

} // namespace

int main() {
#define with_texts(test) cmocka_unit_test_setup_teardown(test, open_texts, close_texts)
    const CMUnitTest tests[] = {
        with_texts(the_code_comes_after_the_password),
        with_texts(with_a_key_the_code_takes_the_passwords_place),
        with_texts(a_password_that_is_written_out_keeps_its_jump),
        with_texts(a_file_without_a_last_line_end_gets_it_back_so),
        with_texts(what_an_administrator_adds_stays),
        with_texts(what_does_not_come_in_pairs_is_left_to_the_administrator),
        with_texts(no_place_is_better_than_a_wrong_one),
        with_texts(a_jump_over_the_place_of_our_lines_is_refused_by_its_line),
        with_texts(what_an_administrator_lets_in_by_itself_goes_on_to_be_let_in),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
