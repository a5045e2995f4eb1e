// The story of a login: one code at a time for the same person.

#include "telesignd/scene.h"

namespace {

using namespace tests;

void given_up(scene& s) {
    s.settings.otp.reuse_pending = 120s;
    s.play({}); // Ctrl-C at the prompt
    assert_int_equal(s.gateway.sent.size(), 1);
}

void a_second_login_joins_the_code_of_the_first(void** state) {
    scene& s = on(state);
    given_up(s);
    s.prompts.clear();
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.gateway.sent.size(), 1);
    assert_string_equal(s.prompts[0].c_str(),
                        "A code was sent a moment ago by text message to the phone ending in 12. Code "
                        "('resend' or 'call' for another): ");
    assert_string_equal(s.gateway.references[0].c_str(), "ABCDEF0123456789ABCDEF0123456781");
    assert_contains(s.log, "sends=0");
}

void a_code_that_let_somebody_in_is_not_joined(void** state) {
    scene& s = on(state);
    s.settings.otp.reuse_pending = 120s;
    s.play({"12345"});
    s.play({"12345"});
    assert_int_equal(s.gateway.sent.size(), 2);
}

void a_code_that_was_guessed_at_to_the_end_is_not_joined(void** state) {
    scene& s = on(state);
    s.settings.otp.reuse_pending = 120s;
    s.play({"99999", "99999", "99999"});
    s.play({"12345"});
    assert_int_equal(s.gateway.sent.size(), 2);
}

void others_have_codes_of_their_own(void** state) {
    scene& s = on(state);
    given_up(s);
    s.service = "sudo";
    s.play({});
    s.service = "sshd";
    s.rhost = "203.0.113.45";
    s.play({});
    assert_int_equal(s.gateway.sent.size(), 3);
}

void a_resend_in_a_login_that_joined_sends(void** state) {
    scene& s = on(state);
    given_up(s);
    s.play({"resend", "12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.gateway.sent.size(), 2);
    assert_string_equal(s.gateway.references[0].c_str(), "ABCDEF0123456789ABCDEF0123456782");
}

void of_two_logins_at_once_the_code_lets_one_in(void** state) {
    scene& s = on(state);
    s.settings.otp.reuse_pending = 120s;
    scene other;
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

void an_unmapped_user_sees_the_same(void** state) {
    scene& s = on(state);
    s.settings.otp.reuse_pending = 120s;
    s.user = "mallory";
    s.play({});
    s.prompts.clear();
    s.play({"12345"});
    assert_contains(s.prompts[0], "A code was sent a moment ago by text message");
    assert_true(s.how != result::granted);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        STORY(a_second_login_joins_the_code_of_the_first),
        STORY(a_code_that_let_somebody_in_is_not_joined),
        STORY(a_code_that_was_guessed_at_to_the_end_is_not_joined),
        STORY(others_have_codes_of_their_own),
        STORY(a_resend_in_a_login_that_joined_sends),
        STORY(of_two_logins_at_once_the_code_lets_one_in),
        STORY(an_unmapped_user_sees_the_same),
    };
    return cmocka_run_group_tests_name("telesignd.login_joining_test", tests, nullptr, nullptr);
}
