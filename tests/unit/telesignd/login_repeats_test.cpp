// SPDX-License-Identifier: BSD-3-Clause
// The story of logins that share a code: its tries are counted together, and the same digits again are neither checked nor
// counted; for users with a phone and without one alike.

#include "telesignd/login_fixture.h"

namespace {

using namespace tests;

constexpr const char* question = "Code (text message to ...12; 'resend' or 'call' for another): ";

/// All that a user reads in logins that follow each other, and how each ends.
std::vector<std::string> seen(login_fixture& s, const char* user,
                              const std::vector<std::vector<std::string>>& logins) {
    s.user = user;
    s.prompts.clear();
    std::vector<std::string> all;
    for (const auto& lines : logins) {
        s.last_text.clear();
        s.play(lines);
        all.push_back(s.last_text);
        all.emplace_back(protocol::describe(s.how));
    }
    for (std::string& each : s.prompts) {
        const std::string ending = "to ...";
        if (const auto at = each.find(ending); at != std::string::npos)
            each.replace(at + ending.size(), 2, "NN");
        all.push_back(each);
    }
    return all;
}

void assert_alike(const std::vector<std::string>& one, const std::vector<std::string>& other) {
    assert_int_equal(one.size(), other.size());
    for (std::size_t each = 0; each < one.size(); ++each)
        assert_string_equal(one[each].c_str(), other[each].c_str());
}

void share(login_fixture& s) {
    s.settings.otp.reuse_pending = 120s;
}

void the_same_digits_again_are_told_once_and_then_end_the_login(void** state) {
    login_fixture& s = on(state);
    share(s);
    s.play({"54321", "54321", " 543-21", "12345"});
    assert_true(s.how == result::denied);
    assert_string_equal(s.last_text.c_str(), "That code was already tried.");
    assert_int_equal(s.prompts.size(), 3);
    assert_string_equal(s.prompts[1].c_str(),
                        (std::string{"Wrong code, 2 tries left.\n"} + question).c_str());
    assert_string_equal(s.prompts[2].c_str(),
                        (std::string{"That code was already tried.\n"} + question).c_str());
    assert_int_equal(s.gateway.checked.size(), 1);
    assert_contains(s.log, "reason=code_repeated");
    assert_contains(s.log, " attempts=1 ");
    assert_null(std::strstr(s.log.c_str(), "54321"));
}

void a_program_that_repeats_a_typo_locks_nobody_and_leaves_the_code(void** state) {
    login_fixture& s = on(state);
    share(s);
    s.settings.limits.failures = config::rate{2, 1h};
    for (int time = 0; time < 20; ++time)
        s.play({"54321", "54321", "54321"});
    assert_int_equal(s.gateway.sent.size(), 1);
    assert_int_equal(s.gateway.checked.size(), 1);
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.gateway.sent.size(), 1);
}

void another_code_may_have_the_same_digits(void** state) {
    login_fixture& s = on(state);
    s.gateway.check_outcomes = {outcome::wrong, outcome::valid};
    s.play({"54321", "resend", "54321"});
    assert_true(s.how == result::granted);
}

void the_tries_that_are_left_are_those_of_all_logins(void** state) {
    login_fixture& s = on(state);
    share(s);
    s.play({"11111"});
    s.prompts.clear();
    s.play({"22222", "33333", "12345"});
    assert_true(s.how == result::attempts_used_up);
    assert_string_equal(s.last_text.c_str(), "Wrong code, no tries left. Log in again for a new one.\n"
                                             "A password does not help now: start ssh again.");
    assert_int_equal(s.prompts.size(), 2);
    assert_string_equal(
        s.prompts[0].c_str(),
        (std::string{"The code from a moment ago still counts: 2 tries left.\n"} + question).c_str());
    assert_string_equal(s.prompts[1].c_str(), (std::string{"Wrong code, 1 try left.\n"} + question).c_str());
    s.play({});
    assert_int_equal(s.gateway.sent.size(), 2); // none was left to join
}

