// SPDX-License-Identifier: BSD-3-Clause
// Every PAM code that the module can end a login with, as pam_telesign(8) lists them.

#include "pam/fixture.h"

#include <cstring>

#include "cmocka_cpp.h"

using namespace pam_test;
using protocol::result;

namespace {

/// One row: the daemon's verdict after an answer, and what the host gets.
void assert_row(void** state, result verdict, int code) {
    fixture& test = fixture_of(state);
    test.wanted.answers = {"12345"};
    test.run([verdict](peer& module) {
        module.ask_once();
        module.verdict(verdict);
    });
    assert_code(test.result, code);
    assert_int_equal(test.daemon->received().size(), 2);
    assert_string_equal(test.daemon->received()[1].text(protocol::field_id::text).c_str(), "12345");
}

void code_valid_is_success(void** state) {
    assert_row(state, result::granted, PAM_SUCCESS);
}
void wrong_code_unmapped_or_expired_is_auth_err(void** state) {
    assert_row(state, result::denied, PAM_AUTH_ERR);
}
void attempts_used_up_is_maxtries(void** state) {
    assert_row(state, result::attempts_used_up, PAM_MAXTRIES);
}
void blocked_is_perm_denied(void** state) {
    assert_row(state, result::not_permitted, PAM_PERM_DENIED);
}
void telesign_unreachable_is_authinfo_unavail(void** state) {
    assert_row(state, result::unavailable, PAM_AUTHINFO_UNAVAIL);
}
void bad_configuration_is_service_err(void** state) {
    assert_row(state, result::service_error, PAM_SERVICE_ERR);
}
void failed_conversation_by_verdict_is_conv_err(void** state) {
    assert_row(state, result::conversation_error, PAM_CONV_ERR);
}

void ignore(peer& module) {
    module.receive();
    module.verdict(result::ignored);
}

void policy_letting_through_is_ignore(void** state) {
    fixture& test = fixture_of(state);
    // Only PAM_IGNORE jumps over pam_deny.
    test.wanted.stack = "auth [ignore=1 success=bad default=bad] @MODULE@ @ARGUMENTS@\n"
                        "auth requisite pam_deny.so\n"
                        "auth required pam_permit.so\n";
    test.run(ignore);
    assert_code(test.result, PAM_SUCCESS);
    assert_true(test.result.messages.empty());
}

void ignore_alone_lets_nobody_in(void** state) {
    fixture& test = fixture_of(state);
    test.run(ignore);
    assert_code(test.result, PAM_PERM_DENIED); // libpam's answer when every module ignored
}

void absent_daemon_is_authinfo_unavail(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.arguments = "socket=/nonexistent/telesignd.sock";
    test.result = authenticate(test.wanted);
    assert_code(test.result, PAM_AUTHINFO_UNAVAIL);
    assert_logged(test.result, "/nonexistent/telesignd.sock: cannot connect: No such file or directory");
    assert_logged(test.result, "is telesignd running");
    assert_int_equal(test.result.messages.size(), 1);
    assert_int_equal(test.result.messages[0].style, PAM_ERROR_MSG);
    assert_non_null(std::strstr(test.result.messages[0].text.c_str(), "cannot be reached"));
}

void failing_conversation_is_conv_err(void** state) {
    fixture& test = fixture_of(state);
    test.run([](peer& module) {
        module.ask_once();
        module.verdict(result::conversation_error);
    });
    assert_code(test.result, PAM_CONV_ERR);
    assert_int_equal(test.daemon->received().size(), 2);
    assert_true(test.daemon->received()[1].type == protocol::message_type::cancel);
}

void bad_arguments_are_service_err(void** state) {
    fixture& test = fixture_of(state);
    const std::string too_long = "socket=/" + std::string(107, 'x');
    for (const std::string& argument :
         {std::string{"sockets=/run/x"}, std::string{"Debug"}, std::string{"debug=1"}, std::string{"socket="},
          std::string{"socket=/"}, std::string{"socket=relative"}, too_long, std::string{"timeout"},
          std::string{"timeout="}, std::string{"timeout=0"}, std::string{"timeout=-1"},
          std::string{"timeout=+5"}, std::string{"timeout=5s"}, std::string{"timeout=3601"},
          std::string{"timeout=4294967297"}}) {
        test.wanted.arguments = argument;
        test.result = authenticate(test.wanted);
        assert_code(test.result, PAM_SERVICE_ERR);
        assert_int_equal(test.result.log.size(), 1);
        assert_logged(test.result, "\"" + argument + "\"");
    }
    assert_logged(test.result, "timeout= takes seconds from 1 to 3600");
}

void an_unknown_argument_is_told_what_is_allowed(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.arguments = "debug sokcet=/run/x timeout=5";
    test.result = authenticate(test.wanted);
    assert_code(test.result, PAM_SERVICE_ERR);
    assert_logged(test.result,
                  "unknown argument \"sokcet=/run/x\": allowed are socket=PATH, timeout=SECONDS and debug");
}

void good_arguments_are_taken(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.answers = {"12345"};
    test.wanted.arguments = "debug timeout=3600";
    test.run([](peer& module) {
        module.ask_once();
        module.verdict(result::granted);
    });
    assert_code(test.result, PAM_SUCCESS);
    assert_logged(test.result, "verdict: ");
    for (const std::string& line : test.result.log)
        assert_true(line.find("12345") == std::string::npos);
}

void without_debug_a_good_login_logs_nothing(void** state) {
    assert_row(state, result::granted, PAM_SUCCESS);
    assert_int_equal(fixture_of(state).result.log.size(), 0);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        pam_unit_test(code_valid_is_success),
        pam_unit_test(policy_letting_through_is_ignore),
        pam_unit_test(ignore_alone_lets_nobody_in),
        pam_unit_test(wrong_code_unmapped_or_expired_is_auth_err),
        pam_unit_test(attempts_used_up_is_maxtries),
        pam_unit_test(blocked_is_perm_denied),
        pam_unit_test(telesign_unreachable_is_authinfo_unavail),
        pam_unit_test(absent_daemon_is_authinfo_unavail),
        pam_unit_test(bad_configuration_is_service_err),
        pam_unit_test(bad_arguments_are_service_err),
        pam_unit_test(an_unknown_argument_is_told_what_is_allowed),
        pam_unit_test(good_arguments_are_taken),
        pam_unit_test(without_debug_a_good_login_logs_nothing),
        pam_unit_test(failed_conversation_by_verdict_is_conv_err),
        pam_unit_test(failing_conversation_is_conv_err),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
