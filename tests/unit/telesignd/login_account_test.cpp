// SPDX-License-Identifier: BSD-3-Clause
// The story of a login: one account has many spellings, and the system's user database says whose each is.

#include "telesignd/login/subject.h"
#include "telesignd/login_fixture.h"
#include "unit/config/overriding.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include <fmt/format.h>

namespace {

using namespace tests;

/// As SSSD does where `case_sensitive = false`, or a domain may follow the name.
policy::found_account fold(const std::string& name) {
    std::string folded = name.substr(0, name.find('@'));
    std::transform(folded.begin(), folded.end(), folded.begin(),
                   [](unsigned char each) { return std::tolower(each); });
    return know(folded);
}

void every_spelling_is_the_one_account(void** state) {
    login_fixture& s = on(state);
    s.find_account = fold;
    s.settings.policy.unmapped = config::unmapped_policy::skip;
    for (const char* const spelling : {"ALICE", "alice@corp"}) {
        s.user = spelling;
        s.prompts.clear();
        s.play({"12345"});
        assert_true(s.how == result::granted);
        assert_string_equal(s.gateway.phones.back().c_str(), "13105551212");
        assert_contains(s.log, fmt::format("user=alice typed={} phone=", spelling).c_str());
    }
    assert_string_equal(s.places.back().c_str(), "alice");
    for (const auto& each : s.recorded)
        if (const auto* login = std::get_if<state::login>(&each))
            assert_string_equal(login->user.c_str(), "alice");
}

void limits_locks_memory_and_pending_codes_are_the_accounts(void** state) {
    login_fixture& s = on(state);
    s.find_account = fold;
    s.settings.otp.reuse_pending = 60s;
    s.settings.remember.keep_for = 12h;
    s.rhost = "203.0.113.7";
    s.play({});
    s.user = "ALICE"; // joins alice's code, and types it
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.gateway.sent.size(), 1);
    s.user = "Alice";
    s.play({});
    assert_true(s.how == result::ignored);
    assert_contains(s.log, "reason=remembered");
    s.rhost.clear();
    s.settings.limits.failures = {2, std::chrono::hours{1}};
    std::string code = "11111"; // another each time: the same is not checked again
    for (const char* const spelling : {"alice", "ALICE", "alicE"}) {
        s.user = spelling;
        s.play({code});
        ++code.back();
    }
    assert_true(s.how == result::not_permitted);
    assert_contains(s.log, "reason=locked");
    s.later = 2h;
    s.settings.otp.reuse_pending = 0s;
    s.settings.limits.sends_per_user = {{1, std::chrono::minutes{10}}};
    s.play({"12345"});
    s.user = "ALICE";
    s.play({"12345"});
    assert_contains(s.log, "reason=limited");
}

void exemptions_go_by_the_account(void** state) {
    login_fixture& s = on(state);
    s.find_account = fold;
    s.user = "ALICE";
    s.settings.exempt = {{"", {config::exempt_users{{"ALICE"}}}}, {"", {config::exempt_groups{{"!root"}}}}};
    s.play({});
    assert_contains(s.log, "[exempt] groups !root"); // whose member alice is not
    s.user = "ROOT";
    s.phones.entries["root"] = {13105551212, 4, nullptr, {}};
    s.play({"12345"});
    assert_true(s.how == result::granted);
}

void a_name_that_the_system_does_not_know_is_nobodys(void** state) {
    login_fixture& s = on(state);
    s.user = "mallory";
    s.find_account = [](const std::string&) { return unknown_account(); };
    s.settings.policy.unmapped = config::unmapped_policy::skip;
    s.settings.exempt = {{"", {config::exempt_users{{"mallory"}}}}, {"", {config::exempt_groups{{"!root"}}}}};
    s.settings.remember.keep_for = 12h;
    s.rhost = "203.0.113.7";
    s.play({"11111", "22222", "resend", "call", "11111"});
    assert_true(s.how == result::attempts_used_up);
    assert_true(s.gateway.sent.empty() && s.gateway.checked.empty());
    assert_contains(s.log, "reason=unknown_user");
    assert_contains(s.log, "the system has no such user");
    const std::vector<std::string> unknown = std::exchange(s.prompts, {});
    const std::string words = s.last_text;

    // As who is known and has no phone.
    s.settings.policy.unmapped = config::unmapped_policy::deny;
    s.settings.exempt.clear();
    s.find_account = know;
    s.play({"11111", "22222", "resend", "call", "11111"});
    assert_contains(s.log, "reason=unmapped");
    assert_true(s.prompts == unknown);
    assert_string_equal(s.last_text.c_str(), words.c_str());
}

