// SPDX-License-Identifier: BSD-3-Clause
// The story of a login: one code at a time for the same person.

#include "telesignd/login_fixture.h"

namespace {

using namespace tests;

void given_up(login_fixture& s) {
    s.settings.otp.reuse_pending = 120s;
    s.play({}); // Ctrl-C at the prompt
    assert_int_equal(s.gateway.sent.size(), 1);
}

void a_second_login_joins_the_code_of_the_first(void** state) {
    login_fixture& s = on(state);
    given_up(s);
    s.prompts.clear();
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.gateway.sent.size(), 1);
    assert_string_equal(s.prompts[0].c_str(),
                        "The code from a moment ago still counts.\n"
                        "Code (text message to ...12; 'resend' or 'call' for another): ");
    assert_string_equal(s.gateway.references[0].c_str(), "ABCDEF0123456789ABCDEF0123456781");
    assert_contains(s.log, "sends=0");
}

void a_code_that_let_somebody_in_is_not_joined(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.reuse_pending = 120s;
    s.play({"12345"});
    s.play({"12345"});
    assert_int_equal(s.gateway.sent.size(), 2);
}

void a_code_that_was_guessed_at_to_the_end_is_not_joined(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.reuse_pending = 120s;
    s.play({"99997", "99998", "99999"});
    s.play({"12345"});
    assert_int_equal(s.gateway.sent.size(), 2);
}

void others_have_codes_of_their_own(void** state) {
    login_fixture& s = on(state);
    given_up(s);
    s.service = "sudo";
    s.play({});
    s.service = "sshd";
    s.rhost = "203.0.113.45";
    s.play({});
    assert_int_equal(s.gateway.sent.size(), 3);
}

void a_resend_in_a_login_that_joined_sends(void** state) {
    login_fixture& s = on(state);
    given_up(s);
    s.play({"resend", "12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.gateway.sent.size(), 2);
    assert_string_equal(s.gateway.references[0].c_str(), "ABCDEF0123456789ABCDEF0123456782");
}

void of_two_logins_at_once_the_code_lets_one_in(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.reuse_pending = 120s;
    login_fixture other;
    other.settings.otp.reuse_pending = 120s;
    other.shared_codes = &s.codes;
    result others_end = result::service_error;
    s.before_answer = [&](std::size_t prompt) {
        if (prompt != 0)
            return;
        other.play({"12345"});
        others_end = other.how;
    };
    s.play({"12345"}); // while the first login waits, the second one is let in by the code
    assert_true(others_end == result::granted);
    assert_int_equal(other.gateway.sent.size(), 0);
    assert_true(s.how != result::granted);
    assert_contains(s.prompts[1], "That code has expired: type 'resend' for a new one.");
    assert_int_equal(s.gateway.checked.size(), 0);
}

void a_code_that_went_to_another_phone_is_not_joined(void** state) {
    login_fixture& s = on(state);
    given_up(s);
    s.phones.entries["alice"].digits = 442079460000; // a reload
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.gateway.sent.size(), 2);
    assert_string_equal(s.gateway.phones[1].c_str(), "442079460000");
    assert_string_equal(s.gateway.references[0].c_str(), "ABCDEF0123456789ABCDEF0123456782");
    assert_contains(s.log, "phone=**********00 channel=sms reference=ABCDEF0123456789ABCDEF0123456782");
}

void a_login_ends_whose_phone_was_changed(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.reuse_pending = 120s;
    for (const char* const typed : {"12345", "resend", "0000-0000-0000-0000"}) {
        for (const char* const phone : {"442079460000", ""}) {
            s.new_phone.reset();
            s.before_answer = [&](std::size_t) { s.new_phone = phone; };
            s.play({typed});
            assert_true(s.how == result::denied);
            assert_string_equal(s.last_text.c_str(),
                                "The phone number for this account has changed. Log in again.");
            assert_contains(s.log, "reason=phone_changed");
            assert_contains(s.log, " phone=*********12 channel=sms "); // the one that the code went to
        }
    }
    assert_true(s.gateway.checked.empty());
    assert_int_equal(s.gateway.sent.size(), 1);
}

void a_decoys_login_ends_alike(void** state) {
    login_fixture& s = on(state);
    s.user = "mallory";
    s.before_answer = [&](std::size_t) { s.new_phone = "442079460000"; };
    s.play({"12345"});
    assert_true(s.how == result::denied);
    assert_string_equal(s.last_text.c_str(), "The phone number for this account has changed. Log in again.");
}

void a_phone_that_changes_while_the_code_is_checked_counts(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.reuse_pending = 120s;
    s.settings.remember.keep_for = 12h;
    s.rhost = "192.0.2.1";
    s.gateway.during_check = [&] { s.new_phone = "442079460000"; };
    s.play({"12345"});
    assert_true(s.how == result::denied);
    assert_contains(s.log, "reason=phone_changed");
    assert_true(s.completed.empty() && s.remembered.all(s.settings.remember).empty());
    s.new_phone.reset(); // and back
    s.gateway.during_check = nullptr;
    s.play({});
    assert_int_equal(s.gateway.sent.size(), 2); // the code lets nobody else in either
}

void an_unprivileged_program_does_not_join_roots_code(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.reuse_pending = 120s;
    s.settings.policy.allow_unprivileged = true;
    s.user = "daemon"; // base-passwd: uid 1
    s.phones.entries["daemon"] = s.phones.entries["alice"];
    s.play({});
    s.caller.uid = 1;
    s.play({"11111", "22222", "33333"});
    assert_int_equal(s.gateway.sent.size(), 2);
    s.caller.uid = 0;
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.gateway.sent.size(), 2);
}

void an_unmapped_user_sees_the_same(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.reuse_pending = 120s;
    s.user = "mallory";
    s.play({});
    s.prompts.clear();
    s.play({"12345"});
    assert_contains(s.prompts[0], "The code from a moment ago still counts");
    assert_true(s.how != result::granted);
}

/// Nothing was compared, so the code is as good as before for whoever shares it.
void a_check_that_compared_nothing_leaves_the_code_to_others(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.reuse_pending = 120s;
    s.gateway.answered = true;
    for (const outcome what : {outcome::rate_limited, outcome::refused, outcome::not_possible}) {
        s.gateway.check_outcomes = {what};
        s.play({"12345"});
        assert_true(s.how == result::unavailable);
    }
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.gateway.sent.size(), 1);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        LOGIN_TEST(a_second_login_joins_the_code_of_the_first),
        LOGIN_TEST(a_code_that_let_somebody_in_is_not_joined),
        LOGIN_TEST(a_code_that_was_guessed_at_to_the_end_is_not_joined),
        LOGIN_TEST(others_have_codes_of_their_own),
        LOGIN_TEST(a_resend_in_a_login_that_joined_sends),
        LOGIN_TEST(of_two_logins_at_once_the_code_lets_one_in),
        LOGIN_TEST(a_code_that_went_to_another_phone_is_not_joined),
        LOGIN_TEST(a_login_ends_whose_phone_was_changed),
        LOGIN_TEST(a_decoys_login_ends_alike),
        LOGIN_TEST(a_phone_that_changes_while_the_code_is_checked_counts),
        LOGIN_TEST(an_unprivileged_program_does_not_join_roots_code),
        LOGIN_TEST(an_unmapped_user_sees_the_same),
        LOGIN_TEST(a_check_that_compared_nothing_leaves_the_code_to_others),
    };
    return cmocka_run_group_tests_name("telesignd.login_joining_test", tests, nullptr, nullptr);
}
