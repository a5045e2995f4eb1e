// SPDX-License-Identifier: BSD-3-Clause
// The story of a login: what became of the code.

#include "telesignd/login_fixture.h"

namespace {

using namespace tests;

gateway::delivery_result news_of(outcome what, std::string_view tell, bool is_final) {
    gateway::delivery_result news;
    news.outcome = what;
    news.user_message = tell;
    news.final = is_final;
    return news;
}

void an_empty_answer_asks_what_became_of_the_code_and_costs_no_try(void** state) {
    login_fixture& s = on(state);
    s.gateway.deliveries = {news_of(outcome::sent, "The text message was delivered.", true)};
    s.play({"", "12345"});
    assert_true(s.how == result::granted);
    assert_string_equal(
        s.prompts[1].c_str(),
        "The text message was delivered.\nCode (text message to ...12; 'resend' or 'call' for another): ");
    assert_int_equal(s.gateway.checked.size(), 1);
    assert_true((s.gateway.asked == std::vector<std::string>{"ABCDEF0123456789ABCDEF0123456781"}));
}

void a_code_that_was_not_delivered_offers_the_other_way(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.channels = {channel::voice};
    s.gateway.deliveries = {news_of(outcome::undeliverable, "The line was busy.", true)};
    s.play({" ", "sms", "12345"});
    assert_true(s.how == result::granted);
    assert_contains(s.prompts[1], "The line was busy.\nType 'sms' for a text message instead.\nCode (");
    assert_true((s.gateway.sent == std::vector{channel::voice, channel::sms}));
}

void nothing_is_offered_that_is_used_up(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.resends = 0;
    s.gateway.deliveries = {news_of(outcome::undeliverable, "The text message was not delivered.", true)};
    s.play({""});
    assert_string_equal(s.prompts[1].c_str(),
                        "The text message was not delivered.\nCode (text message to ...12): ");
}

/// How often may be asked in the time that has passed since then: the machine may be busy.
std::size_t most_questions(std::chrono::steady_clock::time_point begun) {
    return 1 + static_cast<std::size_t>((std::chrono::steady_clock::now() - begun) / 5s);
}

void empty_answers_in_a_row_ask_once_in_five_seconds(void** state) {
    login_fixture& s = on(state);
    s.gateway.deliveries.assign(3, news_of(outcome::sent, "The phone is ringing.", false));
    const auto begun = std::chrono::steady_clock::now();
    s.play({"", "", "", "12345"});
    assert_true(s.how == result::granted);
    assert_in_range(s.gateway.asked.size(), 1, most_questions(begun));
    assert_contains(s.prompts[3], "The phone is ringing.");
}

void a_new_code_has_news_of_its_own(void** state) {
    login_fixture& s = on(state);
    s.gateway.deliveries = {news_of(outcome::sent, "One.", true), news_of(outcome::sent, "Two.", true)};
    s.play({"", "resend", "", "12345"});
    assert_true(s.how == result::granted);
    assert_contains(s.prompts[3], "Two.");
    assert_true((s.gateway.asked == std::vector<std::string>{"ABCDEF0123456789ABCDEF0123456781",
                                                             "ABCDEF0123456789ABCDEF0123456782"}));
}

void no_news_are_said_to_be_none(void** state) {
    login_fixture& s = on(state);
    s.play({"", "12345"});
    assert_true(s.how == result::granted);
    assert_contains(s.prompts[1], "not known yet");
}

void a_block_that_the_news_tell_ends_the_login(void** state) {
    login_fixture& s = on(state);
    s.gateway.deliveries = {news_of(outcome::blocked, "", true)};
    s.play({"", "12345"});
    assert_true(s.how == result::not_permitted);
    assert_int_equal(s.gateway.checked.size(), 0);
}

void a_program_that_answers_nothing_by_itself_does_not_go_on_for_ever(void** state) {
    login_fixture& s = on(state);
    const auto begun = std::chrono::steady_clock::now();
    s.play(std::vector<std::string>(100, ""));
    assert_true(s.how == result::denied);
    assert_true(s.prompts.back().starts_with("No code was typed.\nCode ("));
    assert_string_equal(s.last_text.c_str(), "No code was typed.");
    assert_in_range(s.gateway.asked.size(), 1, most_questions(begun));
    assert_in_range(s.prompts.size(), 10, 60);
}

void a_callbacks_news_are_told_without_asking(void** state) {
    login_fixture& s = on(state);
    s.before_answer = [&s](std::size_t prompt) {
        if (prompt == 0)
            s.deliveries.post("abcdef0123456789abcdef0123456781", "1",
                              news_of(outcome::sent, "The call was answered.", true));
    };
    s.play({""});
    assert_contains(s.prompts[1], "The call was answered.");
    assert_int_equal(s.gateway.asked.size(), 0);
}

void the_board_forgets_a_login_that_ended(void** state) {
    login_fixture& s = on(state);
    s.play({"12345"});
    assert_true(s.deliveries.post("abcdef0123456789abcdef0123456781", "1",
                                  news_of(outcome::sent, "The call was answered.", true)) ==
                delivery_tracker::post_result::unknown);
}

/// A call, then a text message; the person types nothing before the second code was sent.
void wait_for_the_next_channel(login_fixture& s) {
    s.settings.otp.channels = {channel::voice, channel::sms};
    s.settings.otp.next_channel_after = 0s;
    s.before_answer = [&s](std::size_t) { s.gateway.wait_for_sends(2); };
}

void a_call_that_nobody_takes_moves_on_by_itself(void** state) {
    login_fixture& s = on(state);
    s.gateway.deliveries = {news_of(outcome::undeliverable, "The call was not answered.", true)};
    wait_for_the_next_channel(s);
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_true((s.gateway.sent == std::vector{channel::voice, channel::sms}));
    assert_int_equal(s.prompts.size(), 1);
    assert_string_equal(s.gateway.references[0].c_str(), "ABCDEF0123456789ABCDEF0123456782");
}

void a_block_found_while_waiting_ends_the_login(void** state) {
    login_fixture& s = on(state);
    s.gateway.deliveries = {news_of(outcome::undeliverable, "The call was not answered.", true)};
    s.gateway.send_outcomes = {outcome::sent, outcome::blocked};
    s.settings.otp.channels = {channel::voice, channel::sms};
    s.settings.otp.next_channel_after = 0s;
    s.types_nothing = true;
    s.play({});
    assert_true(s.how == result::not_permitted);
}

void an_answered_call_does_not_move_on(void** state) {
    login_fixture& s = on(state);
    s.gateway.deliveries = {news_of(outcome::sent, "The call was answered.", true)};
    s.settings.otp.channels = {channel::voice, channel::sms};
    s.settings.otp.next_channel_after = 0s;
    s.before_answer = [&s](std::size_t) { s.gateway.wait_for_questions(1); };
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_true((s.gateway.sent == std::vector{channel::voice}));
}

void without_the_key_nothing_moves_on(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.channels = {channel::voice, channel::sms};
    s.settings.otp.lifetime = 1s;
    s.types_nothing = true;
    s.play({});
    assert_int_equal(s.gateway.asked.size(), 0);
    assert_int_equal(s.gateway.sent.size(), 1);
}

void a_message_without_a_receipt_offers_the_other_way(void** state) {
    login_fixture& s = on(state);
    auto news = news_of(outcome::sent, "The text message was sent, but the phone did not confirm it.", true);
    news.unconfirmed = true;
    s.gateway.deliveries = {news};
    s.play({"", "12345"});
    assert_true(s.how == result::granted);
    assert_contains(s.prompts[1], "the phone did not confirm it.\nType 'call' for a call instead.\nCode (");
}

/// What TeleSign's callbacks say of the phone, one after the other, before the right code is typed.
void play_with_facts(login_fixture& s, const std::vector<gateway::phone_facts>& told) {
    s.settings.risk.refuse_recommendation = {gateway::recommendation::block};
    s.before_answer = [&s, told](std::size_t prompt) {
        for (std::size_t at = 0; prompt == 0 && at < told.size(); ++at) {
            auto news = news_of(outcome::sent, "The text message is on its way.", false);
            news.facts = told[at];
            s.deliveries.post("abcdef0123456789abcdef0123456781", std::to_string(at + 1), news);
        }
    };
    s.play({"12345"});
}

void what_a_callback_says_of_the_phone_is_judged_at_the_check(void** state) {
    login_fixture& s = on(state);
    gateway::phone_facts risky;
    risky.advice = gateway::recommendation::block;
    play_with_facts(s, {risky, gateway::phone_facts{}}); // the last one knows nothing of the risk
    assert_true(s.how == result::not_permitted);
    assert_int_equal(s.gateway.checked.size(), 0);
}

void harmless_callbacks_are_in_nobodys_way(void** state) {
    login_fixture& s = on(state);
    gateway::phone_facts harmless;
    harmless.advice = gateway::recommendation::allow;
    play_with_facts(s, {harmless});
    assert_true(s.how == result::granted);
}

void a_code_of_telesigns_is_not_completed(void** state) {
    login_fixture& s = on(state);
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.completed.size(), 0); // the check was its completion
    s.settings.otp.completion = config::completion_policy::always;
    s.play({"12345"});
    assert_int_equal(s.completed.size(), 1);
}

