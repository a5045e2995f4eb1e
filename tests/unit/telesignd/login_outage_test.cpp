// SPDX-License-Identifier: BSD-3-Clause
// The story of a login while TeleSign does not answer as it should: who has no phone reads what the others read, after the
// same time. All times are the fixture's: nobody really waits.

#include "telesignd/login_fixture.h"

namespace {

using namespace tests;

/// What came of a login.
struct ending {
    result how;
    std::string words;
    std::vector<std::string> prompts;
    std::chrono::nanoseconds took;

    bool operator==(const ending&) const = default;
};

ending login_as(login_fixture& s, const char* user, const std::vector<std::string>& lines = {}) {
    s.user = user;
    s.prompts.clear();
    const auto begin = s.passed.load();
    s.play(lines);
    return {s.how, s.last_text, s.prompts, s.passed.load() - begin};
}

void assert_alike(const ending& one, const ending& other) {
    assert_int_equal(static_cast<int>(one.how), static_cast<int>(other.how));
    assert_string_equal(one.words.c_str(), other.words.c_str());
    assert_int_equal(one.prompts.size(), other.prompts.size());
    assert_true(one.took == other.took);
}

gateway::send_result failure(outcome what, bool answered, bool fate_unknown = false) {
    gateway::send_result result;
    result.outcome = what;
    result.user_message = what == outcome::refused ? "Not set up." : "TeleSign is down.";
    result.answered = answered;
    result.fate_unknown = fate_unknown;
    return result;
}

struct fault {
    const char* name;
    gateway::send_result end;
    std::chrono::nanoseconds takes;
};

/// From a refused connection to a whole timeout.
std::vector<fault> faults() {
    return {{"connection refused", failure(outcome::unavailable, false), 10ms},
            {"timeout", failure(outcome::unavailable, false, true), 10s},
            {"HTTP 503", failure(outcome::unavailable, false), 120ms},
            {"HTTP 429", failure(outcome::rate_limited, true), 90ms},
            {"no sense", failure(outcome::unavailable, true), 200ms},
            {"credentials", failure(outcome::refused, true), 150ms}};
}

void begin(login_fixture& s, const fault& each) {
    s.gateway.outage = each.end;
    s.gateway.take_time = [&s, takes = each.takes] { s.pass(takes); };
    s.lookup.take_time = s.gateway.take_time;
}

void after_a_login_with_a_phone_both_end_alike(void** state) {
    login_fixture& s = on(state);
    for (const fault& each : faults()) {
        begin(s, each);
        const ending with_phone = login_as(s, "alice");
        const ending without = login_as(s, "nobody");
        assert_true(with_phone.how == result::unavailable && with_phone.prompts.empty());
        assert_alike(without, with_phone);
        assert_true(without.took == each.takes);
        assert_int_equal(s.gateway.probes, 0);
        s.pass(1h);
    }
}

void on_a_quiet_host_a_probe_tells(void** state) {
    login_fixture& s = on(state);
    unsigned probes = 0;
    for (const fault& each : faults()) {
        begin(s, each);
        const ending without = login_as(s, "nobody");
        const ending another = login_as(s, "somebody"); // within five seconds
        assert_int_equal(s.gateway.probes, ++probes);
        const ending with_phone = login_as(s, "alice");
        assert_alike(without, with_phone);
        assert_alike(another, with_phone);
        s.pass(1h);
    }
}

void when_it_is_over_it_is_over_for_both(void** state) {
    login_fixture& s = on(state);
    begin(s, faults().front());
    login_as(s, "alice");
    login_as(s, "nobody");
    s.gateway.outage.reset();
    assert_int_equal(login_as(s, "alice").prompts.size(), 1);
    assert_int_equal(login_as(s, "nobody").prompts.size(), 1);
    begin(s, faults().front());
    s.pass(5s);
    login_as(s, "nobody");
    s.gateway.outage.reset();
    s.pass(5s);
    assert_int_equal(login_as(s, "nobody").prompts.size(), 1);
}

void an_outage_after_the_code_was_sent_ends_both_alike(void** state) {
    login_fixture& s = on(state);
    for (const fault& each : faults()) {
        ending ends[2];
        for (const char* const user : {"alice", "nobody"}) {
            s.gateway.outage.reset();
            s.gateway.take_time = [] {};
            s.pass(1h);
            s.before_answer = [&](std::size_t) {
                s.pass(5s);
                begin(s, each);
            };
            ends[user[0] == 'n'] = login_as(s, user, {"11111"});
        }
        assert_int_equal(ends[0].prompts.size(), 1);
        assert_true(ends[0].how == result::unavailable);
        assert_true(ends[0].took == 5s + each.takes);
        // The decoy's code was "sent" in about a nanosecond.
        ends[1].took -= std::min<std::chrono::nanoseconds>(ends[1].took - ends[0].took, 10ns);
        assert_alike(ends[1], ends[0]);
    }
}

void a_recovery_code_is_asked_for_alike(void** state) {
    login_fixture& s = on(state);
    s.settings.policy.outage = config::outage_policy::recovery;
    begin(s, faults().front());
    const ending with_phone = login_as(s, "alice");
    const ending without = login_as(s, "nobody");
    assert_alike(without, with_phone);
}

/// Here they have to differ: skipping for whoever does not exist would open the door.
void a_user_without_a_phone_is_never_skipped(void** state) {
    login_fixture& s = on(state);
    s.settings.policy.outage = config::outage_policy::skip;
    for (const fault& each : faults()) {
        begin(s, each);
        assert_true(login_as(s, "nobody").how == result::unavailable);
        s.settings.risk.check = {gateway::lookup::live};
        assert_true(login_as(s, "nobody").how != result::ignored);
        s.settings.risk.check = {};
        s.pass(1h);
    }
    begin(s, faults().front());
    assert_true(login_as(s, "alice").how == result::ignored);
}

void lookups_that_nobody_answers_end_both_alike(void** state) {
    login_fixture& s = on(state);
    s.settings.risk.check = {gateway::lookup::sim_swap};
    s.settings.risk.max_sim_swap = 2;
    for (const bool is_quiet : {false, true}) {
        const fault down = faults().at(is_quiet ? 0 : 1);
        s.pass(1h);
        begin(s, down);
        s.lookup.found = {};
        s.lookup.found.billed = s.lookup.found.requests = down.end.fate_unknown ? 1 : 0;
        const ending first = login_as(s, is_quiet ? "nobody" : "alice");
        const ending second = login_as(s, is_quiet ? "alice" : "nobody");
        assert_true(first.how == result::unavailable && first.took == down.takes);
        assert_alike(second, first);
    }
}

/// A lookup takes its time at the first login of a window and none at the next, whoever logs in.
void kept_lookups_look_alike(void** state) {
    login_fixture& s = on(state);
    s.settings.risk.check = {gateway::lookup::sim_swap};
    s.settings.risk.max_sim_swap = 2;
    s.lookup.found.facts.sim_swap = 1;
    s.lookup.take_time = [&s] { s.pass(700ms); };
    for (int request = 0; request < 32; ++request) // all that are remembered
        s.times.lookup.record(700ms);
    const auto takes_a_lookup = [&](const char* user) { return login_as(s, user).took > 250ms; };
    assert_true(takes_a_lookup("alice"));
    for (const char* const user : {"nobody", "somebody"}) {
        assert_true(takes_a_lookup(user));
        assert_false(takes_a_lookup(user));
        s.pass(59min);
        assert_false(takes_a_lookup(user));
        s.pass(1min);
        assert_true(takes_a_lookup(user));
    }
}

void a_stop_ends_both_alike(void** state) {
    login_fixture& s = on(state);
    s.stop.request_stop();
    s.gateway.outage = failure(outcome::unavailable, false);
    const ending with_phone = login_as(s, "alice");
    assert_alike(login_as(s, "nobody"), with_phone);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        LOGIN_TEST(after_a_login_with_a_phone_both_end_alike),
        LOGIN_TEST(on_a_quiet_host_a_probe_tells),
        LOGIN_TEST(when_it_is_over_it_is_over_for_both),
        LOGIN_TEST(an_outage_after_the_code_was_sent_ends_both_alike),
        LOGIN_TEST(a_recovery_code_is_asked_for_alike),
        LOGIN_TEST(a_user_without_a_phone_is_never_skipped),
        LOGIN_TEST(lookups_that_nobody_answers_end_both_alike),
        LOGIN_TEST(kept_lookups_look_alike),
        LOGIN_TEST(a_stop_ends_both_alike),
    };
    return cmocka_run_group_tests_name("telesignd.login_outage_test", tests, nullptr, nullptr);
}
