// SPDX-License-Identifier: BSD-3-Clause
// What a login leaves in the store.

#include "telesignd/login_fixture.h"

namespace {

using namespace tests;

template <typename Record>
std::vector<Record> recorded(const login_fixture& s) {
    std::vector<Record> found;
    for (const auto& each : s.recorded)
        if (const auto* one = std::get_if<Record>(&each))
            found.push_back(*one);
    return found;
}

void a_login_leaves_its_sends_and_its_end(void** state) {
    login_fixture& s = on(state);
    s.rhost = "192.0.2.1";
    s.play({"00000", "resend", "12345"});
    assert_true(s.how == result::granted);
    const auto sends = recorded<state::send>(s);
    assert_int_equal(sends.size(), 2);
    assert_string_equal(sends[0].user.c_str(), "alice");
    assert_string_equal(sends[0].phone.c_str(), "13105551212");
    assert_string_equal(sends[0].source.c_str(), "192.0.2.1");
    assert_string_equal(sends[0].region.c_str(), "US");
    assert_string_equal(sends[0].channel.c_str(), "sms");
    assert_true(sends[0].counted && sends[1].counted);
    const auto logins = recorded<state::login>(s);
    assert_int_equal(logins.size(), 1);
    assert_string_equal(logins[0].outcome.c_str(), "granted");
    assert_string_equal(logins[0].reason.c_str(), "code_valid");
    assert_string_equal(logins[0].region.c_str(), "US");
    assert_true(recorded<state::remembered>(s).empty()); // [remember] is off
}

/// Whether `ended` says that the login may be tried again in `wait`, by the wall clock.
bool ends_in(const state::login& ended, std::chrono::minutes wait) {
    return ended.until && *ended.until - ended.at > wait - 5s && *ended.until - ended.at <= wait + 1s;
}

void a_refused_login_leaves_until_when_and_by_what(void** state) {
    login_fixture& s = on(state);
    s.settings.limits.failures = config::rate{1, 1h};
    s.play({"11111"});
    s.play({});
    for (const state::login& each : recorded<state::login>(s)) {
        assert_string_equal(each.reason.c_str(), "locked");
        assert_string_equal(each.detail.c_str(), "failures = 1/1h");
        assert_true(ends_in(each, 15min));
    }
    assert_int_equal(recorded<state::login>(s).size(), 2);
    s.user = "bob";
    s.phones.entries["bob"] = s.phones.entries["alice"];
    s.settings.limits.sends_per_user = {config::rate{1, 10min}};
    s.play({"12345"});
    s.play({"12345"});
    const auto logins = recorded<state::login>(s);
    assert_string_equal(logins.at(2).reason.c_str(), "code_valid");
    assert_false(logins.at(2).until.has_value());
    assert_string_equal(logins.at(3).reason.c_str(), "limited");
    assert_string_equal(logins.at(3).detail.c_str(), "sends_per_user = 1/10m");
    assert_true(ends_in(logins.at(3), 10min));
}

void whoever_has_a_verdict_is_in_the_report(void** state) {
    login_fixture& s = on(state);
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_true(s.had_recorded_end_at_verdict);
}

void a_code_that_was_not_sent_is_told_from_one_that_was(void** state) {
    login_fixture& s = on(state);
    s.gateway.send_outcomes = {outcome::unavailable};
    s.play({});
    const auto sends = recorded<state::send>(s);
    assert_int_equal(sends.size(), 1);
    assert_false(sends[0].counted);
    assert_string_equal(sends[0].outcome.c_str(), "unavailable");
    assert_string_equal(recorded<state::login>(s).at(0).outcome.c_str(), "unavailable");
}

void a_decoy_leaves_the_same_but_for_the_phone(void** state) {
    login_fixture& s = on(state);
    s.user = "nobody";
    s.play({"12345"});
    const auto sends = recorded<state::send>(s);
    assert_int_equal(sends.size(), 1);
    assert_string_equal(sends[0].user.c_str(), "nobody");
    assert_string_equal(sends[0].phone.c_str(), "");
    assert_string_equal(sends[0].outcome.c_str(), "decoy");
    assert_string_equal(recorded<state::login>(s).at(0).reason.c_str(), "unmapped");
}

void a_login_that_ends_before_anybody_is_asked_leaves_its_end(void** state) {
    login_fixture& s = on(state);
    s.settings.policy.unmapped = config::unmapped_policy::skip;
    s.user = "nobody";
    s.play({});
    assert_int_equal(s.recorded.size(), 1);
    assert_string_equal(recorded<state::login>(s).at(0).outcome.c_str(), "ignored");
    assert_string_equal(recorded<state::login>(s).at(0).user.c_str(), "nobody");
}

void a_valid_code_is_remembered_where_that_is_on(void** state) {
    login_fixture& s = on(state);
    s.settings.remember.keep_for = 12h;
    s.rhost = "192.0.2.1";
    s.play({"00000", "12345"});
    const auto known = recorded<state::remembered>(s);
    assert_int_equal(known.size(), 1);
    assert_string_equal(known[0].user.c_str(), "alice");
    assert_string_equal(known[0].source.c_str(), "192.0.2.1");
    assert_string_equal(known[0].service.c_str(), "sshd");
    assert_string_equal(known[0].phone.c_str(), "13105551212");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        LOGIN_TEST(a_login_leaves_its_sends_and_its_end),
        LOGIN_TEST(a_refused_login_leaves_until_when_and_by_what),
        LOGIN_TEST(whoever_has_a_verdict_is_in_the_report),
        LOGIN_TEST(a_code_that_was_not_sent_is_told_from_one_that_was),
        LOGIN_TEST(a_decoy_leaves_the_same_but_for_the_phone),
        LOGIN_TEST(a_login_that_ends_before_anybody_is_asked_leaves_its_end),
        LOGIN_TEST(a_valid_code_is_remembered_where_that_is_on),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
