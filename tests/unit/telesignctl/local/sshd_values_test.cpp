// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/local/sshd_values.h"

#include "unit/telesignctl/scratch_machine.h"

namespace {

using namespace telesignctl;
using tests::close_scratch;
using tests::open_scratch;
using tests::scratch;

void what_sshd_says_is_read(void** state) {
    scratch(state).set_sshd(
        "usepam yes\nauthenticationmethods publickey,keyboard-interactive hostbased\nport 22\n");
    const auto values = ask_sshd(scratch(state).host());
    assert_true(values.has_value());
    assert_string_equal(value_of(*values, "usepam").c_str(), "yes");
    assert_string_equal(value_of(*values, "none").c_str(), "");
    const auto method_lists = read_method_lists(*values);
    assert_int_equal(method_lists.size(), 2);
    assert_string_equal(method_lists[0].c_str(), "publickey,keyboard-interactive");
    assert_string_equal(method_lists[1].c_str(), "hostbased");
}

void groups_have_a_line_each(void** state) {
    scratch(state).set_sshd("allowgroups staff\nport 22\nallowgroups ad-*\nport 23\n");
    const auto values = ask_sshd(scratch(state).host());
    assert_string_equal(value_of(*values, "allowgroups").c_str(), "staff ad-*");
    assert_string_equal(value_of(*values, "port").c_str(), "23");
}

void any_is_all_that_is_on(void** state) {
    scratch(state).set_sshd(
        "authenticationmethods any\npasswordauthentication yes\nkbdinteractiveauthentication no\n"
        "pubkeyauthentication yes\n");
    const auto method_lists = read_method_lists(*ask_sshd(scratch(state).host()));
    assert_int_equal(method_lists.size(), 2);
    assert_string_equal(method_lists[0].c_str(), "password");
    assert_string_equal(method_lists[1].c_str(), "publickey");
}

void a_complaint_is_passed_on(void** state) {
    scratch(state).set_sshd_error("line 3: Bad\x1b option\n");
    assert_string_equal(test_sshd(scratch(state).host()).error().c_str(), "sshd -t: line 3: Bad option");
    assert_string_equal(ask_sshd(scratch(state).host()).error().c_str(), "sshd -T: line 3: Bad option");
}

void a_key_before_keeps_pam_from_being_asked_alone(void**) {
    assert_true(is_pam_only("password"));
    assert_true(is_pam_only("keyboard-interactive:pam"));
    assert_true(is_pam_only("any"));
    assert_true(is_pam_only("password,keyboard-interactive"));
    assert_false(is_pam_only("publickey"));
    assert_false(is_pam_only("publickey,keyboard-interactive"));
    assert_false(is_pam_only("keyboard-interactive,publickey"));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_sshd_says_is_read, open_scratch, close_scratch),
        cmocka_unit_test_setup_teardown(groups_have_a_line_each, open_scratch, close_scratch),
        cmocka_unit_test_setup_teardown(any_is_all_that_is_on, open_scratch, close_scratch),
        cmocka_unit_test_setup_teardown(a_complaint_is_passed_on, open_scratch, close_scratch),
        cmocka_unit_test(a_key_before_keeps_pam_from_being_asked_alone),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
