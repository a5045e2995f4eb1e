// SPDX-License-Identifier: BSD-3-Clause
// Whose login it is says the system's user database: what the daemon does where that knows nobody by a name,
// or is silent.

#include "pam/login_fixture.h"

#include <signal.h>

namespace {

using namespace pam_test;

tests::environment_options everything_is_skipped() {
    tests::environment_options options;
    options.phones = "alice = +1 310 555 1212\nguest = +1 310 555 1213\n";
    options.unlisted_users = {"stranger", "guest"};
    options.policy = "unmapped = skip\noutage = skip\n";
    options.more = "[exempt]\nusers = stranger, guest, alice\ngroups = !daemon\n[remember]\nfor = 1h\n";
    return options;
}

int open_environment(void** state) {
    *state = new login_fixture{everything_is_skipped()};
    return 0;
}

int open_silent(void** state) {
    tests::environment_options options = everything_is_skipped();
    options.silent_user_database = true;
    *state = new login_fixture{options};
    return 0;
}

void who_is_unknown_to_the_system_plays_a_decoy(void** state) {
    login_fixture& s = login_of(state);
    s.wanted.rhost = "203.0.113.7";
    for (const char* const user : {"stranger", "nobody-has-this-name", "ALICE"}) {
        s.run_as(user, {"000", "001", "002"});
        s.assert_code(PAM_MAXTRIES);
        s.assert_logged("outcome=attempts_used_up reason=unknown_user");
    }
    assert_true(s.environment->codes().empty());
    s.run_as("guest", {the_code}); // whose phone is listed by that name
    s.assert_code(PAM_SUCCESS);
    s.run_as("alice", {}); // who is known
    s.assert_logged("outcome=ignored reason=exempt");
    s.run_as("mallory", {});
    s.assert_logged("outcome=ignored reason=exempt");
}

void a_silent_user_database_is_no_way_in_and_holds_up_no_stop(void** state) {
    login_fixture& s = login_of(state);
    for (const char* const user : {"alice", "stranger"}) {
        s.run_as(user, {the_code});
        s.assert_code(PAM_AUTHINFO_UNAVAIL);
        s.assert_logged("outcome=unavailable reason=user_database_silent");
        s.assert_logged("user database (nsswitch.conf) does not answer: no answer in time");
    }
    assert_true(s.result.messages.size() == 1 && s.environment->codes().empty());
    s.environment->daemon().signal(SIGTERM);
    assert_int_equal(s.environment->daemon().wait(), 0); // by itself, not by a signal
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(who_is_unknown_to_the_system_plays_a_decoy, open_environment,
                                        close_login),
        cmocka_unit_test_setup_teardown(a_silent_user_database_is_no_way_in_and_holds_up_no_stop, open_silent,
                                        close_login),
    };
    return cmocka_run_group_tests_name("pam.accounts_test", tests, nullptr, nullptr);
}
