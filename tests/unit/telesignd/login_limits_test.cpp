// SPDX-License-Identifier: BSD-3-Clause
// The story of a login: [limits], for users with a phone and without one alike.

#include "telesignd/login_fixture.h"

namespace {

using namespace tests;

/// With and without a phone.
const char* const everybody[] = {"alice", "nobody"};

void a_user_has_so_many_codes(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.sends_per_user = {{2, 10min}};
    s.settings.policy.outage = config::outage_policy::skip; // it is none
    for (const char* const user : everybody) {
        s.user = user;
        s.play({});
        s.later += 2min;
        s.play({});
        assert_string_equal(s.last_text.c_str(), "");
        s.prompts.clear();
        s.play({"12345"});
        assert_true(s.how == result::not_permitted);
        assert_true(s.prompts.empty());
        assert_string_equal(s.last_text.c_str(), "Too many codes were sent. Try again in 8 minutes.");
        assert_contains(s.log, "detail=\"sends_per_user = 2/10m\"");
        assert_contains(s.log, " sends=0 ");
        s.later += 8min;
        s.play({});
        assert_int_equal(s.prompts.size(), 1);
    }
    assert_contains(s.log, "reason=unmapped"); // which says more than "limited"
    assert_int_equal(s.gateway.sent.size(), 3);
}

void a_tripped_limit_has_a_reason_of_its_own(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.sends_per_user = {{1, 10min}};
    s.play({});
    s.play({});
    assert_contains(s.log, "notice: login outcome=not_permitted reason=limited service=sshd user=alice");
}

void two_users_of_one_phone_share_its_codes(void** state) {
    login_fixture& s = on(state);
    s.phones.entries["carol"] = s.phones.entries["alice"];
    s.settings.limits.sends_per_phone = {{1, 10min}};
    s.play({});
    s.user = "carol";
    s.play({});
    assert_true(s.how == result::not_permitted);
    assert_contains(s.log, "detail=\"sends_per_phone = 1/10m\"");
    assert_null(std::strstr(s.log.c_str(), "3105551212"));
    s.user = "nobody";
    s.play({"11111"});
    assert_contains(s.log, " attempts=1 ");
}

void a_source_has_so_many_codes(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.sends_per_source = {{1, 1h}};
    s.rhost = "2001:db8:0:7::1";
    s.play({});
    s.rhost = "2001:db8:0:7:ffff::2";
    for (const char* const user : everybody) {
        s.user = user;
        s.play({});
        assert_true(s.how == result::not_permitted);
        assert_contains(s.log, "detail=\"sends_per_source = 1/1h\"");
    }
    s.rhost = "2001:db8:0:8::1";
    s.play({"11111"});
    assert_contains(s.log, " attempts=1 ");
}

void all_logins_together_have_so_many_codes(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.sends_total = {{1, 1h}};
    s.user = "nobody";
    s.play({}); // decoys count, too
    for (const char* const user : everybody) {
        s.user = user;
        s.play({});
        assert_true(s.how == result::not_permitted);
        assert_string_equal(s.last_text.c_str(), "Too many codes were sent. Try again in 60 minutes.");
    }
    assert_int_equal(s.gateway.sent.size(), 0);
}

void calls_have_a_limit_of_their_own(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.voice_total = {{1, 1h}};
    s.play({"call", "call", "12345"});
    assert_true(s.how == result::granted);
    assert_true((s.gateway.sent == std::vector{channel::sms, channel::voice}));
    s.settings.otp.channels = {channel::smart}; // which may be a call
    s.play({});
    assert_contains(s.log, "detail=\"voice_total = 1/1h\"");
    s.settings.otp.channels = {channel::sms};
    s.play({"12345"});
    assert_true(s.how == result::granted);
}

void at_a_resend_the_code_before_it_still_counts(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.sends_per_user = {{1, 10min}};
    s.play({"resend", "12345"});
    assert_true(s.how == result::granted);
    assert_string_equal(s.prompts[1].c_str(),
                        "Too many codes were sent: a new one in 10 minutes.\nThe last one still counts.\n"
                        "Code (text message to ...12; 1 more by 'resend' or 'call'): ");
    assert_int_equal(s.gateway.sent.size(), 1);
    assert_string_equal(s.gateway.references[0].c_str(), "ABCDEF0123456789ABCDEF0123456781");
    assert_contains(s.log, "notice: no further code for alice: sends_per_user = 1/10m");
    assert_contains(s.log, "reason=code_valid");
}

void a_resend_in_place_of_an_expired_code_ends_the_login(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.sends_per_user = {{1, 10min}};
    s.gateway.check_outcomes = {outcome::expired};
    s.play({"12345", "resend"});
    assert_true(s.how == result::not_permitted);
    assert_contains(s.last_text, "Too many codes were sent. Try again in 10 minutes.");
}

void the_next_channel_needs_a_place_too(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.sends_per_user = {{1, 10min}};
    s.settings.otp.channels = {channel::sms, channel::voice};
    s.gateway.send_outcomes = {outcome::undeliverable};
    s.play({});
    assert_true(s.how == result::not_permitted);
    assert_int_equal(s.gateway.sent.size(), 1);
    assert_contains(s.log, "reason=limited");
    s.later += 10min;
    s.gateway.check_outcomes = {outcome::undeliverable};
    s.play({"11111"});
    assert_true(s.how == result::not_permitted);
    assert_int_equal(s.gateway.sent.size(), 2);
}

void the_next_channel_after_an_unanswered_call_needs_a_place_too(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.sends_per_user = {{1, 10min}};
    s.settings.otp.channels = {channel::voice, channel::sms};
    s.settings.otp.next_channel_after = 0s;
    gateway::delivery_result unanswered;
    unanswered.outcome = outcome::undeliverable;
    unanswered.final = true;
    s.gateway.deliveries = {unanswered};
    s.before_answer = [&](std::size_t) { s.gateway.wait_for_questions(1); };
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_true(s.gateway.sent == std::vector{channel::voice});
    assert_contains(s.log, "no further code for alice: sends_per_user = 1/10m");
}

void an_outage_uses_up_no_places(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.sends_per_user = {{1, 10min}};
    s.settings.policy.outage = config::outage_policy::skip;
    for (const outcome what : {outcome::unavailable, outcome::rate_limited, outcome::unavailable}) {
        s.gateway.send_outcomes = {what};
        s.play({});
        assert_true(s.how == (what == outcome::unavailable ? result::ignored : result::unavailable));
    }
    s.play({"12345"});
    assert_true(s.how == result::granted);
}

/// Nobody is locked out by a wrong key that was corrected meanwhile.
void refused_credentials_use_up_no_places(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.sends_per_user = {{1, 10min}};
    s.gateway.answered = true;
    for (int time = 0; time < 5; ++time) {
        s.gateway.send_outcomes = {outcome::refused};
        s.play({});
        assert_true(s.how == result::unavailable);
    }
    s.play({"12345"});
    assert_true(s.how == result::granted);
}

void a_code_that_may_have_been_sent_counts(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.sends_per_user = {{1, 10min}};
    s.gateway.send_outcomes = {outcome::unavailable};
    s.gateway.fate_unknown = true;
    s.play({});
    assert_true(s.how == result::unavailable);
    s.play({});
    assert_true(s.how == result::not_permitted);
}

void a_login_that_joins_a_code_needs_no_place(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.sends_per_user = {{1, 10min}};
    s.settings.otp.reuse_pending = 120s;
    s.settings.risk.check = {gateway::lookup::standard};
    s.play({});
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.gateway.sent.size(), 1);
}