/// A virtual user of a VPN, say.
void a_phone_of_a_name_that_the_system_does_not_know_is_asked(void** state) {
    login_fixture& s = on(state);
    s.user = "mallory";
    s.phones.entries["mallory"] = {442079460000, 5, nullptr, {}};
    s.find_account = [](const std::string&) { return unknown_account(); };
    s.settings.policy.unmapped = config::unmapped_policy::skip;
    s.settings.exempt = {{"", {config::exempt_users{{"mallory"}}}}, {"", {config::exempt_groups{{"!root"}}}}};
    s.play({"11111", "12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.gateway.sent.size(), 1);

    s.before_answer = [&](std::size_t) { s.new_phone = "13105551212"; };
    s.play({"12345"});
    assert_contains(s.log, "reason=phone_changed");
}

void an_outage_skips_nobody_whom_the_system_does_not_know(void** state) {
    login_fixture& s = on(state);
    s.user = "mallory";
    s.phones.entries["mallory"] = {442079460000, 5, nullptr, {}};
    s.find_account = [](const std::string&) { return unknown_account(); };
    s.settings.policy.outage = config::outage_policy::skip;
    s.gateway.send_outcomes = {outcome::unavailable};
    s.play({});
    assert_true(s.how == result::unavailable);
}

void a_silent_user_database_lets_nobody_in(void** state) {
    login_fixture& s = on(state);
    s.find_account = [](const std::string&) -> policy::found_account {
        return tl::unexpected{policy::no_account{policy::no_account::reason::silent, "no answer in time"}};
    };
    s.settings.policy.unmapped = config::unmapped_policy::skip;
    s.settings.policy.outage = config::outage_policy::skip;
    s.settings.exempt = {{"", {config::exempt_users{{"alice"}}}},
                         {"", {config::exempt_services{{"sshd"}}}},
                         {"", {config::exempt_groups{{"!root"}}}}};
    for (const char* const user : {"alice", "mallory"}) {
        s.user = user;
        s.play({"12345"});
        assert_true(s.how == result::unavailable);
        assert_true(s.prompts.empty() && s.gateway.sent.empty());
        assert_contains(s.log, "outcome=unavailable reason=user_database_silent");
        assert_contains(s.log, "user database (nsswitch.conf) does not answer: no answer in time");
    }
}

void the_callers_account_counts_under_identity_caller(void** state) {
    login_fixture& s = on(state);
    s.find_account = fold;
    s.service = "su";
    s.user = "root";
    s.ruser = "ALICE";
    test::override_for_service(s.settings.services["su"], "identity", "caller");
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_contains(s.log, "user=root account=alice ruser=ALICE");
}

/// Names may be digits. The module keeps back the spelling that was typed; it does not know the other one.
void the_accounts_name_is_no_code_either(void** state) {
    login_fixture& s = on(state);
    s.user = "20261128@corp";
    s.find_account = fold;
    s.phones.entries["20261128"] = {13105551212, 4, nullptr, {}};
    s.play({"20261128"});
    assert_true(s.how == result::denied);
    assert_true(s.gateway.checked.empty());
    assert_contains(s.log, "reason=answered_by_program");
}

void one_login_asks_for_one_account(void** state) {
    login_fixture& s = on(state);
    unsigned lookups = 0;
    s.find_account = [&](const std::string& name) {
        ++lookups;
        return know(name);
    };
    s.settings.exempt = {{"", {config::exempt_groups{{"root"}}}}, {"", {config::exempt_groups{{"bin"}}}}};
    s.play({"11111", "12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(lookups, 1);
}

void who_may_not_ask_gets_no_lookup(void** state) {
    login_fixture& s = on(state);
    s.caller = {1, 1};
    s.find_account = [](const std::string&) -> policy::found_account {
        throw std::runtime_error{"was asked"};
    };
    s.play({});
    assert_contains(s.log, "reason=unprivileged");
}

void a_login_takes_one_of_the_accounts_places(void** state) {
    login_fixture& s = on(state);
    s.has_places = false;
    for (const char* const user : {"alice", "mallory"}) { // with a phone or without
        s.user = user;
        s.play({"12345"});
        assert_true(s.how == result::not_permitted);
        assert_true(s.prompts.empty());
        assert_string_equal(s.last_text.c_str(), telesignd::prompts{}.end_too_many_logins().c_str());
        assert_contains(s.log, (std::string{"max_logins_per_user = 8 of "} + user).c_str());
    }
    assert_true(s.places == (std::vector<std::string>{"alice", "mallory"}));
    s.settings.exempt = {{"", {config::exempt_users{{"alice"}}}}};
    s.user = "alice";
    s.play({});
    assert_true(s.how == result::ignored); // who is not asked needs none
}

void a_local_caller_takes_their_own_places(void** state) {
    login_fixture& s = on(state);
    s.service = "su";
    s.user = "alice";
    s.ruser = "mallory";
    s.play({"12345"});
    s.rhost = "203.0.113.7"; // then the other host says who it is
    s.play({"12345"});
    assert_true(s.places == (std::vector<std::string>{"mallory", "alice"}));
    s.places.clear();
    s.rhost.clear();
    s.ruser.clear();
    s.user = "daemon";
    s.caller = {1, 1}; // whose connections are counted
    s.settings.policy.allow_unprivileged = true;
    s.play({});
    assert_true(s.places.empty());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        LOGIN_TEST(every_spelling_is_the_one_account),
        LOGIN_TEST(limits_locks_memory_and_pending_codes_are_the_accounts),
        LOGIN_TEST(exemptions_go_by_the_account),
        LOGIN_TEST(a_name_that_the_system_does_not_know_is_nobodys),
        LOGIN_TEST(a_phone_of_a_name_that_the_system_does_not_know_is_asked),
        LOGIN_TEST(an_outage_skips_nobody_whom_the_system_does_not_know),
        LOGIN_TEST(a_silent_user_database_lets_nobody_in),
        LOGIN_TEST(the_callers_account_counts_under_identity_caller),
        LOGIN_TEST(the_accounts_name_is_no_code_either),
        LOGIN_TEST(one_login_asks_for_one_account),
        LOGIN_TEST(who_may_not_ask_gets_no_lookup),
        LOGIN_TEST(a_login_takes_one_of_the_accounts_places),
        LOGIN_TEST(a_local_caller_takes_their_own_places),
    };
    return cmocka_run_group_tests_name("telesignd.login_account_test", tests, nullptr, nullptr);
}
