// SPDX-License-Identifier: BSD-3-Clause
// The story of a login: what is typed at the prompt, and how it ends.

#include "telesignd/login/other_logins.h"
#include "telesignd/login_fixture.h"

namespace {

using namespace tests;

void the_right_code_is_let_in(void** state) {
    login_fixture& s = on(state);
    s.rhost = "203.0.113.45";
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.prompts.size(), 1);
    assert_string_equal(s.prompts[0].c_str(),
                        "Code (text message to ...12; 'resend' or 'call' for another): ");
    assert_true(s.echoes[0]);
    assert_string_equal(s.gateway.phones[0].c_str(), "13105551212");
    assert_string_equal(s.gateway.addresses[0].c_str(), "203.0.113.45");
    assert_string_equal(s.gateway.references[0].c_str(), "ABCDEF0123456789ABCDEF0123456781");
    assert_contains(
        s.log, "login outcome=granted reason=code_valid service=sshd user=alice rhost=203.0.113.45 "
               "phone=*********12 channel=sms reference=ABCDEF0123456789ABCDEF0123456781 sends=1 attempts=1");
}

void neither_the_code_nor_the_phone_is_logged(void** state) {
    login_fixture& s = on(state);
    s.play({"54321", "12345"});
    assert_true(s.how == result::granted);
    assert_null(std::strstr(s.log.c_str(), "12345 "));
    assert_null(std::strstr(s.log.c_str(), "54321"));
    assert_null(std::strstr(s.log.c_str(), "3105551212"));
}

void a_wrong_code_may_be_corrected(void** state) {
    login_fixture& s = on(state);
    s.play({"54321", "12345"});
    assert_true(s.how == result::granted);
    assert_string_equal(
        s.prompts[1].c_str(),
        "Wrong code, 2 tries left.\nCode (text message to ...12; 'resend' or 'call' for another): ");
}

void attempts_are_used_up(void** state) {
    login_fixture& s = on(state);
    s.play({"11111", "22222", "33333", "12345"});
    assert_true(s.how == result::attempts_used_up);
    assert_int_equal(s.gateway.checked.size(), 3);
    assert_string_equal(s.last_text.c_str(), "Wrong code, no tries left. Log in again for a new one.\n"
                                             "A password does not help now: start ssh again.");
}

void the_only_attempt_is_a_plain_denial(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.attempts = 1;
    s.play({"11111", "12345"});
    assert_true(s.how == result::denied);
}

void only_valid_lets_in(void** state) {
    login_fixture& s = on(state);
    for (const outcome what : {outcome::sent, outcome::undeliverable, outcome::wrong, outcome::expired,
                               outcome::exhausted, outcome::blocked, outcome::refused, outcome::rate_limited,
                               outcome::not_possible, outcome::unavailable, outcome::undecided}) {
        s.gateway.check_outcomes.assign(5, what);
        s.play({"12345", "12345", "12345", "12345", "12345"});
        assert_true(s.how != result::granted && s.how != result::ignored);
    }
}

void a_code_that_could_not_be_checked_stays_good(void** state) {
    login_fixture& s = on(state);
    s.gateway.answered = true;
    s.settings.otp.attempts = 2;
    s.gateway.check_outcomes = {outcome::undecided, outcome::undecided, outcome::wrong, outcome::undecided};
    s.play({"12345", "12345", "54321", "12345", "12345"});
    assert_true(s.how == result::granted);
    assert_contains(s.prompts[1], "The code could not be checked: type it again in a moment.\nCode (");
    assert_contains(s.prompts[3], "Wrong code, 1 try left.");
    assert_int_equal(s.gateway.sent.size(), 1);
    assert_contains(s.log, "sends=1 attempts=2");
}

void checks_without_an_answer_do_not_go_on_for_ever(void** state) {
    login_fixture& s = on(state);
    s.gateway.answered = true;
    s.settings.policy.outage = config::outage_policy::skip;
    s.gateway.check_outcomes.assign(100, outcome::undecided);
    s.play(std::vector<std::string>(100, "12345"));
    assert_true(s.how == result::unavailable);
    assert_int_equal(s.gateway.checked.size(), 6);
    assert_contains(s.log, "reason=reply_unusable");
}