void a_code_that_will_not_be_sent_costs_no_lookup(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.sends_per_user = {{1, 10min}};
    s.settings.phoneid.cache = 0s;
    s.settings.risk.check = {gateway::lookup::standard};
    s.play({});
    s.play({});
    assert_true(s.how == result::not_permitted);
    assert_int_equal(s.lookup.wanted.size(), 1);
}

void a_new_code_is_not_sent_at_once(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.resend_cooldown = 20min; // by far longer than this takes
    for (const char* const user : everybody) {
        s.user = user;
        s.later = 0s;
        s.prompts.clear();
        s.before_answer = [&](std::size_t prompt) { s.later = prompt % 4 == 2 ? 20min : 0min; };
        s.play({"resend", "call", "resend", "11111"});
        assert_true(s.prompts[1].ends_with("; 'resend' or 'call' for another): ")); // it costs no resend
        assert_contains(s.prompts[1], "Wait 20 minutes before you ask for another code.");
        assert_contains(s.prompts[2], "Wait 20 minutes");
        assert_contains(s.prompts[3], "A new code was sent.");
        assert_contains(s.prompts[3], "1 more by");
    }
    assert_int_equal(s.gateway.sent.size(), 2);
}

void asking_too_soon_does_not_go_on_for_ever(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.resend_cooldown = 1h;
    s.play(std::vector<std::string>(60, "resend"));
    assert_true(s.how == result::denied);
    assert_int_equal(s.gateway.sent.size(), 1);
}

