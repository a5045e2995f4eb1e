// SPDX-License-Identifier: BSD-3-Clause
// What ends when its time is over, through the real module, daemon and simulator, whose clocks the test
// turns.

#include "pam/login_fixture.h"

#include <chrono>

namespace {

using namespace pam_test;
using namespace std::chrono_literals;

tests::environment_options with_fake_clock() {
    tests::environment_options options;
    options.fake_clock = true;
    options.otp += "reuse_pending = 0s\n";
    return options;
}

login_fixture& open(void** state, const tests::environment_options& options) {
    login_fixture& result = start_login(state, options);
    result.wanted.rhost = "198.51.100.7";
    return result;
}

int code_of_login(login_fixture& s, const char* user) {
    s.run_as(user, {the_code});
    return s.result.code;
}

void a_users_window_slides(void** state) {
    tests::environment_options options = with_fake_clock();
    const std::string no_limit = "sends_per_user =\n";
    options.limits.replace(options.limits.find(no_limit), no_limit.size(), "sends_per_user = 1/10m\n");
    login_fixture& s = open(state, options);
    assert_int_equal(code_of_login(s, "alice"), PAM_SUCCESS);
    s.environment->advance_clock(9min);
    assert_int_equal(code_of_login(s, "alice"), PAM_PERM_DENIED);
    s.environment->advance_clock(1min);
    assert_int_equal(code_of_login(s, "alice"), PAM_SUCCESS);
}

void a_new_code_may_be_had_after_the_cooldown(void** state) {
    tests::environment_options options = with_fake_clock();
    options.limits.replace(options.limits.find("resend_cooldown = 0s"), 20, "resend_cooldown = 5m");
    login_fixture& s = open(state, options);
    s.run_as("alice", {"resend", the_code});
    s.assert_shown("Wait 5 minutes before you ask for another");
    assert_int_equal(s.environment->codes().size(), 1);
    s.environment->advance_clock(5min);
    s.run_as("alice", {the_code});
    s.assert_code(PAM_SUCCESS);
    assert_int_equal(s.environment->codes().size(), 2);
}

void a_code_may_be_joined_for_so_long(void** state) {
    tests::environment_options options = with_fake_clock();
    options.otp = "channels = sms\nreuse_pending = 120s\n";
    login_fixture& s = open(state, options);
    s.wanted.service = "telesign-joining";
    s.run_as("alice", {}); // Ctrl-C at the prompt
    s.environment->advance_clock(119s);
    s.run_as("alice", {});
    s.assert_shown("The code from a moment ago still counts");
    assert_int_equal(s.environment->codes().size(), 1);
    s.environment->advance_clock(2s);
    s.run_as("alice", {the_code});
    s.assert_code(PAM_SUCCESS);
    assert_int_equal(s.environment->codes().size(), 2);
}

void who_is_remembered_is_asked_again_after_that(void** state) {
    tests::environment_options options = with_fake_clock();
    options.more = "[remember]\nfor = 12h\n";
    login_fixture& s = open(state, options);
    s.wanted.service = "telesign-remembering";
    s.wanted.stack = "auth [ignore=ignore success=ok default=bad] @MODULE@ @ARGUMENTS@\n"
                     "auth required pam_permit.so\n";
    assert_int_equal(code_of_login(s, "alice"), PAM_SUCCESS);
    s.environment->advance_clock(12h - 1min);
    assert_int_equal(code_of_login(s, "alice"), PAM_SUCCESS);
    assert_int_equal(s.environment->codes().size(), 1);
    s.environment->advance_clock(1min);
    assert_int_equal(code_of_login(s, "alice"), PAM_SUCCESS);
    assert_int_equal(s.environment->codes().size(), 2);
}

void a_lookup_is_made_again_after_an_hour(void** state) {
    tests::environment_options options = with_fake_clock();
    options.more = "[risk]\ncheck = sim_swap\nmax_sim_swap = 2\ncache = 1h\n";
    login_fixture& s = open(state, options);
    assert_int_equal(code_of_login(s, "alice"), PAM_SUCCESS);
    s.environment->advance_clock(59min);
    assert_int_equal(code_of_login(s, "alice"), PAM_SUCCESS);
    assert_int_equal(s.count("POST", "/v1/phoneid"), 1);
    s.environment->advance_clock(1min);
    assert_int_equal(code_of_login(s, "alice"), PAM_SUCCESS);
    assert_int_equal(s.count("POST", "/v1/phoneid"), 2);
}

} // namespace

int main() {
#define CASE(test) cmocka_unit_test_teardown(test, close_login)
    const CMUnitTest tests[] = {
        CASE(a_users_window_slides),
        CASE(a_new_code_may_be_had_after_the_cooldown),
        CASE(a_code_may_be_joined_for_so_long),
        CASE(who_is_remembered_is_asked_again_after_that),
        CASE(a_lookup_is_made_again_after_an_hour),
    };
#undef CASE
    return cmocka_run_group_tests_name("expiry", tests, nullptr, nullptr);
}
