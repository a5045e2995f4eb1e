// SPDX-License-Identifier: BSD-3-Clause
// The story of a login: too many wrong codes, for users with a phone and without one alike.

#include "telesignd/login_fixture.h"

#include "unit/policy/wrong_code.h"

namespace {

using namespace tests;

constexpr const char* locked_words = "Too many wrong codes were typed. Try again in 15 minutes.";

void wrong_codes_of_all_logins_lock_the_user(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.failures = config::rate{4, 1h};
    s.settings.policy.outage = config::outage_policy::skip; // it is none
    for (const char* const user : {"alice", "nobody"}) {
        s.user = user;
        s.play({"11111", "22222"});
        s.prompts.clear();
        s.play({"33333", "44444", "12345"}); // the fourth wrong one ends the login
        assert_true(s.how == result::not_permitted);
        assert_string_equal(s.last_text.c_str(), locked_words);
        assert_int_equal(s.prompts.size(), 2);
        assert_contains(s.log, "detail=\"failures = 4/1h\"");
        s.gateway.sent.clear();
        s.prompts.clear();
        s.later += 5min;
        s.play({"12345"});
        assert_true(s.how == result::not_permitted);
        assert_string_equal(s.last_text.c_str(), "Too many wrong codes were typed. Try again in 10 minutes.");
        assert_true(s.prompts.empty() && s.gateway.sent.empty());
        s.later += 10min;
        s.play({"55555"});
        assert_int_equal(s.prompts.size(), 2);
    }
    assert_contains(s.log, "reason=unmapped");
}

void a_lock_has_a_reason_of_its_own(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.failures = config::rate{1, 1h};
    s.play({"11111"});
    assert_contains(s.log, "reason=locked service=sshd user=alice");
    s.play({});
    assert_contains(s.log, "reason=locked service=sshd user=alice");
    assert_contains(s.log, " sends=0 attempts=0 ");
}

void nothing_is_looked_up_for_a_locked_user(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.failures = config::rate{1, 1h};
    s.play({"11111"});
    s.settings.risk.check = {gateway::lookup::standard};
    s.play({});
    assert_true(s.lookup.wanted.empty());
}

void an_attacker_elsewhere_does_not_lock_the_owner_out(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.failures = config::rate{1, 1h};
    s.rhost = "198.51.100.7";
    s.play({"11111"});
    assert_true(s.how == result::not_permitted);
    for (const char* const from : {"203.0.113.4", "", "host.example"}) {
        s.rhost = from;
        s.play({"12345"});
        assert_true(s.how == result::granted);
    }
    s.settings.limits.lock_scope = config::lock_scope::user;
    s.rhost = "198.51.100.7";
    s.play({"11111"});
    s.rhost = "";
    s.play({"12345"});
    assert_true(s.how == result::not_permitted);
}

void an_unprivileged_program_cannot_choose_its_source(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.failures = config::rate{1, 1h};
    s.settings.policy.allow_unprivileged = true;
    s.user = "daemon"; // base-passwd: uid 1
    s.phones.entries["daemon"] = s.phones.entries["alice"];
    s.caller.uid = 1;
    s.rhost = "198.51.100.7";
    s.play({"11111"});
    s.rhost = "203.0.113.4";
    s.play({"12345"});
    assert_true(s.how == result::not_permitted);
    assert_contains(s.log, "reason=locked");
}

void a_lock_that_falls_meanwhile_ends_a_login_that_waits(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.failures = config::rate{1, 1h};
    s.before_answer = [&](std::size_t) {
        type_wrong_code(s.lockouts, {"alice", "local"}, s.settings.limits);
    };
    s.play({"12345"});
    assert_true(s.how == result::not_permitted);
    assert_string_equal(s.last_text.c_str(), locked_words);
    assert_true(s.gateway.checked.empty());
}

void only_wrong_codes_are_failures(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.failures = config::rate{1, 1h};
    for (const outcome what : {outcome::expired, outcome::unavailable, outcome::undeliverable}) {
        s.gateway.check_outcomes = {what};
        s.play({"12345"});
    }
    s.play({"12345"});
    s.play({"hello", ""});
    s.play({"12345"});
    assert_true(s.how == result::granted);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        LOGIN_TEST(wrong_codes_of_all_logins_lock_the_user),
        LOGIN_TEST(a_lock_has_a_reason_of_its_own),
        LOGIN_TEST(nothing_is_looked_up_for_a_locked_user),
        LOGIN_TEST(an_attacker_elsewhere_does_not_lock_the_owner_out),
        LOGIN_TEST(an_unprivileged_program_cannot_choose_its_source),
        LOGIN_TEST(a_lock_that_falls_meanwhile_ends_a_login_that_waits),
        LOGIN_TEST(only_wrong_codes_are_failures),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