void telesigns_own_limit_of_tries_ends_the_login(void** state) {
    login_fixture& s = on(state);
    s.gateway.check_outcomes = {outcome::exhausted};
    s.play({"12345"});
    assert_true(s.how == result::attempts_used_up);
}

void an_implausible_answer_never_leaves_the_host(void** state) {
    login_fixture& s = on(state);
    s.play({"code?", "my password", "\b\n\r\177INCORRECT", "12345678901", "1", "12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.gateway.checked.size(), 1);
    assert_contains(s.prompts[1], "Not a code: type");
    assert_contains(s.log, " attempts=1 ");
}

void a_sixth_implausible_answer_ends_the_login(void** state) {
    login_fixture& s = on(state);
    s.play({"a", "b", "c", "d", "e", "f", "12345"});
    assert_true(s.how == result::denied);
    assert_int_equal(s.gateway.checked.size(), 0);
}

void an_expired_code_offers_another(void** state) {
    login_fixture& s = on(state);
    s.gateway.check_outcomes = {outcome::expired};
    s.play({"12345", "resend", "12345"});
    assert_true(s.how == result::granted);
    assert_contains(s.prompts[1], "That code has expired: type 'resend' for a new one.");
}

void an_expired_code_without_another_is_a_denial(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.resends = 0;
    s.gateway.check_outcomes = {outcome::expired};
    s.play({"12345"});
    assert_true(s.how == result::denied);
    assert_string_equal(s.last_text.c_str(), "The code has expired. Log in again for a new one.");
}

void the_lifetime_ends_the_wait(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.lifetime = 0s;
    s.types_nothing = true;
    s.play({});
    assert_true(s.how == result::denied);
    assert_string_equal(s.last_text.c_str(), "No code was typed in time.");
}

void a_cancelled_conversation_is_one(void** state) {
    login_fixture& s = on(state);
    s.play({});
    assert_true(s.how == result::conversation_error);
    assert_contains(s.log, "outcome=conversation_error reason=cancelled");
}

void stopping_denies_cleanly(void** state) {
    login_fixture& s = on(state);
    s.stop.request_stop();
    s.gateway.send_outcomes = {outcome::unavailable};
    s.settings.policy.outage = config::outage_policy::skip; // a restart is no outage of TeleSign
    s.play({});
    assert_true(s.how == result::unavailable);
    assert_contains(s.last_text, "restarting");
}

void a_turn_covers_every_request_that_may_be_made_in_it(void** state) {
    login_fixture& s = on(state);
    s.settings.telesign.request_timeout = 10s;
    assert_true(turn_limit(s.settings, 0) == 130s);
    s.settings.telesign.request_timeout =
        120s; // the longest, with all nine lookups: pam_telesign waits an hour at most
    assert_true(turn_limit(s.settings, 9) <= 1h);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        LOGIN_TEST(the_right_code_is_let_in),
        LOGIN_TEST(neither_the_code_nor_the_phone_is_logged),
        LOGIN_TEST(a_wrong_code_may_be_corrected),
        LOGIN_TEST(attempts_are_used_up),
        LOGIN_TEST(the_only_attempt_is_a_plain_denial),
        LOGIN_TEST(only_valid_lets_in),
        LOGIN_TEST(a_code_that_could_not_be_checked_stays_good),
        LOGIN_TEST(checks_without_an_answer_do_not_go_on_for_ever),
        LOGIN_TEST(telesigns_own_limit_of_tries_ends_the_login),
        LOGIN_TEST(an_implausible_answer_never_leaves_the_host),
        LOGIN_TEST(a_sixth_implausible_answer_ends_the_login),
        LOGIN_TEST(an_expired_code_offers_another),
        LOGIN_TEST(an_expired_code_without_another_is_a_denial),
        LOGIN_TEST(the_lifetime_ends_the_wait),
        LOGIN_TEST(a_cancelled_conversation_is_one),
        LOGIN_TEST(stopping_denies_cleanly),
        LOGIN_TEST(a_turn_covers_every_request_that_may_be_made_in_it),
    };
    return cmocka_run_group_tests_name("telesignd.login_test", tests, nullptr, nullptr);
}
