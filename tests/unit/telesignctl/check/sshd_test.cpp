// SPDX-License-Identifier: BSD-3-Clause
// What `telesignctl check` finds about sshd's configuration.

#include <unistd.h>

#include "unit/telesignctl/check/check_fixture.h"

namespace {

using namespace tests;
using namespace telesignctl;

void sshd_is_looked_at_once_its_pam_file_names_the_module(void** state) {
    at(state).check(check_sshd);
    assert_int_equal(at(state).found.size(), 0);
    turn_on(state, "sshd", factor::key);
    at(state).check(check_sshd);
    at(state).assert_well();
    at(state).machine.set_sshd_error("line 3: Bad configuration option");
    at(state).check(check_sshd);
    at(state).assert_found(check_status::error, "Bad configuration option");
}

void what_sshd_says_is_judged(void** state) {
    turn_on(state, "sshd", factor::key);
    ::unlink(at(state).machine.host().sshd_drop_in().c_str());
    const std::string good = "usepam yes\nlogingracetime 360\nmaxauthtries 6\npasswordauthentication no\n"
                             "pubkeyauthentication yes\nkbdinteractiveauthentication yes\n"
                             "authenticationmethods publickey,keyboard-interactive\n";
    at(state).machine.set_sshd(good);
    at(state).check(check_sshd);
    at(state).assert_well();
    struct row {
        const char* more; ///< what comes last counts
        check_status status;
        const char* part;
    };
    for (const row& each :
         {row{"usepam no\n", check_status::error, "UsePAM is off"},
          row{"kbdinteractiveauthentication no\n", check_status::error,
              "KbdInteractiveAuthentication is off"},
          row{"logingracetime 120\n", check_status::warning, "after 120 s, while a code is valid for 300 s"},
          row{"maxauthtries 2\n", check_status::warning, "MaxAuthTries 2"},
          row{"authenticationmethods any\n", check_status::error, "`publickey` lets users in without a code"},
          row{"authenticationmethods keyboard-interactive\n", check_status::error,
              "lets users in with the code alone"},
          row{"authenticationmethods publickey,password\n", check_status::warning,
              "these logins are denied"}}) {
        at(state).machine.set_sshd(good + each.more);
        at(state).check(check_sshd);
        at(state).assert_found(each.status, each.part);
    }
}

void what_sshd_says_to_some_only_is_judged(void** state) {
    turn_on(state, "sshd", factor::key);
    const auto& machine = at(state).machine;
    machine.put("/etc/ssh/sshd_config", "Include /etc/ssh/sshd_config.d/*.conf\nMatch Address 10.0.0.0/8\n"
                                        "AuthenticationMethods publickey password\nMatch LocalPort 2222\n"
                                        "AuthenticationMethods publickey,keyboard-interactive\n");
    at(state).check(check_sshd);
    at(state).assert_found(check_status::error, "Match Address 10.0.0.0/8 (");
    at(state).assert_found(check_status::error, "sshd_config:3): `publickey` lets users in without a code");
    at(state).assert_found(check_status::error,
                           "sshd_config:3): `password` lets users in with the code alone");
    assert_int_equal(at(state).found.size(), 2);
}

} // namespace

int main() {
#define on_machine(test) cmocka_unit_test_setup_teardown(test, open_checked, close_checked)
    const CMUnitTest tests[] = {
        on_machine(sshd_is_looked_at_once_its_pam_file_names_the_module),
        on_machine(what_sshd_says_is_judged),
        on_machine(what_sshd_says_to_some_only_is_judged),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
