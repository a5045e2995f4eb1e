// SPDX-License-Identifier: BSD-3-Clause
// The story of a login: what the phone itself gives away.

#include "telesignd/login_fixture.h"

namespace {

using namespace tests;
using config::forwarding_policy;
using gateway::lookup;

constexpr const char* lookup_reference = "11111111222222223333333344444444";

/// [risk] asks for `what`, and TeleSign answers.
void look_up(login_fixture& s, lookup what) {
    s.settings.risk.check = {what};
    s.lookup.found.reference_id = lookup_reference;
}

void a_swapped_sim_refuses_before_anything_is_sent(void** state) {
    login_fixture& s = on(state);
    look_up(s, lookup::sim_swap);
    s.settings.risk.max_sim_swap = 2;
    s.lookup.found.facts.sim_swap = 4;
    s.play({"12345"});
    assert_true(s.how == result::not_permitted);
    assert_int_equal(s.gateway.sent.size(), 0);
    assert_int_equal(s.prompts.size(), 0);
    assert_contains(s.last_text, "help desk");
    assert_contains(s.last_text, lookup_reference);
    assert_contains(s.log, "outcome=not_permitted reason=sim_swap");
    assert_contains(s.log, "lookups=1");
    assert_null(std::strstr(s.log.c_str(), "13105551212"));
}

void a_phone_without_blame_gets_its_code(void** state) {
    login_fixture& s = on(state);
    look_up(s, lookup::sim_swap);
    s.settings.risk.max_sim_swap = 2;
    s.lookup.found.facts.sim_swap = 2;
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_true((s.lookup.wanted == std::vector<gateway::lookup_set>{{lookup::sim_swap}}));
}

void nothing_is_looked_up_unless_it_is_asked_for(void** state) {
    login_fixture& s = on(state);
    s.play({"12345"});
    assert_int_equal(s.lookup.wanted.size(), 0);
}

void the_next_login_costs_no_lookup(void** state) {
    login_fixture& s = on(state);
    look_up(s, lookup::sim_swap);
    s.lookup.found.facts.sim_swap = 1;
    s.settings.risk.max_sim_swap = 1;
    s.play({"12345"});
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.lookup.wanted.size(), 1);
}

void an_unmapped_user_sees_nothing_of_it_and_costs_nothing(void** state) {
    login_fixture& s = on(state);
    look_up(s, lookup::sim_swap);
    s.settings.risk.max_sim_swap = 2;
    s.lookup.found.facts.sim_swap = 4;
    s.user = "mallory";
    s.play({"12345", "12346", "12347"});
    assert_true(s.how == result::attempts_used_up);
    assert_int_equal(s.lookup.wanted.size(), 0);
    assert_int_equal(s.prompts.size(), 3);
}

void what_telesign_does_not_know_refuses_by_default(void** state) {
    login_fixture& s = on(state);
    look_up(s, lookup::sim_swap);
    s.settings.risk.max_sim_swap = 2;
    s.play({"12345"});
    assert_true(s.how == result::not_permitted);
    assert_contains(s.log, "reason=risk_unknown");
    assert_int_equal(s.gateway.sent.size(), 0);
    s.settings.risk.on_unknown = config::unknown_policy::allow;
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_contains(s.log, "risk=\"unknown: ");
}

void an_add_on_that_the_account_lacks_is_told_by_name(void** state) {
    login_fixture& s = on(state);
    s.settings.risk.call_forwarding = forwarding_policy::deny;
    look_up(s, lookup::call_forward_detection);
    s.lookup.found.unknown = {{lookup::call_forward_detection,
                               "status 2806, not enabled for the account: ask TeleSign to enable it"}};
    s.play({"12345"});
    assert_true(s.how == result::not_permitted);
    assert_contains(s.log, "reason=risk_unknown");
    assert_contains(
        s.log, "risk=\"unknown: call_forwarding; call_forward_detection: status 2806, not enabled for the "
               "account: ask TeleSign to enable it\"");
    s.settings.risk.call_forwarding = forwarding_policy::allow; // nothing asks for it
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_contains(s.log, "risk=\"unknown: call_forward_detection: status 2806");
}

