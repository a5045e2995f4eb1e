// SPDX-License-Identifier: BSD-3-Clause
// Recovery codes in a login: at the ordinary prompt, and where no code can be had.

#include "telesignd/login_fixture.h"

#include "unit/policy/wrong_code.h"

#include "policy/recovery_text.h"

namespace {

using namespace tests;

constexpr const char* no_code = "0000-0000-0000-0000"; // has the shape of one

/// New codes for the user, as they are printed.
std::vector<std::string> give(login_fixture& s, const std::string& user) {
    auto made = s.recovery_codes.make(std::chrono::steady_clock::now() + 60s, {});
    assert_true(made.has_value());
    std::vector<std::string> texts;
    for (const auto& text : made->texts)
        texts.emplace_back(text.view());
    s.recovery_codes.put(user, std::move(made->codes));
    return texts;
}

/// TeleSign down, for all that is asked of it.
void take_telesign_down(login_fixture& s, config::outage_policy outage) {
    s.settings.policy.outage = outage;
    s.gateway.send_outcomes.assign(20, outcome::unavailable);
    s.gateway.check_outcomes.assign(20, outcome::unavailable);
}

void assert_prompt(const login_fixture& s, std::size_t index, const char* text) {
    assert_true(index < s.prompts.size());
    assert_string_equal(s.prompts[index].c_str(), text);
}

void a_code_lets_in_at_the_ordinary_prompt(void** state) {
    login_fixture& s = on(state);
    const auto codes = give(s, "alice");
    s.play({codes[0]});
    assert_true(s.how == result::granted);
    assert_string_equal(s.last_text.c_str(), "");
    assert_int_equal(s.gateway.checked.size(), 0); // it does not leave the host
    assert_int_equal(s.flushes, 1);
    assert_contains(s.log, "warning: login outcome=granted reason=recovery_code service=sshd user=alice");
    assert_contains(s.log, " attempts=1 ");
    assert_contains(s.log, " recovery_left=9");
    assert_null(std::strstr(s.log.c_str(), codes[0].c_str()));
    s.play({codes[0]});
    assert_true(s.how == result::conversation_error); // and once only
    assert_prompt(
        s, 2,
        "Wrong recovery code, 2 tries left.\nCode (text message to ...12; 'resend' or 'call' for another): ");
}

void a_login_by_it_is_not_remembered(void** state) {
    login_fixture& s = on(state);
    s.settings.remember.keep_for = 12h;
    s.rhost = "192.0.2.1";
    s.play({give(s, "alice")[0]});
    assert_true(s.how == result::granted);
    assert_true(s.remembered.all(s.settings.remember).empty());
    assert_true(s.completed.empty());
}

void a_code_from_the_phone_still_counts_after_a_wrong_one(void** state) {
    login_fixture& s = on(state);
    s.play({no_code, "12345"});
    assert_true(s.how == result::granted);
}

void wrong_ones_use_up_the_tries_with_others(void** state) {
    login_fixture& s = on(state);
    give(s, "alice");
    s.play({no_code, "00000", no_code});
    assert_true(s.how == result::attempts_used_up);
    assert_string_equal(s.last_text.c_str(), "Wrong recovery code, no tries left.\n"
                                             "A password does not help now: start ssh again.");
    assert_prompt(
        s, 1,
        "Wrong recovery code, 2 tries left.\nCode (text message to ...12; 'resend' or 'call' for another): ");
    assert_contains(s.log, "reason=recovery_code_wrong");
}

void the_only_try_is_no_series(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.attempts = 1;
    s.play({no_code});
    assert_true(s.how == result::denied);
    assert_string_equal(s.last_text.c_str(), "Wrong recovery code.");
}

void wrong_ones_lock(void** state) {
    login_fixture& s = on(state);
    const auto codes = give(s, "alice");
    s.settings.limits.failures = config::rate{2, 1h};
    s.play({no_code, no_code});
    assert_true(s.how == result::not_permitted);
    assert_string_equal(s.last_text.c_str(), "Too many wrong codes were typed. Try again in 15 minutes.");
    s.play({codes[0]});
    assert_true(s.how == result::not_permitted); // a lock asks for nothing
    assert_int_equal(s.recovery_codes.left("alice"), 10);
    s.later = 16min;
    s.play({codes[0]});
    assert_true(s.how == result::granted);
}

void a_lock_that_falls_meanwhile_counts(void** state) {
    login_fixture& s = on(state);
    const auto codes = give(s, "alice");
    s.settings.limits.failures = config::rate{1, 1h};
    s.before_answer = [&](std::size_t) {
        type_wrong_code(s.lockouts, {"alice", "local"}, s.settings.limits);
    };
    s.play({codes[0]});
    assert_true(s.how == result::not_permitted);
    assert_int_equal(s.recovery_codes.left("alice"), 10);
}

void the_user_is_told_when_few_are_left(void** state) {
    login_fixture& s = on(state);
    const auto codes = give(s, "alice");
    const std::vector<std::string> words{"",
                                         "",
                                         "",
                                         "",
                                         "",
                                         "",
                                         "3 recovery codes left: ask your administrator for new ones.",
                                         "2 recovery codes left: ask your administrator for new ones.",
                                         "1 recovery code left: ask your administrator for new ones.",
                                         "No recovery codes left: ask your administrator for new ones."};
    for (std::size_t each = 0; each < codes.size(); ++each) {
        s.play({codes[each]});
        assert_true(s.how == result::granted);
        assert_string_equal(s.last_text.c_str(), words[each].c_str());
    }
}

void an_outage_asks_for_one(void** state) {
    login_fixture& s = on(state);
    const auto codes = give(s, "alice");
    take_telesign_down(s, config::outage_policy::recovery);
    s.play({"12345", no_code, codes[3]});
    assert_true(s.how == result::granted);
    assert_prompt(s, 0, "The phone code service cannot be reached.\nRecovery code (Enter to give up): ");
    assert_prompt(s, 1,
                  "Not a recovery code: type its 16 letters and digits.\nRecovery code (Enter to give up): ");
    assert_prompt(s, 2, "Wrong recovery code, 2 tries left.\nRecovery code (Enter to give up): ");
    assert_int_equal(s.gateway.checked.size(), 0);
}

void too_many_requests_ask_for_a_recovery_code_too(void** state) {
    login_fixture& s = on(state);
    const auto codes = give(s, "alice");
    s.settings.policy.outage = config::outage_policy::recovery;
    s.gateway.send_outcomes = {outcome::rate_limited};
    s.play({codes[3]});
    assert_true(s.how == result::granted);
}

void an_outage_at_the_check_asks_for_one(void** state) {
    login_fixture& s = on(state);
    const auto codes = give(s, "alice");
    s.settings.policy.outage = config::outage_policy::recovery;
    s.settings.otp.attempts = 1;
    s.gateway.check_outcomes = {outcome::unavailable};
    s.play({"12345", codes[0]}); // the try was not judged, so another is left
    assert_true(s.how == result::granted);
    assert_prompt(s, 1, "The phone code service cannot be reached.\nRecovery code (Enter to give up): ");
}

void an_outage_denies_who_has_none_left(void** state) {
    login_fixture& s = on(state);
    give(s, "bob");
    take_telesign_down(s, config::outage_policy::recovery);
    s.play({no_code});
    assert_true(s.how == result::unavailable);
    assert_string_equal(
        s.last_text.c_str(),
        "The phone code service cannot be reached.\nTry again later, or ask your administrator.");
    assert_true(s.prompts.empty());
}

void deny_stays_deny(void** state) {
    login_fixture& s = on(state);
    const auto codes = give(s, "alice");
    take_telesign_down(s, config::outage_policy::deny);
    s.play({codes[0]});
    assert_true(s.how == result::unavailable);
    assert_true(s.prompts.empty());
}

void what_is_no_outage_asks_for_none(void** state) {
    login_fixture& s = on(state);
    const auto codes = give(s, "alice");
    s.settings.policy.outage = config::outage_policy::recovery;
    for (const outcome what : {outcome::blocked, outcome::refused, outcome::not_possible}) {
        s.gateway.send_outcomes = {what};
        s.play({codes[0]});
        assert_true(s.how == result::not_permitted || s.how == result::unavailable);
    }
    s.gateway.answered = true; // by something that makes no sense
    s.gateway.send_outcomes = {outcome::unavailable};
    s.play({codes[0]});
    assert_true(s.how == result::unavailable);
    s.settings.limits.allowed_regions = {"CA"};
    s.play({codes[0]});
    assert_true(s.how == result::not_permitted);
    assert_true(s.prompts.empty());
    assert_int_equal(s.recovery_codes.left("alice"), 10);
}

void nothing_typed_ends_it_as_it_was_to_end(void** state) {
    login_fixture& s = on(state);
    give(s, "alice");
    take_telesign_down(s, config::outage_policy::recovery);
    const std::vector<std::vector<std::string>> ways{{""}, {}, {no_code}}; // the last two end by Ctrl-C
    for (const auto& typed : ways) {
        s.play(typed);
        assert_true(s.how == result::unavailable);
        assert_contains(s.log, "reason=telesign_unreachable");
    }
}

void a_program_that_answers_by_itself_is_not_asked_for_ever(void** state) {
    login_fixture& s = on(state);
    give(s, "alice");
    take_telesign_down(s, config::outage_policy::recovery);
    std::vector<std::string> answers; // no two the same: that ends it at once
    for (int count = 0; count < 20; ++count)
        answers.push_back("password" + std::to_string(count));
    s.play(answers);
    assert_true(s.how == result::unavailable);
    assert_int_equal(s.prompts.size(), 6);
}

void what_cannot_be_delivered_asks_for_one(void** state) {
    login_fixture& s = on(state);
    const auto codes = give(s, "alice");
    s.gateway.send_outcomes = {outcome::undeliverable};
    s.play({codes[0]});
    assert_true(s.how == result::granted);
    assert_prompt(
        s, 0, "No code could be delivered to the phone ending in 12.\nRecovery code (Enter to give up): ");
}

/// Words that the user sees at a login with [limits] tripped.
std::vector<std::string> seen_when_limited(login_fixture& s, const char* user) {
    s.user = user;
    s.prompts.clear();
    s.play({"00000", "00001", "00002"}); // uses up the one code
    s.prompts.clear();
    s.play({no_code, no_code, no_code});
    std::vector<std::string> seen = s.prompts;
    seen.push_back(s.last_text);
    seen.push_back(protocol::describe(s.how));
    return seen;
}

void limits_ask_for_one(void** state) {
    login_fixture& s = on(state);
    const auto codes = give(s, "alice");
    s.settings.limits.sends_per_user = {{1, 10min}};
    s.play({"00000", "00001", "00002"});
    s.prompts.clear();
    s.play({codes[0]});
    assert_true(s.how == result::granted);
    assert_prompt(s, 0,
                  "Too many codes were sent. Try again in 10 minutes.\nRecovery code (Enter to give up): ");
}

void a_limit_shows_nobody_who_has_codes_or_a_phone(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.sends_per_user = {{1, 10min}};
    s.phones.entries["bob"] = {442079460000, 4, nullptr, {}};
    give(s, "alice");
    const auto with_codes = seen_when_limited(s, "alice");
    const auto without_codes = seen_when_limited(s, "bob");
    const auto without_phone = seen_when_limited(s, "mallory");
    assert_int_equal(with_codes.size(), 5);
    assert_string_equal(with_codes[3].c_str(), "Wrong recovery code, no tries left.\n"
                                               "A password does not help now: start ssh again.");
    assert_true(with_codes == without_codes);
    assert_true(with_codes == without_phone);
}

void without_any_codes_nobody_is_asked(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.sends_per_user = {{1, 10min}};
    const auto seen = seen_when_limited(s, "alice");
    assert_int_equal(seen.size(), 2);
    s.settings.limits.sends_per_user.clear();
    s.gateway.send_outcomes = {outcome::undeliverable};
    s.prompts.clear();
    s.play({});
    assert_true(s.prompts.empty());
}

void codes_end_with_the_phone(void** state) {
    login_fixture& s = on(state);
    const auto codes = give(s, "mallory");
    s.user = "mallory";
    s.play({codes[0], codes[1], codes[2]});
    assert_true(s.how == result::attempts_used_up);
    assert_contains(s.log, "reason=unmapped");
    assert_null(std::strstr(s.log.c_str(), "recovery_left"));
    assert_int_equal(s.recovery_codes.left("mallory"), 10);
}

void the_phone_of_identity_caller_says_whose_codes(void** state) {
    login_fixture& s = on(state);
    const auto codes = give(s, "alice");
    s.settings.policy.identity = config::identity::caller;
    s.user = "root";
    s.ruser = "alice";
    s.play({codes[0]});
    assert_true(s.how == result::granted);
}

void stopping_ends_a_try(void** state) {
    login_fixture& s = on(state);
    const auto codes = give(s, "alice");
    s.before_answer = [&](std::size_t) { s.stop.request_stop(); };
    s.play({codes[0]});
    assert_true(s.how == result::unavailable);
    assert_int_equal(s.recovery_codes.left("alice"), 10);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        LOGIN_TEST(a_code_lets_in_at_the_ordinary_prompt),
        LOGIN_TEST(a_login_by_it_is_not_remembered),
        LOGIN_TEST(a_code_from_the_phone_still_counts_after_a_wrong_one),
        LOGIN_TEST(wrong_ones_use_up_the_tries_with_others),
        LOGIN_TEST(the_only_try_is_no_series),
        LOGIN_TEST(wrong_ones_lock),
        LOGIN_TEST(a_lock_that_falls_meanwhile_counts),
        LOGIN_TEST(the_user_is_told_when_few_are_left),
        LOGIN_TEST(an_outage_asks_for_one),
        LOGIN_TEST(too_many_requests_ask_for_a_recovery_code_too),
        LOGIN_TEST(an_outage_at_the_check_asks_for_one),
        LOGIN_TEST(an_outage_denies_who_has_none_left),
        LOGIN_TEST(deny_stays_deny),
        LOGIN_TEST(what_is_no_outage_asks_for_none),
        LOGIN_TEST(nothing_typed_ends_it_as_it_was_to_end),
        LOGIN_TEST(a_program_that_answers_by_itself_is_not_asked_for_ever),
        LOGIN_TEST(what_cannot_be_delivered_asks_for_one),
        LOGIN_TEST(limits_ask_for_one),
        LOGIN_TEST(a_limit_shows_nobody_who_has_codes_or_a_phone),
        LOGIN_TEST(without_any_codes_nobody_is_asked),
        LOGIN_TEST(codes_end_with_the_phone),
        LOGIN_TEST(the_phone_of_identity_caller_says_whose_codes),
        LOGIN_TEST(stopping_ends_a_try),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
