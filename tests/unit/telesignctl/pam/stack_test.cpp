#include "telesignctl/pam/stack.h"

#include <security/pam_appl.h>

#include "unit/telesignctl/pam/pam_texts.h"

namespace {

using namespace telesignctl::pam;
using tests::close_texts;
using tests::on;
using tests::open_texts;

/// What the stack returns when each module gives the number that is its argument.
int result_of(void** state, const char* text) {
    on(state).files["service"] = text;
    return run(on(state).load("service"),
               [](const entry& each) { return std::stoi(each.text.arguments.at(0)); });
}

void includes_are_put_in_their_place_with_the_line_that_brought_them(void** state) {
    on(state).files["sshd"] =
        "# sshd\n@include common-auth\nauth required pam_telesign.so\naccount required pam_permit.so\n";
    const stack all = on(state).load("sshd");
    assert_int_equal(all.problems.size(), 0);
    assert_int_equal(all.entries.size(), 5);
    assert_true(is_first_factor(all.entries[0]));
    assert_string_equal(all.entries[0].file.c_str(), "common-auth");
    assert_int_equal(all.entries[0].own_first, 2);
    assert_int_equal(all.entries[3].own_last, 2);
    assert_true(is_ours(all.entries[4]));
    assert_int_equal(all.entries[4].own_first, 3);
}

void a_missing_file_and_one_that_includes_itself_are_problems(void** state) {
    on(state).files["a"] = "@include b\n@include none\n";
    on(state).files["b"] = "auth include b\n";
    const stack all = on(state).load("a");
    assert_int_equal(all.problems.size(), 2);
    assert_string_equal(all.problems[0].c_str(), "b: includes itself");
    assert_string_equal(all.problems[1].c_str(), "none: No such file or directory");
}

void required_and_requisite_refuse_whatever_comes_later(void** state) {
    assert_int_equal(result_of(state, "auth required a 7\nauth required b 0\n"), PAM_AUTH_ERR);
    assert_int_equal(result_of(state, "auth requisite a 9\nauth required b 7\n"), PAM_AUTHINFO_UNAVAIL);
    assert_int_equal(result_of(state, "auth required a 0\nauth required b 0\n"), PAM_SUCCESS);
}

void sufficient_ends_the_stack_unless_something_failed_before(void** state) {
    assert_int_equal(result_of(state, "auth sufficient a 0\nauth required b 7\n"), PAM_SUCCESS);
    assert_int_equal(result_of(state, "auth required a 7\nauth sufficient b 0\n"), PAM_AUTH_ERR);
    assert_int_equal(result_of(state, "auth sufficient a 7\nauth required b 0\n"), PAM_SUCCESS);
}

void a_stack_that_says_nothing_refuses(void** state) {
    assert_int_equal(result_of(state, "auth sufficient a 7\n"), PAM_PERM_DENIED);
    assert_int_equal(result_of(state, "auth required a 25\n"), PAM_PERM_DENIED);
    assert_int_equal(result_of(state, ""), PAM_PERM_DENIED);
}

void jumps_pass_over_modules_and_count_as_success(void** state) {
    assert_int_equal(
        result_of(state, "auth [success=1 default=ignore] a 0\nauth requisite b 7\nauth required c 0\n"),
        PAM_SUCCESS);
    assert_int_equal(
        result_of(state, "auth [success=1 default=ignore] a 7\nauth requisite b 7\nauth required c 0\n"),
        PAM_AUTH_ERR);
    assert_int_equal(result_of(state, "auth [success=1 default=ignore] a 0\nauth required b 7\n"),
                     PAM_SUCCESS);
    // A failure that jumps after a success is remembered.
    assert_int_equal(
        result_of(state, "auth required a 0\nauth [default=1] b 7\nauth required c 0\nauth required d 0\n"),
        PAM_AUTH_ERR);
}

void a_jump_beyond_the_end_refuses(void** state) {
    assert_int_equal(result_of(state, "auth [success=2 default=ignore] a 0\nauth required b 0\n"),
                     PAM_PERM_DENIED);
}

void a_substack_ends_by_itself_only(void** state) {
    on(state).files["sub"] = "auth sufficient a 0\nauth required b 7\n";
    assert_int_equal(result_of(state, "auth substack sub\nauth required c 7\n"), PAM_AUTH_ERR);
    assert_int_equal(result_of(state, "auth substack sub\nauth required c 0\n"), PAM_SUCCESS);
    // As one module for whoever jumps over it.
    assert_int_equal(result_of(state, "auth [success=1] z 0\nauth substack sub\nauth required c 9\n"),
                     PAM_AUTHINFO_UNAVAIL);
}

void reset_forgets_what_was_before(void** state) {
    assert_int_equal(result_of(state, "auth required a 7\nauth [default=reset] b 0\nauth required c 0\n"),
                     PAM_SUCCESS);
}

} // namespace

int main() {
#define with_texts(test) cmocka_unit_test_setup_teardown(test, open_texts, close_texts)
    const CMUnitTest tests[] = {
        with_texts(includes_are_put_in_their_place_with_the_line_that_brought_them),
        with_texts(a_missing_file_and_one_that_includes_itself_are_problems),
        with_texts(required_and_requisite_refuse_whatever_comes_later),
        with_texts(sufficient_ends_the_stack_unless_something_failed_before),
        with_texts(a_stack_that_says_nothing_refuses),
        with_texts(jumps_pass_over_modules_and_count_as_success),
        with_texts(a_jump_beyond_the_end_refuses),
        with_texts(a_substack_ends_by_itself_only),
        with_texts(reset_forgets_what_was_before),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
