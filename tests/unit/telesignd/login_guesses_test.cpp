// SPDX-License-Identifier: BSD-3-Clause
// The story of many logins at once: no more guesses than allowed, however slow the provider is.

#include "telesignd/concurrent_logins.h"

namespace {

using namespace tests;

constexpr const char* locked_words = "Too many wrong codes were typed. Try again in 15 minutes.";

// The gate lets checks go on once as many wait as are allowed: with one more, it would have been made, too.

void a_thousand_logins_have_the_tries_of_their_code(void** state) {
    concurrent_logins& c = with(state);
    c.begin_to_prompt(1000);
    assert_int_equal(c.gateway.sends.arrived(), 1);
    c.gateway.checks.close_until(3);
    c.type_wrong_codes();
    assert_int_equal(c.gateway.checks.arrived(), 3);
    assert_int_equal(c.count(result::granted), 0);
    assert_int_equal(c.count(result::attempts_used_up),
                     3); // and none of them was told of tries that are left
}

void without_a_phone_they_end_alike(void** state) {
    concurrent_logins& c = with(state);
    c.around.user = "nobody";
    for (int each = 0; each < 32; ++each)
        c.around.times.check.record(100ms); // each of a decoy's
    c.begin_to_prompt(40);
    c.type_wrong_codes();
    assert_int_equal(c.count(result::denied), 37); // whose code was used up by others
}

void a_thousand_logins_have_the_failures_of_their_user(void** state) {
    concurrent_logins& c = with(state);
    c.around.settings.otp.reuse_pending = 0s; // each has a code of its own
    c.around.settings.limits.failures = config::rate{10, 1h};
    c.begin_to_prompt(1000);
    assert_int_equal(c.gateway.sends.arrived(), 1000);
    c.gateway.checks.close_until(10);
    c.type_wrong_codes();
    assert_int_equal(c.gateway.checks.arrived(), 10);
    // Of the ten wrong ones at least that which made the lock fall reads of it, and those whose count came just before.
    assert_in_range(c.count(result::not_permitted), 991, 1000);
    assert_int_equal(c.count(result::granted), 0);
    assert_string_equal(c.members.back().last_text.c_str(), locked_words);
}

void the_smaller_number_counts(void** state) {
    concurrent_logins& c = with(state);
    c.around.settings.otp.attempts = 10;
    c.around.settings.limits.failures = config::rate{2, 1h};
    c.begin_to_prompt(40);
    c.gateway.checks.close_until(2);
    c.type_wrong_codes();
    assert_int_equal(c.gateway.checks.arrived(), 2);
}

void a_check_that_nobody_answered_gives_its_place_back(void** state) {
    concurrent_logins& c = with(state);
    c.around.settings.limits.failures = config::rate{2, 1h};
    c.around.settings.otp.attempts = 2;
    c.gateway.outcome_of_check = outcome::unavailable;
    c.begin_to_prompt(6);
    c.type_wrong_codes();
    assert_int_equal(c.gateway.checks.arrived(), 6);
    assert_int_equal(c.count(result::unavailable), 6);
    c.gateway.outcome_of_check.reset();
    auto& last = c.begin_to_prompt();
    assert_int_equal(c.gateway.sends.arrived(), 1); // the code has all of its tries
    last.module.send_answer("12345");
    concurrent_logins::read_end(last);
    assert_true(last.how == result::granted);
}

void a_right_code_gives_its_place_back(void** state) {
    concurrent_logins& c = with(state);
    c.around.settings.limits.failures = config::rate{1, 1h};
    for (int login = 0; login < 3; ++login) {
        auto& one = c.begin_to_prompt();
        one.module.send_answer("12345");
        concurrent_logins::read_end(one);
        assert_true(one.how == result::granted);
    }
}

void of_two_right_codes_at_once_one_lets_in(void** state) {
    concurrent_logins& c = with(state);
    c.begin_to_prompt(2);
    c.gateway.checks.close_until(2); // the second one is never made
    c.members.front().module.send_answer("12345");
    c.gateway.checks.wait_for(1);
    c.members.back().module.send_answer("12345");
    c.gateway.checks.open();
    for (auto& each : c.members)
        concurrent_logins::read_end(each);
    assert_true(c.members.front().how == result::granted);
    assert_true(c.members.back().how == result::denied);
    assert_string_equal(c.members.back().last_text.c_str(),
                        "The code has expired. Log in again for a new one.");
    assert_int_equal(c.gateway.checks.arrived(), 1);
}

void the_same_digits_at_once_are_checked_once(void** state) {
    concurrent_logins& c = with(state);
    c.around.settings.limits.failures = config::rate{2, 1h};
    c.begin_to_prompt(30);
    for (auto& each : c.members)
        each.module.send_answer("54321");
    for (auto& each : c.members)
        concurrent_logins::read_prompt(each);
    assert_int_equal(c.gateway.checks.arrived(), 1);
    unsigned told = 0;
    for (const auto& each : c.members)
        told +=
            each.prompts.back().starts_with("That code was already tried.\nCode (text message to ...12): ")
                ? 1
                : 0;
    assert_int_equal(told, 29);
    c.members.back().module.send_answer("12345"); // and nobody is locked
    concurrent_logins::read_end(c.members.back());
    assert_true(c.members.back().how == result::granted);
}

void a_lock_that_falls_while_a_right_code_is_checked_counts(void** state) {
    concurrent_logins& c = with(state);
    c.around.settings.limits.failures = config::rate{3, 1h};
    c.gateway.during_check = [&] {
        c.around.lockouts.restore({"alice", "local"}, std::chrono::steady_clock::now(), true,
                                  c.around.settings.limits);
    };
    auto& one = c.begin_to_prompt();
    one.module.send_answer("12345");
    concurrent_logins::read_end(one);
    assert_true(one.how == result::not_permitted);
    assert_string_equal(one.last_text.c_str(), locked_words);
    assert_true(c.around.completed.empty());
    c.around.lockouts.unlock("alice", {}, c.around.settings.limits);
    c.begin_to_prompt();
    assert_int_equal(c.gateway.sends.arrived(), 2); // the code lets nobody else in either
}

void who_waits_for_a_check_leaves_with_the_program(void** state) {
    concurrent_logins& c = with(state);
    c.around.settings.otp.attempts = 1;
    c.begin_to_prompt(2);
    c.gateway.checks.close_until(2);
    c.members.front().module.send_answer("11111");
    c.gateway.checks.wait_for(1);
    c.members.back().module.send_answer("22222");
    c.members.back().module.close();
    assert_contains(c.log_after(c.members.back()), "reason=program_gone");
    assert_int_equal(c.gateway.checks.arrived(), 1);
}

void who_waits_for_a_check_leaves_with_the_daemon(void** state) {
    concurrent_logins& c = with(state);
    c.around.settings.limits.failures = config::rate{1, 1h};
    c.around.settings.otp.reuse_pending = 0s;
    c.begin_to_prompt(2);
    c.gateway.checks.close_until(2);
    c.members.front().module.send_answer("11111");
    c.gateway.checks.wait_for(1);
    c.members.back().module.send_answer("22222");
    c.around.stop.request_stop();
    concurrent_logins::read_end(c.members.back());
    assert_true(c.members.back().how == result::unavailable);
    assert_int_equal(c.gateway.checks.arrived(), 1);
}

void a_wait_that_takes_too_long_is_no_outage(void** state) {
    concurrent_logins& c = with(state);
    c.around.settings.otp.attempts = 1;
    c.around.settings.policy.outage = config::outage_policy::skip;
    c.around.settings.telesign.request_timeout = 0s;
    c.begin_to_prompt(2);
    c.gateway.checks.close_until(2);
    c.members.front().module.send_answer("11111");
    c.gateway.checks.wait_for(1);
    c.members.back().module.send_answer("22222");
    concurrent_logins::read_end(c.members.back());
    assert_true(c.members.back().how == result::unavailable);
    assert_contains(c.log_after(c.members.back()), "reason=login_busy");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        CROWD(a_thousand_logins_have_the_tries_of_their_code),
        CROWD(without_a_phone_they_end_alike),
        CROWD(a_thousand_logins_have_the_failures_of_their_user),
        CROWD(the_smaller_number_counts),
        CROWD(a_check_that_nobody_answered_gives_its_place_back),
        CROWD(a_right_code_gives_its_place_back),
        CROWD(of_two_right_codes_at_once_one_lets_in),
        CROWD(the_same_digits_at_once_are_checked_once),
        CROWD(a_lock_that_falls_while_a_right_code_is_checked_counts),
        CROWD(who_waits_for_a_check_leaves_with_the_program),
        CROWD(who_waits_for_a_check_leaves_with_the_daemon),
        CROWD(a_wait_that_takes_too_long_is_no_outage),
    };
    return cmocka_run_group_tests_name("telesignd.login_guesses_test", tests, nullptr, nullptr);
}
