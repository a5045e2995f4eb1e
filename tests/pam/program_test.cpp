// SPDX-License-Identifier: BSD-3-Clause
// Programs that have no prompt for a code: they answer in the person's place, through the real module and
// daemon.

#include "pam/login_fixture.h"

#include <cstdlib>
#include <string>
#include <vector>

namespace {

using namespace pam_test;

/// Its stack is that of a program whose users give a password first: pam_set_items takes PAM_AUTHTOK from the
/// environment.
struct program_login : login_fixture {
    using login_fixture::login_fixture;

    void answer(const char* name, const std::string& password, std::vector<std::string> lines) {
        ::setenv("PAM_AUTHTOK", password.c_str(), 1); // NOLINT(concurrency-mt-unsafe): no other thread
        run_as(name, std::move(lines));
        ::unsetenv("PAM_AUTHTOK"); // NOLINT(concurrency-mt-unsafe)
    }
    void assert_ended(std::size_t prompts, const std::string& detail) const {
        assert_code(PAM_AUTH_ERR);
        assert_int_equal(std::count_if(result.messages.begin(), result.messages.end(),
                                       [](const auto& each) { return each.style == PAM_PROMPT_ECHO_ON; }),
                         prompts);
        assert_shown("If no code is asked for, tell your administrator.");
        environment->wait_for_log("outcome=denied reason=answered_by_program service=vsftpd user=" + user);
        environment->wait_for_log(detail);
        assert_int_equal(count("GET", "/v1/verify/"), 0);
    }
};

int open_program(void** state) {
    tests::environment_options options;
    options.limits += "failures = 1/1h\n";
    options.limits.erase(options.limits.find("failures =\n"), 11);
    options.phones = "alice = +1 310 555 1212\n20261128 = +1 310 555 1213\n";
    auto* const opened = new program_login{options};
    opened->wanted.service = "vsftpd";
    opened->wanted.rhost = "203.0.113.45";
    opened->wanted.stack = "auth required @WRAPPER@/pam_set_items.so\nauth required @MODULE@ @ARGUMENTS@";
    *state = opened;
    return 0;
}

int close_program(void** state) {
    delete static_cast<program_login*>(*state);
    return 0;
}

program_login& program(void** state) {
    return *static_cast<program_login*>(*state);
}

/// Somebody who can be asked comes after the program, at the same service, and gets in by the code that went
/// to the phone.
void assert_code_is_still_good(program_login& p, const char* name) {
    p.answer(name, "secret", {the_code});
    p.assert_code(PAM_SUCCESS);
    assert_int_equal(p.count("POST", "/v1/verify/sms"), 1);
    assert_int_equal(p.count("GET", "/v1/verify/"), 1);
}

void the_password_at_every_prompt_ends_the_login_after_one(void** state) {
    program_login& p = program(state);
    p.answer("alice", "secret", std::vector<std::string>(10, "secret"));
    p.assert_ended(1, "with the password (PAM_AUTHTOK)");
    p.assert_shown("That was your password, not a code.");
    assert_code_is_still_good(p, "alice");
}

void a_password_that_looks_like_a_code_is_none(void** state) {
    program_login& p = program(state);
    p.answer("alice", "1234567", {"1234567", the_code});
    p.assert_ended(1, "with the password (PAM_AUTHTOK)");
    assert_code_is_still_good(p, "alice");
}

void the_users_name_at_every_prompt_ends_the_login_after_one(void** state) {
    program_login& p = program(state);
    p.answer("alice", "secret", std::vector<std::string>(10, "alice"));
    p.assert_ended(1, "with the user's name (PAM_USER)");
    p.assert_shown("That was your user name, not a code.");
    assert_code_is_still_good(p, "alice");
}

void a_user_name_that_looks_like_a_code_is_none(void** state) {
    program_login& p = program(state);
    p.answer("20261128", "secret", {"20261128", the_code});
    p.assert_ended(1, "with the user's name (PAM_USER)");
    assert_code_is_still_good(p, "20261128");
}

void the_same_answer_twice_in_a_row_ends_the_login(void** state) {
    program_login& p = program(state);
    p.answer("alice", "secret", std::vector<std::string>(10, "secret,123456"));
    p.assert_ended(2, "the same answer twice");
    p.assert_shown("That was the same answer again, and it is not a code.");
    assert_code_is_still_good(p, "alice");
}

/// With `failures = 1/1h` two wrong codes lock.
void no_number_of_such_logins_locks_the_user(void** state) {
    program_login& p = program(state);
    for (int round = 0; round < 3; ++round) {
        p.answer("alice", "secret", {"secret"});
        p.assert_code(PAM_AUTH_ERR);
        p.answer("alice", "secret", {"alice"});
        p.assert_code(PAM_AUTH_ERR);
        p.answer("alice", "secret", {"no code", "no code"});
        p.assert_code(PAM_AUTH_ERR);
    }
    assert_code_is_still_good(p, "alice");
}

void nothing_of_the_password_is_written(void** state) {
    program_login& p = program(state);
    p.answer("alice", "correct horse", {"correct horse"});
    p.assert_ended(1, "with the password (PAM_AUTHTOK)");
    assert_true(p.environment->daemon_log().find("correct horse") == std::string::npos);
    for (const std::string& line : p.result.log)
        assert_true(line.find("correct horse") == std::string::npos);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_program, close_program)
    const CMUnitTest tests[] = {
        CASE(the_password_at_every_prompt_ends_the_login_after_one),
        CASE(a_password_that_looks_like_a_code_is_none),
        CASE(the_users_name_at_every_prompt_ends_the_login_after_one),
        CASE(a_user_name_that_looks_like_a_code_is_none),
        CASE(the_same_answer_twice_in_a_row_ends_the_login),
        CASE(no_number_of_such_logins_locks_the_user),
        CASE(nothing_of_the_password_is_written),
    };
    return cmocka_run_group_tests_name("program", tests, nullptr, nullptr);
}
