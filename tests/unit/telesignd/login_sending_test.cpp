// SPDX-License-Identifier: BSD-3-Clause
// The story of a login: codes that are sent again, by another way, or not at all.

#include "telesignd/login_fixture.h"

namespace {

using namespace tests;

void resend_sends_by_the_same_channel_and_tells_what_is_left(void** state) {
    login_fixture& s = on(state);
    s.play({"resend", "12345"});
    assert_true(s.how == result::granted);
    assert_true((s.gateway.sent == std::vector{channel::sms, channel::sms}));
    assert_string_equal(s.prompts[1].c_str(), "A new code was sent.\n"
                                              "Code (text message to ...12; 1 more by 'resend' or 'call'): ");
    assert_string_equal(s.gateway.references[0].c_str(),
                        "ABCDEF0123456789ABCDEF0123456782"); // the new code's
}

void call_and_sms_choose_the_channel(void** state) {
    login_fixture& s = on(state);
    s.play({"call", "sms", "12345"});
    assert_true(s.how == result::granted);
    assert_true((s.gateway.sent == std::vector{channel::sms, channel::voice, channel::sms}));
    assert_contains(
        s.prompts[1],
        "A call with a new code is being made.\nCode (call to ...12; 1 more by 'resend' or 'sms'): ");
    assert_contains(s.prompts[2], "Code (text message to ...12): ");
}

void resends_are_limited(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.resends = 1;
    s.play({"resend", "resend", "12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.gateway.sent.size(), 2);
    assert_contains(s.prompts[2], "No more codes can be sent");
}

void asking_for_more_codes_than_there_are_does_not_go_on_for_ever(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.resends = 0;
    s.play(std::vector<std::string>(20, "resend"));
    assert_true(s.how == result::denied);
    assert_int_equal(s.gateway.sent.size(), 1);
}

void a_resend_that_fails_leaves_the_last_code_good(void** state) {
    login_fixture& s = on(state);
    for (const outcome what : {outcome::undeliverable, outcome::unavailable, outcome::rate_limited}) {
        s.gateway.send_outcomes = {outcome::sent, what};
        s.gateway.references.clear();
        s.gateway.sent.clear();
        s.play({"resend", "12345"});
        assert_true(s.how == result::granted);
        assert_contains(s.prompts.back(), "the last one still counts");
        assert_string_equal(s.gateway.references[0].c_str(), "ABCDEF0123456789ABCDEF0123456781");
    }
}

void an_undeliverable_code_goes_by_the_next_channel(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.channels = {channel::sms, channel::voice};
    s.gateway.send_outcomes = {outcome::undeliverable};
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_contains(s.prompts[0], "The text message could not be delivered.\nCode (call to ...12; ");
    assert_contains(s.log, "channel=voice");
}

void no_channel_left_is_a_denial_that_no_outage_policy_skips(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.channels = {channel::sms, channel::voice};
    s.settings.policy.outage = config::outage_policy::skip;
    s.gateway.send_outcomes = {outcome::undeliverable, outcome::undeliverable};
    s.play({});
    assert_true(s.how == result::denied);
    assert_string_equal(s.last_text.c_str(), "No code could be delivered to the phone ending in 12.");
}

void a_code_reported_lost_at_the_check_goes_by_the_next_channel(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.channels = {channel::sms, channel::voice};
    s.gateway.check_outcomes = {outcome::undeliverable};
    s.play({"11111", "12345"});
    assert_true(s.how == result::granted);
    assert_true((s.gateway.sent == std::vector{channel::sms, channel::voice}));
    assert_contains(s.prompts[1], "The text message could not be delivered.\nA call with a new code is being "
                                  "made.\nCode (call to ...12; ");
}

void a_block_stops_at_once(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.channels = {channel::sms, channel::voice};
    s.settings.policy.outage = config::outage_policy::skip;
    s.gateway.send_outcomes = {outcome::blocked};
    s.play({});
    assert_true(s.how == result::not_permitted);
    assert_int_equal(s.gateway.sent.size(), 1);
    assert_contains(s.last_text, "ABCDEF0123456789ABCDEF0123456781");
    assert_contains(s.log, "reference=ABCDEF0123456789ABCDEF0123456781");
}

void a_block_at_a_resend_stops_too(void** state) {
    login_fixture& s = on(state);
    s.gateway.send_outcomes = {outcome::sent, outcome::blocked};
    s.play({"call", "12345"});
    assert_true(s.how == result::not_permitted);
    assert_int_equal(s.gateway.checked.size(), 0);
}

void credentials_refused_are_never_an_outage(void** state) {
    login_fixture& s = on(state);
    s.settings.policy.outage = config::outage_policy::skip;
    s.gateway.send_outcomes = {outcome::refused};
    s.play({});
    assert_true(s.how == result::unavailable);
}

void a_host_that_cannot_ask_is_never_an_outage(void** state) {
    login_fixture& s = on(state);
    s.settings.policy.outage = config::outage_policy::skip;
    s.gateway.send_outcomes = {outcome::not_possible};
    s.play({});
    assert_true(s.how == result::unavailable);
    assert_contains(s.log, "reason=host_exhausted");
}

void an_outage_denies_unless_the_policy_skips(void** state) {
    login_fixture& s = on(state);
    s.gateway.send_outcomes = {outcome::unavailable};
    s.play({});
    assert_true(s.how == result::unavailable);
    assert_contains(s.last_text, "cannot be reached");
    s.settings.policy.outage = config::outage_policy::skip;
    s.gateway.send_outcomes = {outcome::unavailable};
    s.play({});
    assert_true(s.how == result::ignored);
    assert_contains(s.log, "warning: login outcome=ignored reason=telesign_unreachable");
}

void an_outage_at_the_check_denies(void** state) {
    login_fixture& s = on(state);
    s.gateway.check_outcomes = {outcome::unavailable};
    s.play({"12345"});
    assert_true(s.how == result::unavailable);
}

/// Whoever can bring about an outage at the right moment must not get in by any code.
void once_a_code_was_sent_no_outage_is_skipped(void** state) {
    login_fixture& s = on(state);
    s.settings.policy.outage = config::outage_policy::skip;
    s.gateway.check_outcomes = {outcome::unavailable};
    s.play({"11111"});
    assert_true(s.how == result::unavailable);
    assert_contains(s.log, "reason=telesign_unreachable");
}

void nor_is_one_at_a_code_that_took_the_place_of_a_call(void** state) {
    login_fixture& s = on(state);
    s.settings.policy.outage = config::outage_policy::skip;
    s.settings.risk.call_forwarding = config::forwarding_policy::sms_only;
    s.settings.otp.channels = {channel::voice};
    s.gateway.facts.calls_forwarded = true; // the call is overheard, and its code does not count
    s.gateway.send_outcomes = {outcome::sent, outcome::unavailable};
    s.play({});
    assert_true(s.how == result::unavailable);
}

void nor_is_one_of_a_login_that_joined_a_code(void** state) {
    login_fixture& s = on(state);
    s.settings.policy.outage = config::outage_policy::skip;
    s.settings.otp.reuse_pending = 120s;
    s.play({}); // leaves its code open
    s.gateway.check_outcomes = {outcome::unavailable};
    s.play({"11111"});
    assert_int_equal(s.gateway.sent.size(), 1);
    assert_true(s.how == result::unavailable);
}

void an_answer_is_no_outage_to_skip(void** state) {
    login_fixture& s = on(state);
    s.settings.policy.outage = config::outage_policy::skip;
    s.gateway.answered = true;
    for (const outcome what : {outcome::unavailable, outcome::rate_limited}) {
        s.gateway.send_outcomes = {what};
        s.play({});
        assert_true(s.how == result::unavailable);
        s.gateway.check_outcomes = {what};
        s.play({"11111"});
        assert_true(s.how == result::unavailable);
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        LOGIN_TEST(resend_sends_by_the_same_channel_and_tells_what_is_left),
        LOGIN_TEST(call_and_sms_choose_the_channel),
        LOGIN_TEST(resends_are_limited),
        LOGIN_TEST(asking_for_more_codes_than_there_are_does_not_go_on_for_ever),
        LOGIN_TEST(a_resend_that_fails_leaves_the_last_code_good),
        LOGIN_TEST(an_undeliverable_code_goes_by_the_next_channel),
        LOGIN_TEST(no_channel_left_is_a_denial_that_no_outage_policy_skips),
        LOGIN_TEST(a_code_reported_lost_at_the_check_goes_by_the_next_channel),
        LOGIN_TEST(a_block_stops_at_once),
        LOGIN_TEST(a_block_at_a_resend_stops_too),
        LOGIN_TEST(credentials_refused_are_never_an_outage),
        LOGIN_TEST(a_host_that_cannot_ask_is_never_an_outage),
        LOGIN_TEST(an_outage_denies_unless_the_policy_skips),
        LOGIN_TEST(an_outage_at_the_check_denies),
        LOGIN_TEST(once_a_code_was_sent_no_outage_is_skipped),
        LOGIN_TEST(nor_is_one_at_a_code_that_took_the_place_of_a_call),
        LOGIN_TEST(nor_is_one_of_a_login_that_joined_a_code),
        LOGIN_TEST(an_answer_is_no_outage_to_skip),
    };
    return cmocka_run_group_tests_name("telesignd.login_sending_test", tests, nullptr, nullptr);
}