void a_code_that_was_lost_is_followed_at_once(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.resend_cooldown = 1h;
    gateway::delivery_result lost;
    lost.outcome = outcome::undeliverable;
    lost.final = true;
    s.gateway.deliveries = {lost};
    s.play({"", "call", "12345"});
    assert_true(s.how == result::granted);
    assert_true((s.gateway.sent == std::vector{channel::sms, channel::voice}));
}

void only_phones_of_allowed_regions_get_codes(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.allowed_regions = {"US", "CA"};
    s.phones.entries["joan"] = {18765551234, 4, nullptr, {}}; // +1 876, in Jamaica
    s.user = "joan";
    s.play({});
    assert_true(s.how == result::not_permitted);
    assert_string_equal(s.last_text.c_str(), "This login was refused. Ask your help desk.");
    assert_contains(s.log, "reason=region");
    assert_contains(s.log, "detail=\"JM is not in allowed_regions\"");
    assert_int_equal(s.gateway.sent.size(), 0);
    s.user = "alice";
    s.play({"12345"});
    assert_true(s.how == result::granted);
}

void phones_elsewhere_get_text_messages_only(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.channels = {channel::smart};
    s.settings.limits.voice_regions = {"GB"};
    s.play({"call", "12345"});
    assert_true(s.how == result::granted);
    assert_true((s.gateway.sent == std::vector{channel::sms, channel::sms}));
    assert_contains(s.prompts[1],
                    "Calls to this phone are not allowed: text messages only.\nA new code was sent.");
    s.settings.limits.voice_regions = {"US"};
    s.gateway.sent.clear();
    s.play({"call", "12345"});
    assert_true((s.gateway.sent == std::vector{channel::smart, channel::voice}));
}

void an_unlock_ends_the_cooldown(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.resend_cooldown = 20s;
    s.before_answer = [&s](std::size_t prompt) {
        if (prompt == 1)
            s.send_limits.forget("alice", 0, s.settings.limits);
    };
    s.play({"resend", "resend", "12345"});
    assert_int_equal(s.gateway.sent.size(), 2);
    assert_true(s.how == result::granted);
}

void a_service_that_used_up_its_share_is_told_so_in_the_log(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.sends_per_user = {{5, 10min}};
    s.settings.limits.reserve_per_service.reset();
    for (const char* const user : everybody) { // with and without a phone
        s.user = user;
        s.service = "openvpn";
        for (int login = 0; login < 5; ++login)
            s.play({});
        assert_contains(s.log, "detail=\"sends_per_user = 5/10m, the rest is for other services: see "
                               "reserve_per_service\"");
        assert_string_equal(s.last_text.c_str(), "Too many codes were sent. Try again in 10 minutes.");
        s.service = "sshd";
        s.prompts.clear();
        s.play({});
        assert_int_equal(s.prompts.size(), 1);
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        LOGIN_TEST(a_user_has_so_many_codes),
        LOGIN_TEST(a_tripped_limit_has_a_reason_of_its_own),
        LOGIN_TEST(two_users_of_one_phone_share_its_codes),
        LOGIN_TEST(a_source_has_so_many_codes),
        LOGIN_TEST(all_logins_together_have_so_many_codes),
        LOGIN_TEST(calls_have_a_limit_of_their_own),
        LOGIN_TEST(at_a_resend_the_code_before_it_still_counts),
        LOGIN_TEST(a_resend_in_place_of_an_expired_code_ends_the_login),
        LOGIN_TEST(the_next_channel_needs_a_place_too),
        LOGIN_TEST(the_next_channel_after_an_unanswered_call_needs_a_place_too),
        LOGIN_TEST(an_outage_uses_up_no_places),
        LOGIN_TEST(refused_credentials_use_up_no_places),
        LOGIN_TEST(a_code_that_may_have_been_sent_counts),
        LOGIN_TEST(a_login_that_joins_a_code_needs_no_place),
        LOGIN_TEST(a_code_that_will_not_be_sent_costs_no_lookup),
        LOGIN_TEST(a_new_code_is_not_sent_at_once),
        LOGIN_TEST(asking_too_soon_does_not_go_on_for_ever),
        LOGIN_TEST(a_code_that_was_lost_is_followed_at_once),
        LOGIN_TEST(only_phones_of_allowed_regions_get_codes),
        LOGIN_TEST(phones_elsewhere_get_text_messages_only),
        LOGIN_TEST(an_unlock_ends_the_cooldown),
        LOGIN_TEST(a_service_that_used_up_its_share_is_told_so_in_the_log),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
