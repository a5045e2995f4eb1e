// SPDX-License-Identifier: BSD-3-Clause
// Logins that wait for their users while another telesignd takes over: they go on there, as if nothing had happened.

#include "telesignd/login_fixture.h"

#include "telesignd/handover.h"
#include "telesignd/left_over.h"

namespace {

using namespace tests;

/// A telesignd takes over at each of these prompts, before the answer to it comes.
class reexec_fixture : public login_fixture {
public:
    explicit reexec_fixture(std::vector<std::size_t> at) : m_at{std::move(at)} {
        before_answer = [this](std::size_t prompt) {
            if (std::find(m_at.begin(), m_at.end(), prompt) != m_at.end())
                ::eventfd_write(m_event.get(), 1);
        };
        serve = [this](support::unique_fd connection) {
            const support::unique_fd stop_event{::eventfd(0, EFD_CLOEXEC)};
            std::optional<pending_login> parked;
            login_context around = context();
            around.park = [&](pending_login login) { parked.emplace(std::move(login)); };
            {
                conversation daemon{std::move(connection), stop_event.get(), m_event.get()};
                begin(daemon, around);
            }
            while (parked) {
                pending_login before = *std::move(parked);
                parked.reset();
                pending_login login = take_over(std::move(before));
                login_context renewed = context();
                renewed.park = around.park;
                conversation daemon{std::move(login.socket), stop_event.get(), m_event.get()};
                go_on_with_login(daemon, login, renewed);
            }
        };
    }

    std::function<void()> between = [] {}; ///< while no telesignd runs
    unsigned renewals = 0;

private:
    /// By way of the file; open codes come with it, and are in another table.
    pending_login take_over(pending_login parked) {
        eventfd_t seen = 0;
        ::eventfd_read(m_event.get(), &seen);
        ++renewals;
        handover left;
        left.codes = shared_codes->all();
        left.logins.push_back(std::move(parked));
        auto taken = left_over(std::move(left));
        assert_true(taken.has_value());
        assert_int_equal(taken->logins.size(), 1);
        m_tables.emplace_back();
        shared_codes = &m_tables.back();
        for (auto& [place, code] : taken->codes)
            shared_codes->add(place, std::move(code));
        between();
        return std::move(taken->logins.front());
    }

