// SPDX-License-Identifier: BSD-3-Clause
// The five entry points beside pam_sm_authenticate, in whole stacks, by libpamtest.

#include "pam/fixture.h"
#include "pam/service_files.h"

extern "C" {
#include <libpamtest.h>
}

#include "cmocka_cpp.h"

using namespace pam_test;
using protocol::result;

namespace {

constexpr const char* all_stacks = "account required @MODULE@\n"
                                   "session required @MODULE@\n"
                                   "password required @MODULE@\n";

/// Runs the cases on one handle, "12345" typed at every prompt.
template <std::size_t size>
void assert_pam_test(const std::string& stack, pam_testcase (&cases)[size]) {
    const service_file service{stack};
    const char* answers[] = {"12345", "12345", nullptr};
    pamtest_conv_data conversation{nullptr, answers, nullptr, nullptr};
    const pamtest_err error = run_pamtest(service.name(), "alice", &conversation, cases, nullptr);
    if (error == PAMTEST_ERR_CASE) {
        const pam_testcase* failed = pamtest_failed_case(cases);
        fail_msg("operation %d: expected %d, got %d", failed->pam_operation, failed->expected_rv,
                 failed->op_rv);
    }
    assert_int_equal(error, PAMTEST_ERR_OK);
}

std::string auth_stack(fixture& test, fake_daemon::script play) {
    test.daemon = std::make_unique<fake_daemon>(std::move(play));
    return "auth required @MODULE@ " + test.daemon->argument() + "\n";
}

void setcred_succeeds_after_a_granted_login(void** state) {
    pam_testcase cases[] = {pam_test(PAMTEST_AUTHENTICATE, PAM_SUCCESS),
                            pam_test(PAMTEST_SETCRED, PAM_SUCCESS)};
    assert_pam_test(auth_stack(fixture_of(state),
                               [](peer& module) {
                                   module.ask_once();
                                   module.verdict(result::granted);
                               }),
                    cases);
}

void setcred_succeeds_where_policy_let_the_user_through(void** state) {
    pam_testcase cases[] = {pam_test(PAMTEST_AUTHENTICATE, PAM_SUCCESS),
                            pam_test(PAMTEST_SETCRED, PAM_SUCCESS)};
    assert_pam_test("auth required pam_permit.so\n" + auth_stack(fixture_of(state),
                                                                 [](peer& module) {
                                                                     module.receive();
                                                                     module.verdict(result::ignored);
                                                                 }),
                    cases);
}

void setcred_does_not_mend_a_denied_login(void** state) {
    pam_testcase cases[] = {pam_test(PAMTEST_AUTHENTICATE, PAM_AUTH_ERR),
                            pam_test(PAMTEST_SETCRED, PAM_PERM_DENIED)};
    assert_pam_test(auth_stack(fixture_of(state),
                               [](peer& module) {
                                   module.receive();
                                   module.verdict(result::denied);
                               }),
                    cases);
}

void setcred_succeeds_where_the_host_authenticated_by_itself(void** /*state*/) { // sshd after a key
    pam_testcase cases[] = {pam_test(PAMTEST_SETCRED, PAM_SUCCESS)};
    assert_pam_test("auth required @MODULE@", cases);
}

void assert_misplaced(const char* stack) {
    const std::vector<std::string> log = take_log();
    assert_true(!log.empty());
    for (const std::string& line : log)
        assert_string_equal(line.c_str(), (std::string{"this module serves auth only: take it out of the "} +
                                           stack + " lines of this service's PAM file")
                                              .c_str());
}

void an_account_line_is_service_err(void** /*state*/) {
    take_log();
    pam_testcase cases[] = {pam_test(PAMTEST_ACCOUNT, PAM_SERVICE_ERR)};
    assert_pam_test(all_stacks, cases);
    assert_misplaced("account");
}

void a_session_line_is_service_err(void** /*state*/) {
    take_log();
    pam_testcase open[] = {pam_test(PAMTEST_OPEN_SESSION, PAM_SERVICE_ERR)};
    assert_pam_test(all_stacks, open);
    assert_misplaced("session");
    // "optional" beside pam_permit lets the session open; closing answers the same and grants nothing.
    pam_testcase both[] = {pam_test(PAMTEST_OPEN_SESSION, PAM_SUCCESS),
                           pam_test(PAMTEST_CLOSE_SESSION, PAM_SUCCESS)};
    assert_pam_test("session optional @MODULE@\nsession required pam_permit.so", both);
    assert_misplaced("session");
    pam_testcase close[] = {pam_test(PAMTEST_CLOSE_SESSION, PAM_SERVICE_ERR)};
    assert_pam_test(all_stacks, close);
    assert_misplaced("session");
}

void a_password_line_is_service_err(void** /*state*/) {
    take_log();
    pam_testcase cases[] = {pam_test(PAMTEST_CHAUTHTOK, PAM_SERVICE_ERR)};
    assert_pam_test(all_stacks, cases);
    assert_misplaced("password");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        pam_unit_test(setcred_succeeds_after_a_granted_login),
        pam_unit_test(setcred_succeeds_where_policy_let_the_user_through),
        pam_unit_test(setcred_does_not_mend_a_denied_login),
        pam_unit_test(setcred_succeeds_where_the_host_authenticated_by_itself),
        pam_unit_test(an_account_line_is_service_err),
        pam_unit_test(a_session_line_is_service_err),
        pam_unit_test(a_password_line_is_service_err),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