void a_valid_code_is_completed_once(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.verify_code = config::code_maker::local;
    s.play({"resend", "12345"});
    assert_true((s.completed == std::vector<std::string>{"ABCDEF0123456789ABCDEF0123456782"}));
}

void nothing_else_is_completed(void** state) {
    login_fixture& s = on(state);
    s.settings.otp.verify_code = config::code_maker::local;
    s.play({"99997", "99998", "99999"});
    assert_int_equal(s.completed.size(), 0);
    s.settings.otp.completion = config::completion_policy::never;
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.completed.size(), 0);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        LOGIN_TEST(an_empty_answer_asks_what_became_of_the_code_and_costs_no_try),
        LOGIN_TEST(a_code_that_was_not_delivered_offers_the_other_way),
        LOGIN_TEST(nothing_is_offered_that_is_used_up),
        LOGIN_TEST(empty_answers_in_a_row_ask_once_in_five_seconds),
        LOGIN_TEST(a_new_code_has_news_of_its_own),
        LOGIN_TEST(no_news_are_said_to_be_none),
        LOGIN_TEST(a_block_that_the_news_tell_ends_the_login),
        LOGIN_TEST(a_program_that_answers_nothing_by_itself_does_not_go_on_for_ever),
        LOGIN_TEST(a_callbacks_news_are_told_without_asking),
        LOGIN_TEST(the_board_forgets_a_login_that_ended),
        LOGIN_TEST(a_call_that_nobody_takes_moves_on_by_itself),
        LOGIN_TEST(a_block_found_while_waiting_ends_the_login),
        LOGIN_TEST(an_answered_call_does_not_move_on),
        LOGIN_TEST(without_the_key_nothing_moves_on),
        LOGIN_TEST(a_message_without_a_receipt_offers_the_other_way),
        LOGIN_TEST(what_a_callback_says_of_the_phone_is_judged_at_the_check),
        LOGIN_TEST(harmless_callbacks_are_in_nobodys_way),
        LOGIN_TEST(a_code_of_telesigns_is_not_completed),
        LOGIN_TEST(a_valid_code_is_completed_once),
        LOGIN_TEST(nothing_else_is_completed),
    };
    return cmocka_run_group_tests_name("telesignd.login_delivery_test", tests, nullptr, nullptr);
}