    const std::vector<std::size_t> m_at;
    const support::unique_fd m_event{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    std::deque<pending_codes> m_tables;
};

reexec_fixture& renewed(void** state, std::vector<std::size_t> at = {0}) {
    auto* made = new reexec_fixture{std::move(at)};
    *state = made;
    return *made;
}

int close_renewed(void** state) {
    delete static_cast<reexec_fixture*>(*state);
    return 0;
}

std::size_t count_of(const std::string& text, std::string_view part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

void a_login_goes_on_at_its_question(void** state) {
    reexec_fixture& s = renewed(state);
    s.play({"12345"});
    assert_int_equal(s.renewals, 1);
    assert_true(s.how == result::granted);
    assert_int_equal(s.prompts.size(), 1); // it stands on the screen
    assert_int_equal(s.gateway.sent.size(), 1);
    assert_string_equal(s.gateway.references.front().c_str(), "ABCDEF0123456789ABCDEF0123456781");
    assert_int_equal(count_of(s.log, "login outcome="), 1);
    assert_contains(s.log, "login outcome=granted reason=code_valid service=sshd user=alice");
    assert_contains(s.log, "channel=sms reference=ABCDEF0123456789ABCDEF0123456781 sends=1 attempts=1");
    assert_int_equal(
        std::count_if(s.recorded.begin(), s.recorded.end(),
                      [](const auto& each) { return std::holds_alternative<state::login>(each); }),
        1);
}

void wrong_codes_from_before_count(void** state) {
    reexec_fixture& s = renewed(state, {1, 2});
    s.settings.otp.attempts = 3;
    s.play({"11111", "22222", "33333", "12345"});
    assert_int_equal(s.renewals, 2);
    assert_true(s.how == result::attempts_used_up);
    assert_contains(s.prompts[1], "2 tries left");
    assert_contains(s.prompts[2], "1 try left");
    assert_int_equal(s.gateway.checked.size(), 3);
    assert_contains(s.log, "attempts=3");
}

void the_same_wrong_digits_are_not_checked_again(void** state) {
    reexec_fixture& s = renewed(state, {1});
    s.play({"11111", "11111", "12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.gateway.checked.size(), 2);
}

void answers_that_are_no_code_count_on(void** state) {
    reexec_fixture& s = renewed(state, {1, 2, 3, 4, 5});
    s.play({"a", "b", "c", "d", "e", "f", "g"});
    assert_true(s.how == result::denied);
    assert_contains(s.log, "reason=no_code_typed");
    assert_int_equal(s.prompts.size(), 6);
}

void resends_from_before_count(void** state) {
    reexec_fixture& s = renewed(state, {1, 2});
    s.settings.otp.resends = 1;
    s.play({"resend", "resend", "12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(s.gateway.sent.size(), 2);
    assert_contains(s.log, "sends=2");
}

void a_code_that_counts_no_more_does_not_count_again(void** state) {
    reexec_fixture& s = renewed(state, {1});
    s.gateway.check_outcomes = {outcome::expired};
    s.play({"11111", "12345"});
    assert_int_equal(s.gateway.checked.size(), 1);
    assert_false(s.how == result::granted);
}

void its_tries_are_shared_with_later_logins(void** state) {
    reexec_fixture& s = renewed(state, {1});
    s.settings.otp.reuse_pending = 60s;
    s.settings.otp.attempts = 3;
    s.play({"11111"}); // then it is cancelled
    assert_true(s.how == result::conversation_error);
    s.play({"22222", "33333"});
    assert_int_equal(s.gateway.sent.size(), 1);
    assert_true(s.how == result::attempts_used_up);
}

void a_phone_that_changed_meanwhile_ends_it(void** state) {
    reexec_fixture& s = renewed(state);
    s.between = [&s] { s.phones.entries["alice"].digits = 442079460000; };
    s.play({"12345"});
    assert_true(s.how == result::denied);
    assert_contains(s.log, "reason=phone_changed");
    assert_int_equal(s.gateway.checked.size(), 0);
}

void nobody_is_let_through_by_a_new_configuration(void** state) {
    reexec_fixture& s = renewed(state);
    s.between = [&s] {
        s.settings.policy.unmapped = config::unmapped_policy::skip;
        s.phones.entries.clear();
    };
    s.play({"12345"});
    assert_true(s.how == result::denied);
    assert_contains(s.log, "reason=unmapped");
}

void a_user_without_a_phone_still_has_none(void** state) {
    reexec_fixture& s = renewed(state, {0, 1});
    s.user = "nobody-knows";
    s.play({"12345", "23456"});
    assert_int_equal(s.renewals, 2);
    assert_true(s.how == result::conversation_error);
    assert_int_equal(s.gateway.checked.size(), 0);
    assert_contains(s.prompts[1], "Wrong code, 2 tries left");
    assert_contains(s.prompts[2], "Wrong code, 1 try left");
}

void the_user_database_is_not_asked_again(void** state) {
    reexec_fixture& s = renewed(state);
    s.between = [&s] {
        s.find_account = [](const std::string&) -> policy::found_account {
            return tl::unexpected{policy::no_account{policy::no_account::reason::silent, "gone"}};
        };
    };
    s.play({"12345"});
    assert_true(s.how == result::granted);
}

/// What TeleSign said of the phone in a callback before, or while nobody listened, is asked for before the code is checked.
void what_callbacks_said_meanwhile_is_asked_for(void** state) {
    reexec_fixture& s = renewed(state);
    s.settings.risk.max_sim_swap = 2;
    gateway::delivery_result swapped;
    swapped.outcome = outcome::sent;
    swapped.facts.sim_swap = 4;
    s.gateway.deliveries = {swapped};
    s.play({"12345"});
    assert_true(s.how == result::not_permitted);
    assert_int_equal(s.gateway.checked.size(), 0);
    assert_contains(s.log, "reason=sim_swap");
}

/// What an empty answer shows after a renewal.
std::string news_of(void** state, const char* user) {
    reexec_fixture& s = renewed(state);
    s.user = user;
    gateway::delivery_result delivered;
    delivered.outcome = outcome::sent;
    delivered.user_message = "The text message was delivered.";
    s.gateway.deliveries = {delivered, delivered};
    s.play({""});
    assert_int_equal(s.prompts.size(), 2);
    std::string shown =
        s.prompts[1].substr(0, s.prompts[1].find('\n')); // the question names the phone's digits
    close_renewed(state);
    return shown;
}

void it_reads_the_same_news_of_the_code_with_and_without_a_phone(void** state) {
    assert_string_equal(news_of(state, "nobody-knows").c_str(), news_of(state, "alice").c_str());
    *state = nullptr;
}

void a_login_that_nobody_takes_over_is_denied(void**) {
    const tests::captured_stderr captured;
    tests::module_end module;
    {
        audit_record record;
        record.account = "alice";
        const pending_login lost{module.other_end(), {1, 0}, {"sshd", "alice", {}, {}, {}, 0}, record, {}};
    }
    const auto& message = module.receive();
    assert_true(message.type() == protocol::message_type::verdict);
    assert_true(static_cast<result>(message.number(protocol::field_id::result)) == result::unavailable);
    assert_contains(captured.text(),
                    "login outcome=unavailable reason=telesignd_stopping service=sshd user=alice");
}

void a_lock_that_fell_meanwhile_counts(void** state) {
    reexec_fixture& s = renewed(state);
    s.settings.limits.failures = config::rate{1, 1h};
    s.between = [&s] {
        s.lockouts.restore({"alice", policy::source_of_guesses("")}, std::chrono::steady_clock::now(), true,
                           s.settings.limits);
    };
    s.play({"12345"});
    assert_true(s.how == result::not_permitted);
    assert_int_equal(s.gateway.checked.size(), 0);
}

/// With TeleSign down, and one code.
std::string give_recovery_code(login_fixture& s) {
    s.settings.policy.outage = config::outage_policy::recovery;
    s.gateway.send_outcomes.assign(20, outcome::unavailable);
    auto made = s.recovery_codes.make(std::chrono::steady_clock::now() + 60s, {});
    assert_true(made.has_value());
    std::string first{made->texts[0].view()};
    s.recovery_codes.put("alice", std::move(made->codes));
    return first;
}

void a_question_for_a_recovery_code_goes_on(void** state) {
    reexec_fixture& s = renewed(state);
    const std::string code = give_recovery_code(s);
    s.play({code});
    assert_int_equal(s.renewals, 1);
    assert_true(s.how == result::granted);
    assert_int_equal(s.prompts.size(), 1);
    assert_contains(s.log, "reason=recovery_code");
}

void it_ends_as_it_would_have_without_one(void** state) {
    reexec_fixture& s = renewed(state, {0, 1});
    give_recovery_code(s);
    s.play({"what?", ""});
    assert_int_equal(s.renewals, 2);
    assert_true(s.how == result::unavailable);
    assert_contains(s.log, "reason=telesign_unreachable");
    assert_contains(s.last_text, "not be reached");
}

void who_has_gone_meanwhile_is_noticed(void** state) {
    reexec_fixture& s = renewed(state);
    s.play({}); // the module cancels
    assert_int_equal(s.renewals, 1);
    assert_true(s.how == result::conversation_error);
    assert_contains(s.log, "reason=cancelled");
}

} // namespace

int main() {
#define RENEWED(test) cmocka_unit_test_teardown(test, close_renewed)
    const CMUnitTest tests[] = {
        RENEWED(a_login_goes_on_at_its_question),
        RENEWED(wrong_codes_from_before_count),
        RENEWED(the_same_wrong_digits_are_not_checked_again),
        RENEWED(answers_that_are_no_code_count_on),
        RENEWED(resends_from_before_count),
        RENEWED(a_code_that_counts_no_more_does_not_count_again),
        RENEWED(its_tries_are_shared_with_later_logins),
        RENEWED(a_phone_that_changed_meanwhile_ends_it),
        RENEWED(nobody_is_let_through_by_a_new_configuration),
        RENEWED(a_user_without_a_phone_still_has_none),
        RENEWED(the_user_database_is_not_asked_again),
        RENEWED(what_callbacks_said_meanwhile_is_asked_for),
        RENEWED(it_reads_the_same_news_of_the_code_with_and_without_a_phone),
        cmocka_unit_test(a_login_that_nobody_takes_over_is_denied),
        RENEWED(a_lock_that_fell_meanwhile_counts),
        RENEWED(a_question_for_a_recovery_code_goes_on),
        RENEWED(it_ends_as_it_would_have_without_one),
        RENEWED(who_has_gone_meanwhile_is_noticed),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
