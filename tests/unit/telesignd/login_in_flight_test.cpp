// SPDX-License-Identifier: BSD-3-Clause
// The story of logins at once: while one sends a code, the others wait for it.

#include "telesignd/concurrent_logins.h"

namespace {

using namespace tests;

/// The first one's request is on its way, and `more` have begun since.
concurrent_logins::member& begin_while_sending(concurrent_logins& c, unsigned more) {
    c.gateway.sends.close_until(2); // a second request would go on at once, and be seen
    auto& first = c.begin();
    c.gateway.sends.wait_for(1);
    for (unsigned each = 0; each < more; ++each)
        c.begin();
    return first;
}

void logins_at_once_share_one_request(void** state) {
    concurrent_logins& c = with(state);
    begin_while_sending(c, 9);
    c.gateway.sends.open();
    for (auto& each : c.members)
        concurrent_logins::read_prompt(each);
    assert_int_equal(c.gateway.sends.arrived(), 1);
    assert_string_equal(c.members.front().prompts[0].c_str(), "Code (text message to ...12): ");
    assert_string_equal(c.members.back().prompts[0].c_str(),
                        "The code from a moment ago still counts.\nCode (text message to ...12): ");
    c.members.back().module.send_answer("12345");
    concurrent_logins::read_end(c.members.back());
    assert_true(c.members.back().how == result::granted);
}

void without_a_phone_it_reads_the_same(void** state) {
    concurrent_logins& c = with(state);
    c.around.user = "nobody";
    for (int each = 0; each < 32; ++each)
        c.around.times.send.record(300ms); // each of a decoy's
    for (int login = 0; login < 10; ++login)
        c.begin();
    unsigned sent = 0;
    for (auto& each : c.members) {
        concurrent_logins::read_prompt(each);
        sent += each.prompts[0].starts_with("Code (text message to ") ? 1 : 0;
    }
    assert_int_equal(sent, 1);
    assert_int_equal(c.gateway.sends.arrived(), 0);
}

void who_waits_ends_as_the_one_who_could_not_send(void** state) {
    for (const outcome what : {outcome::unavailable, outcome::undeliverable, outcome::blocked}) {
        concurrent_logins& c = with(state);
        c.gateway.outcome_of_send = what;
        begin_while_sending(c, 3);
        c.gateway.sends.open();
        for (auto& each : c.members)
            concurrent_logins::read_end(each);
        assert_int_equal(c.count(c.members.front().how), 4);
        close_crowd(state);
        open_crowd(state);
    }
}

/// The first one's verdict is its own policy's; a reload has come between the two.
void who_waits_is_not_skipped_by_the_policy_of_another(void** state) {
    concurrent_logins& c = with(state);
    c.gateway.outcome_of_send = outcome::unavailable;
    c.around.settings.policy.outage = config::outage_policy::skip;
    auto& first = begin_while_sending(c, 0);
    c.around.settings.policy.outage = config::outage_policy::deny;
    auto& second = c.begin();
    c.gateway.sends.open();
    concurrent_logins::read_end(first);
    concurrent_logins::read_end(second);
    assert_true(first.how == result::ignored);
    assert_true(second.how == result::unavailable);
}

void who_waits_sends_when_the_first_program_has_gone(void** state) {
    concurrent_logins& c = with(state);
    c.around.settings.otp.channels = {channel::voice, channel::sms};
    c.gateway.outcome_of_send = outcome::undeliverable;
    auto& first = begin_while_sending(c, 1);
    first.module.close();
    c.gateway.sends.open();
    concurrent_logins::read_end(c.members.back());
    assert_true(c.members.back().how == result::denied);
    // The first one gave up after its call; the other has tried both ways.
    assert_int_equal(c.gateway.sends.arrived(), 3);
}

void who_waits_leaves_with_the_program(void** state) {
    concurrent_logins& c = with(state);
    begin_while_sending(c, 1);
    c.members.back().module.close();
    assert_contains(c.log_after(c.members.back()), "reason=program_gone");
    assert_int_equal(c.gateway.sends.arrived(), 1);
}

void who_waits_leaves_with_the_daemon(void** state) {
    concurrent_logins& c = with(state);
    begin_while_sending(c, 1);
    c.around.stop.request_stop();
    concurrent_logins::read_end(c.members.back());
    assert_true(c.members.back().how == result::unavailable);
    assert_int_equal(c.gateway.sends.arrived(), 1);
}

void a_wait_that_takes_too_long_is_no_outage(void** state) {
    concurrent_logins& c = with(state);
    c.around.settings.policy.outage = config::outage_policy::skip;
    c.around.settings.telesign.request_timeout = 0s;
    begin_while_sending(c, 1);
    concurrent_logins::read_end(c.members.back());
    assert_true(c.members.back().how == result::unavailable);
    assert_contains(c.log_after(c.members.back()), "reason=login_busy");
}

void logins_that_share_nothing_wait_for_nobody(void** state) {
    concurrent_logins& c = with(state);
    c.around.settings.otp.reuse_pending = 0s;
    begin_while_sending(c, 1);
    for (auto& each : c.members)
        concurrent_logins::read_prompt(each);
    assert_int_equal(c.gateway.sends.arrived(), 2);
}

void of_two_who_want_another_code_at_once_one_sends_it(void** state) {
    concurrent_logins& c = with(state);
    c.around.settings.otp.resends = 2;
    c.begin_to_prompt(2);
    c.gateway.sends.close_until(2); // with two requests at once they would both be made
    c.members.front().module.send_answer("resend");
    c.gateway.sends.wait_for(2);
    c.members.back().module.send_answer("resend");
    c.gateway.sends.open();
    for (auto& each : c.members)
        concurrent_logins::read_prompt(each);
    assert_int_equal(c.gateway.sends.arrived(), 2);
    assert_contains(c.members.front().prompts[1], "A new code was sent.");
    assert_contains(c.members.back().prompts[1], "The code from a moment ago still counts");
    c.members.back().module.send_answer("12345");
    concurrent_logins::read_end(c.members.back());
    assert_true(c.members.back().how == result::granted);
}

void who_asked_for_a_call_does_not_get_anothers_message(void** state) {
    concurrent_logins& c = with(state);
    c.around.settings.otp.resends = 2;
    c.begin_to_prompt(2);
    for (auto& each : c.members) {
        each.module.send_answer(&each == &c.members.front() ? "resend" : "call");
        concurrent_logins::read_prompt(each);
    }
    assert_true((c.gateway.ways == std::vector{channel::sms, channel::sms, channel::voice}));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        CROWD(logins_at_once_share_one_request),
        CROWD(without_a_phone_it_reads_the_same),
        CROWD(who_waits_ends_as_the_one_who_could_not_send),
        CROWD(who_waits_is_not_skipped_by_the_policy_of_another),
        CROWD(who_waits_sends_when_the_first_program_has_gone),
        CROWD(who_waits_leaves_with_the_program),
        CROWD(who_waits_leaves_with_the_daemon),
        CROWD(a_wait_that_takes_too_long_is_no_outage),
        CROWD(logins_that_share_nothing_wait_for_nobody),
        CROWD(of_two_who_want_another_code_at_once_one_sends_it),
        CROWD(who_asked_for_a_call_does_not_get_anothers_message),
    };
    return cmocka_run_group_tests_name("telesignd.login_in_flight_test", tests, nullptr, nullptr);
}
