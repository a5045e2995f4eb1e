// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/text_wrap.h"

#include <string>

#include "cmocka_cpp.h"

namespace {

using telesignctl::wrap;
using telesignctl::wrap_help;

void assert_wrapped(std::string_view text, std::size_t columns, const char* expected) {
    assert_string_equal(wrap(text, columns).c_str(), expected);
}

void without_a_terminal_nothing_changes(void**) {
    const std::string line(300, 'x');
    assert_wrapped(line + ' ' + line, 0, (line + ' ' + line).c_str());
    assert_int_equal(telesignctl::terminal_columns(-1), 0);
}

void what_fits_stays(void**) {
    assert_wrapped("twelve chars\n", 12, "twelve chars\n");
    assert_wrapped("twelve chars\n", 11, "twelve\n  chars\n");
    assert_wrapped("", 10, "");
    assert_wrapped("\n\na\n", 10, "\n\na\n");
}

void a_text_goes_on_below_itself(void**) {
    assert_wrapped("ok    sshd  it asks for a code\n", 26, "ok    sshd  it asks for a\n            code\n");
    assert_wrapped("            → run this command\n", 28, "            → run this\n              command\n");
    assert_wrapped("- one point of several\n", 16, "- one point of\n  several\n");
    assert_wrapped("telesignctl: it cannot be read\n", 27, "telesignctl: it cannot be\n             read\n");
}

void blanks_within_a_text_are_no_columns(void**) {
    assert_wrapped("ok  sshd  it has  auth  required\n", 26, "ok  sshd  it has  auth\n          required\n");
}

void a_narrow_terminal_leaves_no_room_for_columns(void**) {
    assert_wrapped("ok    sshd  it asks for a code\n", 20, "ok    sshd  it asks\n  for a code\n");
}

void a_long_word_is_not_cut(void**) {
    assert_wrapped("at /etc/telesign/telesign.conf it ends\n", 12,
                   "at\n  /etc/telesign/telesign.conf\n  it ends\n");
    assert_wrapped("ok  sshd  /etc/telesign/telesign.conf it\n", 24,
                   "ok  sshd  /etc/telesign/telesign.conf\n          it\n");
    assert_wrapped("a b c", 1, "a\n  b\n  c");
}

void characters_have_the_width_that_a_terminal_gives_them(void**) {
    assert_wrapped("ééééé ééééé", 11, "ééééé ééééé");
    assert_wrapped("日本語 日本", 11, "日本語 日本");
    assert_wrapped("日本語 日本", 10, "日本語\n  日本");
    assert_wrapped("\xff\xff \xff\xff", 5, "\xff\xff \xff\xff");
    assert_wrapped("\xff\xff \xff\xff", 4, "\xff\xff\n  \xff\xff");
}

void a_diff_stays_whole_to_its_end(void**) {
    constexpr auto diff =
        "--- /etc/pam.d/sudo\n+++ /etc/pam.d/sudo\n@@ -1,2 +1,3 @@\n auth required pam_unix.so\n"
        "+auth required pam_telesign.so\n";
    assert_wrapped(std::string{diff} + "Nothing was changed, really.\n", 16,
                   (std::string{diff} + "Nothing was\n  changed,\n  really.\n").c_str());
}

void a_row_s_text_goes_on_below_itself_behind_columns_of_several_words(void**) {
    assert_string_equal(telesignctl::wrap_row("ok  pam sshd  ", "line 5  asks for a code\n", 26).c_str(),
                        "ok  pam sshd  line 5  asks\n              for a code\n");
    assert_string_equal(telesignctl::wrap_row("              ", "→ run this command\n", 28).c_str(),
                        "              → run this\n                command\n");
}

void a_help_screen_has_its_own_column(void**) {
    assert_string_equal(
        wrap_help("  --try SPAN  Off again later\nUsage: telesignctl [OPTIONS]\n", 26, 14).c_str(),
        "  --try SPAN  Off again\n              later\nUsage: telesignctl\n  [OPTIONS]\n");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(without_a_terminal_nothing_changes),
        cmocka_unit_test(what_fits_stays),
        cmocka_unit_test(a_text_goes_on_below_itself),
        cmocka_unit_test(blanks_within_a_text_are_no_columns),
        cmocka_unit_test(a_narrow_terminal_leaves_no_room_for_columns),
        cmocka_unit_test(a_long_word_is_not_cut),
        cmocka_unit_test(characters_have_the_width_that_a_terminal_gives_them),
        cmocka_unit_test(a_diff_stays_whole_to_its_end),
        cmocka_unit_test(a_row_s_text_goes_on_below_itself_behind_columns_of_several_words),
        cmocka_unit_test(a_help_screen_has_its_own_column),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