void a_phone_that_telesign_refuses_is_refused_whatever_is_unknown(void** state) {
    login_fixture& s = on(state);
    look_up(s, lookup::standard);
    s.settings.risk.on_unknown = config::unknown_policy::allow;
    s.lookup.found.complete = false;
    s.lookup.found.blocked = true;
    s.lookup.found.detail = "error 10032";
    s.play({"12345"});
    assert_true(s.how == result::not_permitted);
    assert_contains(s.log, "reason=blocked");
    assert_contains(s.log, "detail=\"error 10032\"");
    assert_int_equal(s.gateway.sent.size(), 0);
}

void a_lookup_goes_with_the_time_of_consent_and_the_days_of_the_policy(void** state) {
    login_fixture& s = on(state);
    look_up(s, lookup::porting_history);
    s.lookup.found.facts.ported_lately = false;
    s.settings.risk.consent = 2;
    s.settings.risk.refuse_ported_within = 36h;
    const auto before = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    s.play({"12345"});
    assert_true(s.how == result::granted);
    const auto consent = s.lookup.consents.at(0);
    assert_true(consent.has_value() && consent->method == 2);
    assert_true(consent->timestamp >= before && consent->timestamp <= std::chrono::system_clock::now());
    assert_int_equal(s.lookup.ported_within.at(0).count(), 2); // whole days
    s.settings.risk.consent.reset();
    s.settings.risk.refuse_ported_within.reset();
    s.play({"12345"});
    assert_false(s.lookup.consents.at(1).has_value());
    assert_int_equal(s.lookup.ported_within.at(1).count(), 90);
}

void lookups_that_nobody_answers_are_the_outage_that_a_code_would_meet(void** state) {
    login_fixture& s = on(state);
    look_up(s, lookup::sim_swap);
    s.settings.risk.max_sim_swap = 2;
    s.lookup.found = {};
    s.play({"12345"});
    assert_true(s.how == result::unavailable);
    s.settings.policy.outage = config::outage_policy::skip;
    s.play({"12345"});
    assert_true(s.how == result::ignored);
    s.lookup.found.answered = true; // somebody was there: no outage
    s.play({"12345"});
    assert_true(s.how == result::not_permitted);
}

void a_risk_in_the_senders_reply_refuses_though_the_code_was_sent(void** state) {
    login_fixture& s = on(state);
    s.settings.risk.max_level = gateway::risk_level::medium;
    s.gateway.facts.level = gateway::risk_level::high;
    s.play({"12345"});
    assert_true(s.how == result::not_permitted);
    assert_contains(s.log, "reason=risk_level");
    assert_int_equal(s.gateway.checked.size(), 0);
    assert_contains(s.last_text, "ABCDEF0123456789ABCDEF0123456781");
}

void a_risk_in_the_checks_reply_refuses_the_right_code(void** state) {
    login_fixture& s = on(state);
    s.settings.risk.suspicious = config::suspicious_policy::deny;
    s.before_answer = [&s](std::size_t) { s.gateway.facts.suspicious = true; };
    s.play({"12345"});
    assert_int_equal(s.gateway.checked.size(), 1);
    assert_true(s.how == result::not_permitted);
    assert_contains(s.log, "reason=suspicious");
    assert_int_equal(s.completed.size(), 0);
}

void suspicious_activity_is_logged_when_it_does_not_refuse(void** state) {
    login_fixture& s = on(state);
    s.gateway.facts.suspicious = true;
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_contains(s.log, "risk=\"suspicious activity\"");
}

void forwarded_calls_refuse_when_they_are_denied(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.channels = {channel::voice, channel::sms};
    s.settings.risk.call_forwarding = forwarding_policy::deny;
    s.gateway.facts.calls_forwarded = true;
    s.play({"12345"});
    assert_true(s.how == result::not_permitted);
    assert_contains(s.log, "reason=call_forwarding");
}

