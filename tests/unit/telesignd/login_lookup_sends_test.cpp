// SPDX-License-Identifier: BSD-3-Clause
// The story of a login: lookups cost money, and count among the sends.

#include "telesignd/login_fixture.h"

namespace {

using namespace tests;
using gateway::lookup;

/// [risk] asks for a lookup, TeleSign finds nothing wrong.
void look_up(login_fixture& s) {
    s.settings.risk.check = {lookup::sim_swap};
    s.settings.risk.max_sim_swap = 2;
    s.lookup.found.facts.sim_swap = 1;
    s.settings.phoneid.cache = 0s; // each login asks, unless the test is about that
    s.settings.limits.sends_per_user = {{2, 10min}};
}

std::size_t used(const login_fixture& s, const char* user = "alice") {
    return s.send_limits.usage({user, 0, "", false}, s.settings.limits).front().used;
}

std::vector<state::send> kept_sends(const login_fixture& s) {
    std::vector<state::send> sends;
    for (const state::change& each : s.recorded)
        if (const auto* sent = std::get_if<state::send>(&each))
            sends.push_back(*sent);
    return sends;
}

/// Today's 60 refused logins made 120 requests.
void refused_logins_cost_one_lookup_a_minute(void** state) {
    login_fixture& s = on(state);
    look_up(s);
    s.settings.phoneid.cache = 1h;
    s.settings.limits.sends_per_user = {{1000, 10min}};
    s.lookup.found.facts.sim_swap.reset();
    s.lookup.found.may_change = true;
    for (const bool is_complete : {true, false}) {
        s.lookup.found.complete = is_complete;
        s.lookup.wanted.clear();
        for (int login = 0; login < 60; ++login) {
            s.play({});
            assert_true(s.how == result::not_permitted);
        }
        assert_int_equal(s.lookup.wanted.size(), is_complete ? 1 : 0); // the first one's answer still counts
    }
    assert_int_equal(used(s), 1);
}

void lookups_that_end_in_a_refusal_use_up_a_send(void** state) {
    login_fixture& s = on(state);
    look_up(s);
    s.lookup.found.facts.sim_swap = 4;
    for (int login = 0; login < 2; ++login) {
        s.play({});
        assert_contains(s.log, "reason=sim_swap");
    }
    s.play({});
    assert_contains(s.log, "reason=limited");
    assert_contains(s.log, "detail=\"sends_per_user = 2/10m\"");
    assert_int_equal(s.lookup.wanted.size(), 2);
    const auto sends = kept_sends(s);
    assert_int_equal(sends.size(), 2);
    assert_true(sends[0].counted && sends[0].outcome == "lookup" && sends[0].channel == "lookup");
    assert_true(sends[0].user == "alice" && sends[0].service == "sshd" && sends[0].phone == "13105551212");
}

void the_code_after_a_lookup_has_its_place(void** state) {
    login_fixture& s = on(state);
    look_up(s);
    s.settings.limits.voice_total = {{1, 1h}};
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(used(s), 1);
    assert_int_equal(kept_sends(s).size(), 1);
    s.settings.otp.channels = {channel::voice}; // and is a call then
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_int_equal(used(s), 2);
    s.settings.limits.sends_per_user = {{9, 10min}};
    s.play({});
    assert_contains(s.log, "detail=\"voice_total = 1/1h\"");
    s.settings.otp.channels = {channel::sms};
    s.play({"resend", "12345"}); // which is another send
    assert_int_equal(used(s), 4);
}

void a_lookup_counts_though_its_code_was_not_sent(void** state) {
    login_fixture& s = on(state);
    look_up(s);
    s.settings.otp.channels = {channel::voice};
    s.settings.limits.voice_total = {{1, 1h}};
    s.gateway.send_outcomes = {outcome::refused};
    s.play({});
    assert_int_equal(used(s), 1);
    const auto sends = kept_sends(s);
    assert_int_equal(sends.size(), 2);
    assert_false(sends[0].counted);
    assert_true(sends[1].counted && sends[1].outcome == "lookup");
    s.play({"12345"}); // it was no call
    assert_true(s.how == result::granted);
}

void a_lookup_that_cost_nothing_gives_its_place_back(void** state) {
    login_fixture& s = on(state);
    look_up(s);
    s.lookup.found = {};
    s.lookup.found.answered = true;
    s.lookup.found.requests = 1; // refused, as for its credentials
    for (int login = 0; login < 5; ++login) {
        s.play({});
        assert_contains(s.log, "reason=risk_unknown");
    }
    assert_int_equal(used(s), 0);
    assert_int_equal(kept_sends(s).size(), 0);
    s.lookup.found.billed = 1;
    s.play({});
    assert_int_equal(used(s), 1);
}

void a_kept_answer_takes_no_place(void** state) {
    login_fixture& s = on(state);
    look_up(s);
    s.settings.phoneid.cache = 1h;
    s.lookup.found.facts.sim_swap = 4;
    for (int login = 0; login < 10; ++login)
        s.play({});
    assert_contains(s.log, "reason=sim_swap");
    assert_int_equal(used(s), 1);
}

void a_login_that_joins_a_code_pays_for_its_own_lookup(void** state) {
    login_fixture& s = on(state);
    look_up(s);
    s.settings.otp.reuse_pending = 120s;
    s.play({});
    s.play({});
    assert_int_equal(s.gateway.sent.size(), 1);
    assert_int_equal(used(s), 2);
    assert_true(kept_sends(s).at(1).outcome == "lookup");
    s.play({});
    assert_int_equal(s.lookup.wanted.size(), 2);
    assert_true(s.how == result::not_permitted);
}

void many_logins_at_once_never_make_more_lookups_than_there_are_sends(void** state) {
    login_fixture& s = on(state);
    look_up(s);
    s.lookup.found.facts.sim_swap = 4;
    struct {
        std::mutex mutex;
        std::condition_variable changed;
        unsigned arrived = 0;
    } slow;
    s.lookup.take_time = [&] { // a provider that answers when nobody else can be about to ask
        std::unique_lock lock{slow.mutex};
        ++slow.arrived;
        slow.changed.notify_all();
        slow.changed.wait_for(lock, 200ms, [&] { return slow.arrived > 2; });
    };
    s.phones.entries["carol"] = {13105551213, 4, nullptr, {}};
    s.settings.limits = unlimited();
    s.settings.limits.sends_total = {{1, 10min}};
    const support::unique_fd stop_event{::eventfd(0, EFD_CLOEXEC)};
    std::vector<std::thread> logins;
    const tests::captured_stderr captured;
    for (const char* const user : {"alice", "carol"})
        logins.emplace_back([&s, &stop_event, user] {
            tests::module_end module;
            conversation daemon{module.other_end(), stop_event.get()};
            module.send_begin("sshd", user, "", "");
            const auto request = daemon.receive_request(std::chrono::steady_clock::now() + 20s);
            run_login(daemon, std::get<login_request>(*request), s.caller, s.context());
        });
    for (std::thread& each : logins)
        each.join();
    assert_int_equal(slow.arrived, 1);
}

/// A user without a phone uses up as many, at the same logins.
void decoys_count_alike(void** state) {
    login_fixture& s = on(state);
    look_up(s);
    s.settings.phoneid.cache = 1h;
    s.settings.limits.sends_per_user = {{9, 10min}};
    for (const char* const user : {"alice", "nobody"}) {
        s.user = user;
        s.play({});
        assert_int_equal(used(s, user), 1);
        s.play({});
        assert_int_equal(used(s, user), 2);
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        LOGIN_TEST(refused_logins_cost_one_lookup_a_minute),
        LOGIN_TEST(lookups_that_end_in_a_refusal_use_up_a_send),
        LOGIN_TEST(the_code_after_a_lookup_has_its_place),
        LOGIN_TEST(a_lookup_counts_though_its_code_was_not_sent),
        LOGIN_TEST(a_lookup_that_cost_nothing_gives_its_place_back),
        LOGIN_TEST(a_kept_answer_takes_no_place),
        LOGIN_TEST(a_login_that_joins_a_code_pays_for_its_own_lookup),
        LOGIN_TEST(many_logins_at_once_never_make_more_lookups_than_there_are_sends),
        LOGIN_TEST(decoys_count_alike),
    };
    return cmocka_run_group_tests_name("telesignd.login_lookup_sends_test", tests, nullptr, nullptr);
}
