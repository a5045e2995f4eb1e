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
    const auto values = ask_sshd(scratch(state).where());
    assert_true(values.has_value());
    assert_string_equal(value_of(*values, "usepam").c_str(), "yes");
    assert_string_equal(value_of(*values, "none").c_str(), "");
    const auto ways = login_ways(*values);
    assert_int_equal(ways.size(), 2);
    assert_string_equal(ways[0].c_str(), "publickey,keyboard-interactive");
    assert_string_equal(ways[1].c_str(), "hostbased");
}

void groups_have_a_line_each(void** state) {
    scratch(state).set_sshd("allowgroups staff\nport 22\nallowgroups ad-*\nport 23\n");
    const auto values = ask_sshd(scratch(state).where());
    assert_string_equal(value_of(*values, "allowgroups").c_str(), "staff ad-*");
    assert_string_equal(value_of(*values, "port").c_str(), "23");
}

void any_is_all_that_is_on(void** state) {
    scratch(state).set_sshd(
        "authenticationmethods any\npasswordauthentication yes\nkbdinteractiveauthentication no\n"
        "pubkeyauthentication yes\n");
    const auto ways = login_ways(*ask_sshd(scratch(state).where()));
    assert_int_equal(ways.size(), 2);
    assert_string_equal(ways[0].c_str(), "password");
    assert_string_equal(ways[1].c_str(), "publickey");
}

void a_complaint_is_passed_on(void** state) {
    scratch(state).let_sshd_complain("line 3: Bad\x1b option\n");
    assert_string_equal(test_sshd(scratch(state).where()).error().c_str(), "sshd -t: line 3: Bad option");
    assert_string_equal(ask_sshd(scratch(state).where()).error().c_str(), "sshd -T: line 3: Bad option");
}

void a_key_before_keeps_pam_from_being_asked_alone(void**) {
    assert_true(asks_pam_alone("password"));
    assert_true(asks_pam_alone("keyboard-interactive:pam"));
    assert_true(asks_pam_alone("any"));
    assert_true(asks_pam_alone("password,keyboard-interactive"));
    assert_false(asks_pam_alone("publickey"));
    assert_false(asks_pam_alone("publickey,keyboard-interactive"));
    assert_false(asks_pam_alone("keyboard-interactive,publickey"));
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