void no_more_tries_are_promised_than_telesign_takes(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.attempts = 5;
    s.gateway.check_outcomes = {outcome::wrong, outcome::wrong, outcome::wrong, outcome::exhausted};
    s.play({"11111", "22222", "33333", "12345"});
    assert_contains(s.prompts[1], "Wrong code, 2 tries left.\n");
    assert_contains(s.prompts[2], "Wrong code, 1 try left.\n");
    assert_true(s.how == result::attempts_used_up);
    assert_string_equal(s.last_text.c_str(), "Wrong code, no tries left. Log in again for a new one.\n"
                                             "A password does not help now: start ssh again.");
    assert_int_equal(s.gateway.checked.size(), 3); // the right one is not typed in vain
}

void no_more_tries_are_promised_than_lead_to_the_lock(void** state) {
    for (const char* const user : {"alice", "nobody"}) {
        login_fixture& s = on(state);
        s.user = user;
        s.prompts.clear();
        s.settings.limits.failures = config::rate{2, 1h};
        s.play({"11111", "0000-0000-0000-0000"});
        assert_contains(s.prompts[1], "Wrong code, 1 try left.\n");
        assert_string_equal(s.last_text.c_str(), "Too many wrong codes were typed. Try again in 15 minutes.");
    }
}

void a_code_that_another_login_has_used_up_offers_a_new_one(void** state) {
    login_fixture& s = on(state);
    share(s);
    login_fixture other;
    share(other);
    other.shared_codes = &s.codes;
    s.before_answer = [&](std::size_t prompt) {
        if (prompt == 0)
            other.play({"11111", "22222", "33333"});
    };
    s.play({"12345", "resend", "12345"});
    assert_true(s.how == result::granted);
    assert_contains(s.prompts[1], "That code has expired: type 'resend' for a new one.");
    assert_int_equal(s.gateway.checked.size(), 1);
}

void tries_end_alike_with_and_without_a_phone(void** state) {
    login_fixture& s = on(state);
    share(s);
    s.settings.otp.attempts = 5; // of which TeleSign takes three for one code
    s.gateway.check_outcomes = {outcome::wrong, outcome::wrong, outcome::wrong, outcome::wrong};
    const std::vector<std::vector<std::string>> logins{
        {"11111", "22222"}, {"11111", "33333", "44444", "55555"}, {"66666"}};
    assert_alike(seen(s, "alice", logins), seen(s, "nobody", logins));
}

void repeats_end_alike_with_and_without_a_phone(void** state) {
    login_fixture& s = on(state);
    share(s);
    s.settings.limits.failures = config::rate{4, 1h};
    const std::vector<std::vector<std::string>> logins{{"11111", "11111", "11111"},
                                                       {"11111", "22222", "11111"},
                                                       {"33333", "44444", "55555"},
                                                       {"66666", "77777"},
                                                       {"88888"}};
    assert_alike(seen(s, "alice", logins), seen(s, "nobody", logins));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        LOGIN_TEST(the_same_digits_again_are_told_once_and_then_end_the_login),
        LOGIN_TEST(a_program_that_repeats_a_typo_locks_nobody_and_leaves_the_code),
        LOGIN_TEST(another_code_may_have_the_same_digits),
        LOGIN_TEST(the_tries_that_are_left_are_those_of_all_logins),
        LOGIN_TEST(no_more_tries_are_promised_than_telesign_takes),
        LOGIN_TEST(no_more_tries_are_promised_than_lead_to_the_lock),
        LOGIN_TEST(a_code_that_another_login_has_used_up_offers_a_new_one),
        LOGIN_TEST(tries_end_alike_with_and_without_a_phone),
        LOGIN_TEST(repeats_end_alike_with_and_without_a_phone),
    };
    return cmocka_run_group_tests_name("telesignd.login_repeats_test", tests, nullptr, nullptr);
}
