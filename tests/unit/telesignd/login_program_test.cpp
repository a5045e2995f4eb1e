// SPDX-License-Identifier: BSD-3-Clause
// The story of a login: a program answers in the person's place.

#include "telesignd/login_fixture.h"

namespace {

using namespace tests;

/// One prompt, nothing asked of TeleSign, nothing counted; the code is still there for the next login.
void assert_ended_unasked(login_fixture& s, const char* last_text, const char* logged) {
    assert_true(s.how == result::denied);
    assert_int_equal(s.gateway.checked.size() + s.gateway.asked.size(), 0);
    assert_contains(s.last_text, last_text);
    assert_contains(s.last_text, "\nLog in again.\nIf no code is asked for, tell your administrator.");
    assert_contains(s.log, "login outcome=denied reason=answered_by_program service=sshd user=alice");
    assert_contains(s.log, " attempts=0 ");
    assert_contains(s.log, logged);
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.gateway.sent.size(), 1);
}

void prepare(login_fixture& s) {
    s.settings.otp.reuse_pending = 120s;
    s.settings.limits.failures = config::rate{1, 1h}; // one more locks
}

void the_password_ends_the_login_after_one_prompt(void** state) {
    login_fixture& s = on(state);
    prepare(s);
    s.play({the_password, "12345"});
    assert_int_equal(s.prompts.size(), 1);
    assert_ended_unasked(
        s, "That was your password, not a code.",
        "answered the question for the code with the password (PAM_AUTHTOK): have it show PAM's prompts");
}

void the_users_name_ends_the_login_after_one_prompt(void** state) {
    login_fixture& s = on(state);
    prepare(s);
    s.play({the_user_name, "12345"});
    assert_int_equal(s.prompts.size(), 1);
    assert_ended_unasked(s, "That was your user name, not a code.", "with the user's name (PAM_USER)");
}

void the_same_answer_twice_in_a_row_ends_the_login(void** state) {
    login_fixture& s = on(state);
    prepare(s);
    s.play({"my secret", "my secret", "12345"});
    assert_int_equal(s.prompts.size(), 2);
    assert_null(std::strstr(s.log.c_str(), "my secret"));
    assert_ended_unasked(s, "That was the same answer again, and it is not a code.", "the same answer twice");
}

void many_such_logins_lock_nobody(void** state) {
    login_fixture& s = on(state);
    prepare(s);
    for (int round = 0; round < 5; ++round)
        for (const auto& lines : {std::vector<std::string>{the_password}, {the_user_name}, {"x", "x"}})
            s.play(lines);
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.gateway.sent.size(), 1);
    assert_int_equal(s.gateway.checked.size(), 1);
}

void a_person_may_mistype_in_different_ways(void** state) {
    login_fixture& s = on(state);
    s.play({"x", "y", "x", "", "x", "12345"});
    assert_true(s.how == result::granted);
}

void codes_and_keywords_may_come_twice(void** state) {
    login_fixture& s = on(state);
    s.play({"resend", "resend", "", "", "12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.gateway.sent.size(), 3);
}

/// Whoever has no phone sees the same.
void nobodys_login_ends_alike(void** state) {
    login_fixture& s = on(state);
    s.user = "mallory";
    s.play({the_password});
    assert_true(s.how == result::denied);
    assert_int_equal(s.prompts.size(), 1);
    assert_contains(s.last_text, "That was your password, not a code.");
    s.play({"x", "x", "y"});
    assert_true(s.how == result::denied);
    assert_contains(s.last_text, "That was the same answer again, and it is not a code.");
}

void a_withheld_answer_never_grants(void** state) {
    login_fixture& s = on(state);
    s.gateway.check_outcomes.assign(3, outcome::valid);
    s.play({the_password, the_password});
    assert_true(s.how == result::denied);
    s.settings.policy.outage = config::outage_policy::skip;
    s.play({the_user_name});
    assert_true(s.how == result::denied);
}

/// In an outage, where only a recovery code is asked for.
void the_question_for_a_recovery_code_ends_alike(void** state) {
    login_fixture& s = on(state);
    s.settings.policy.outage = config::outage_policy::recovery;
    auto made = s.recovery_codes.make(std::chrono::steady_clock::now() + 60s, {});
    assert_true(made.has_value());
    s.recovery_codes.put("alice", std::move(made->codes));
    for (const auto& lines :
         {std::vector<std::string>{the_password}, {the_user_name}, {"12345", "12345"}, {"x", "x"}}) {
        s.prompts.clear();
        s.gateway.send_outcomes = {outcome::unavailable};
        s.play(lines);
        assert_true(s.how == result::denied);
        assert_int_equal(s.prompts.size(), lines.size());
        assert_contains(s.prompts[0], "Recovery code (Enter to give up): ");
        assert_contains(s.log, "reason=answered_by_program");
    }
    assert_int_equal(s.recovery_codes.left("alice"), policy::recovery_codes::set_size);
    assert_int_equal(s.gateway.checked.size(), 0);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        LOGIN_TEST(the_password_ends_the_login_after_one_prompt),
        LOGIN_TEST(the_users_name_ends_the_login_after_one_prompt),
        LOGIN_TEST(the_same_answer_twice_in_a_row_ends_the_login),
        LOGIN_TEST(many_such_logins_lock_nobody),
        LOGIN_TEST(a_person_may_mistype_in_different_ways),
        LOGIN_TEST(codes_and_keywords_may_come_twice),
        LOGIN_TEST(nobodys_login_ends_alike),
        LOGIN_TEST(a_withheld_answer_never_grants),
        LOGIN_TEST(the_question_for_a_recovery_code_ends_alike),
    };
    return cmocka_run_group_tests_name("telesignd/login_program", tests, nullptr, nullptr);
}