void forwarded_calls_leave_text_messages_only(void** state) {
    login_fixture& s = on(state);
    look_up(s, lookup::call_forward_detection);
    s.settings.otp.channels = {channel::voice, channel::smart};
    s.settings.risk.call_forwarding = forwarding_policy::sms_only;
    s.lookup.found.facts.calls_forwarded = true;
    s.play({"call", "12345"});
    assert_true(s.how == result::granted);
    assert_true((s.gateway.sent == std::vector{channel::sms, channel::sms}));
    assert_contains(s.prompts[0], "Code (text message to ");
    assert_null(std::strstr(s.prompts[0].c_str(), "'call'"));
    assert_contains(s.prompts[1], "Calls to this phone are forwarded");
}

void a_code_spoken_to_a_forwarded_phone_is_void(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.channels = {channel::voice};
    s.settings.risk.call_forwarding = forwarding_policy::sms_only;
    s.gateway.facts.calls_forwarded = true; // as the call's own reply says
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_true((s.gateway.sent == std::vector{channel::voice, channel::sms}));
    assert_string_equal(s.gateway.references[0].c_str(), "ABCDEF0123456789ABCDEF0123456782");
}

void a_void_code_counts_no_more_when_the_text_message_fails(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.channels = {channel::voice};
    s.settings.risk.call_forwarding = forwarding_policy::sms_only;
    s.gateway.facts.calls_forwarded = true;
    s.gateway.send_outcomes = {outcome::sent, outcome::undeliverable};
    s.play({"12345"});
    assert_true(s.how == result::denied);
    assert_int_equal(s.gateway.checked.size(), 0);
}

void a_users_own_risk_settings_hold(void** state) {
    login_fixture& s = on(state);
    look_up(s, lookup::standard);
    s.lookup.found.facts.type = gateway::phone_type::voip;
    s.settings.risk.refuse_phone_types = {gateway::phone_type::voip};
    assert_true(config::set_override(s.differences, "risk.refuse_phone_types", "", false).has_value());
    s.phones.entries["alice"].differences = &s.differences;
    s.play({"12345"});
    assert_true(s.how == result::granted);
    s.phones.entries["alice"].differences = nullptr;
    s.play({"12345"});
    assert_true(s.how == result::not_permitted);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        LOGIN_TEST(a_swapped_sim_refuses_before_anything_is_sent),
        LOGIN_TEST(a_phone_without_blame_gets_its_code),
        LOGIN_TEST(nothing_is_looked_up_unless_it_is_asked_for),
        LOGIN_TEST(the_next_login_costs_no_lookup),
        LOGIN_TEST(an_unmapped_user_sees_nothing_of_it_and_costs_nothing),
        LOGIN_TEST(what_telesign_does_not_know_refuses_by_default),
        LOGIN_TEST(an_add_on_that_the_account_lacks_is_told_by_name),
        LOGIN_TEST(a_phone_that_telesign_refuses_is_refused_whatever_is_unknown),
        LOGIN_TEST(a_lookup_goes_with_the_time_of_consent_and_the_days_of_the_policy),
        LOGIN_TEST(lookups_that_nobody_answers_are_the_outage_that_a_code_would_meet),
        LOGIN_TEST(a_risk_in_the_senders_reply_refuses_though_the_code_was_sent),
        LOGIN_TEST(a_risk_in_the_checks_reply_refuses_the_right_code),
        LOGIN_TEST(suspicious_activity_is_logged_when_it_does_not_refuse),
        LOGIN_TEST(forwarded_calls_refuse_when_they_are_denied),
        LOGIN_TEST(forwarded_calls_leave_text_messages_only),
        LOGIN_TEST(a_code_spoken_to_a_forwarded_phone_is_void),
        LOGIN_TEST(a_void_code_counts_no_more_when_the_text_message_fails),
        LOGIN_TEST(a_users_own_risk_settings_hold),
    };
    return cmocka_run_group_tests_name("telesignd.login_risk_test", tests, nullptr, nullptr);
}
