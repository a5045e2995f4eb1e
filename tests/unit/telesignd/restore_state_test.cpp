// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/restore_state.h"

#include "state/store_fixture.h"
#include "telesignd/login_fixture.h"
#include "unit/policy/wrong_code.h"

namespace {

using namespace tests;

const telesignd::clock_times now{tests::begin,
                                 std::chrono::steady_clock::time_point{} + 1h}; // an hour after booting

/// What an earlier daemon left, and the policies that go on from it.
struct aftermath {
    store_fixture files; ///< for the key of phones
    state::records past;
    config::settings settings;
    scripted_phone_book phones;
    std::chrono::steady_clock::time_point steady = now.steady;
    policy::send_limits sends{[this] { return steady; }};
    policy::lockouts guesses{[this] { return steady; }};
    policy::remembered_logins logins{[] { return std::chrono::floor<std::chrono::seconds>(now.wall); }};

    policy::recovery_codes recovery;

    aftermath() {
        settings.limits = unlimited();
        phones.entries["alice"] = {13105551212, 1, nullptr, {}};
        phones.entries["carol"] = {13105551212, 2, nullptr, {}};
        files.open();
    }

    void restore() {
        telesignd::restore(past, *files.store, settings, phones, now, {sends, guesses, logins, recovery});
    }
    [[nodiscard]] std::string hash() const { return files.store->hash_phone("13105551212"); }

    void sent(std::chrono::milliseconds ago, const std::string& user, const std::string& channel = "sms",
              bool counted = true) {
        past.sends.push_back(
            {now.wall - ago, user, hash(), "192.0.2.1", "sshd", channel, "US", "sent", counted});
    }
    std::optional<std::chrono::seconds> wait_for_send(const policy::send_attempt& what) {
        const auto tripped = sends.find_exceeded(what, settings.limits);
        return tripped ? std::optional{tripped->wait} : std::nullopt;
    }
};

int open_aftermath(void** state) {
    *state = new aftermath;
    return 0;
}

int close_aftermath(void** state) {
    delete static_cast<aftermath*>(*state);
    return 0;
}

aftermath& of(void** state) {
    return *static_cast<aftermath*>(*state);
}

void a_sliding_window_goes_on_where_it_was(void** state) {
    auto& a = of(state);
    a.settings.limits.sends_per_user = {{2, 10min}};
    a.sent(9min, "alice");
    a.sent(3min, "alice");
    a.sent(1min, "bob");
    a.restore();
    assert_true(a.wait_for_send({"alice", 0, "", false}) == 1min);
    assert_false(a.wait_for_send({"bob", 0, "", false}).has_value());
    a.steady += 1min;
    assert_false(a.wait_for_send({"alice", 0, "", false}).has_value());
}

void sends_count_for_their_phone(void** state) {
    auto& a = of(state);
    a.settings.limits.sends_per_phone = {{1, 10min}};
    a.sent(1min, "alice");
    a.restore();
    assert_true(a.wait_for_send({"carol", 13105551212, "", false}).has_value()); // the same phone
    assert_false(a.wait_for_send({"carol", 13105551213, "", false}).has_value());
}

void sends_count_for_their_source(void** state) {
    auto& a = of(state);
    a.settings.limits.sends_per_source = {{1, 10min}};
    a.sent(1min, "alice");
    a.restore();
    assert_true(a.wait_for_send({"carol", 0, "192.0.2.1", false}).has_value());
    assert_false(a.wait_for_send({"carol", 0, "192.0.2.2", false}).has_value());
}

void all_sends_count_and_calls_apart(void** state) {
    auto& a = of(state);
    a.settings.limits.sends_total = {{3, 10min}};
    a.settings.limits.voice_total = {{2, 10min}};
    a.sent(3min, "alice");
    a.sent(2min, "alice", "smart");
    a.sent(1min, "alice", "voice");
    a.restore();
    assert_true(a.wait_for_send({"carol", 0, "", false}) == 7min);
    assert_true(a.wait_for_send({"carol", 0, "", true}) == 8min);
}

void what_was_not_counted_or_is_too_old_or_yet_to_come_does_not_count(void** state) {
    auto& a = of(state);
    a.settings.limits.sends_per_user = {{1, std::chrono::days{30}}};
    a.sent(std::chrono::days{31}, "alice");
    a.sent(1min, "bob", "sms", false);
    a.sent(-2h, "eve");
    a.restore();
    for (const char* user : {"alice", "bob", "eve"})
        assert_false(a.wait_for_send({user, 0, "", false}).has_value());
    assert_int_equal(a.files.logged("1 records have a time in the future"), 1);
}

void a_clock_that_was_set_back_a_little_forgets_nothing(void** state) {
    auto& a = of(state);
    a.settings.limits.sends_per_user = {{1, 10min}};
    a.settings.limits.failures = config::rate{5, 1h};
    a.sent(-5min, "alice");
    a.past.locks = {{"alice", "local", now.wall + 5min}};
    a.restore();
    assert_true(a.wait_for_send({"alice", 0, "", false}) == 10min);
    assert_true(a.guesses.locked_for({"alice", "local"}, a.settings.limits) == 15min);
}

void a_phone_that_has_another_owner_does_not_count(void** state) {
    auto& a = of(state);
    a.settings.limits.sends_per_user = a.settings.limits.sends_per_phone = {{1, 10min}};
    a.settings.remember.keep_for = 12h;
    a.sent(1min, "alice");
    a.past.remembered_logins = {{"alice", "192.0.2.1", "sshd", a.hash(), now.wall - 1min}};
    a.phones.entries["alice"].digits = 13105551213;
    a.restore();
    assert_false(a.wait_for_send({"carol", 13105551212, "", false}).has_value());
    assert_true(a.wait_for_send({"alice", 13105551213, "", false}).has_value()); // the user still does
    assert_true(a.logins.all(a.settings.remember).empty());
}

void a_lock_goes_on_where_it_was(void** state) {
    auto& a = of(state);
    a.settings.limits.failures = config::rate{2, 1h};
    for (const auto ago : {7min, 6min})
        a.past.failures.push_back({now.wall - ago, "alice", "local"});
    a.past.locks = {{"alice", "local", now.wall - 6min}};
    a.restore();
    assert_true(a.guesses.locked_for({"alice", "local"}, a.settings.limits) == 9min);
    assert_false(a.guesses.locked_for({"alice", "192.0.2.1"}, a.settings.limits).has_value());
    a.steady += 9min;
    assert_false(a.guesses.locked_for({"alice", "local"}, a.settings.limits).has_value());
    type_wrong_code(a.guesses, {"alice", "local"},
                    a.settings.limits); // what led to the lock does not count again
    assert_false(a.guesses.locked_for({"alice", "local"}, a.settings.limits).has_value());
}

void wrong_codes_still_count(void** state) {
    auto& a = of(state);
    a.settings.limits.failures = config::rate{2, 1h};
    a.past.failures = {{now.wall - 5min, "alice", "local"}};
    a.past.locks = {{"alice", "local", now.wall - 30min}}; // an earlier one, which is over
    a.restore();
    assert_false(a.guesses.locked_for({"alice", "local"}, a.settings.limits).has_value());
    type_wrong_code(a.guesses, {"alice", "local"}, a.settings.limits);
    assert_true(a.guesses.locked_for({"alice", "local"}, a.settings.limits).has_value());
}

void who_was_remembered_still_is(void** state) {
    auto& a = of(state);
    a.settings.remember.keep_for = 12h;
    a.past.remembered_logins = {{"alice", "192.0.2.1", "sshd", a.hash(), now.wall - 11h},
                                {"carol", "192.0.2.1", "sshd", a.hash(), now.wall - 13h}};
    a.restore();
    const auto all = a.logins.all(a.settings.remember);
    assert_int_equal(all.size(), 1);
    assert_string_equal(all[0].account.c_str(), "alice");
    assert_string_equal(all[0].phone.c_str(), "13105551212");
    assert_true(all[0].since == now.wall - 11h);
}

void recovery_codes_are_what_they_were(void** state) {
    aftermath& a = of(state);
    const auto made = a.recovery.make(std::chrono::steady_clock::now() + 20s, {});
    for (const policy::recovery_code& each : made->codes)
        a.past.recovery_codes.push_back(record_of("alice", each));
    a.past.recovery_codes.at(4).used = now.wall - 1h;
    a.past.recovery_codes.push_back({"alice", 11, {1}, {2, 3}, now.wall, std::nullopt}); // no hash of ours
    a.restore();
    assert_int_equal(a.recovery.left("alice"), 9);
    const auto all = a.recovery.all_of("alice");
    assert_int_equal(all.size(), 10);
    assert_true(all[4].used == now.wall - 1h);
    assert_true(all[4].hash == made->codes[4].hash);
}

void what_a_service_had_is_not_forgotten(void** state) {
    auto& a = of(state);
    a.settings.limits.sends_per_user = {{3, 10min}};
    a.settings.limits.reserve_per_service = 1;
    a.sent(2min, "alice");
    a.sent(1min, "alice"); // both at sshd
    a.restore();
    assert_true(a.wait_for_send({"alice", 0, "", false, false, "sshd"}) == 8min);
    assert_false(a.wait_for_send({"alice", 0, "", false, false, "sudo"}).has_value());
}

void lookups_count_and_are_no_calls(void** state) {
    auto& a = of(state);
    a.settings.limits.sends_per_user = {{1, 10min}};
    a.settings.limits.voice_total = {{1, 10min}};
    a.sent(1min, "alice", "lookup");
    a.restore();
    assert_true(a.wait_for_send({"alice", 0, "", false}) == 9min);
    assert_false(a.wait_for_send({"carol", 0, "", true}).has_value());
}

void what_was_unlocked_stays_so(void** state) {
    auto& a = of(state);
    a.settings.limits.sends_per_user = a.settings.limits.sends_per_phone = {{1, 10min}};
    a.settings.limits.sends_total = {{3, 10min}};
    a.sent(5min, "alice");
    a.sent(4min, "carol"); // the same phone
    a.past.limits_resets = {{"alice", a.hash(), now.wall - 3min}, {"alice", "", now.wall - 6min}};
    a.restore();
    assert_false(a.wait_for_send({"alice", 13105551212, "", false}).has_value());
    assert_true(a.wait_for_send({"carol", 0, "", false}) == 6min);
    a.sends.reserve({"eve", 0, "", false}, a.settings.limits);
    assert_true(a.wait_for_send({"bob", 0, "", false}) == 5min); // all together had three
}

void what_was_sent_after_an_unlock_counts(void** state) {
    auto& a = of(state);
    a.settings.limits.sends_per_user = {{1, 10min}};
    a.sent(5min, "alice");
    a.sent(1min, "alice");
    a.past.limits_resets = {{"alice", a.hash(), now.wall - 3min}};
    a.restore();
    assert_true(a.wait_for_send({"alice", 0, "", false}) == 9min);
}

} // namespace

#define IN_AFTERMATH(test) cmocka_unit_test_setup_teardown(test, open_aftermath, close_aftermath)

int main() {
    const CMUnitTest tests[] = {
        IN_AFTERMATH(a_sliding_window_goes_on_where_it_was),
        IN_AFTERMATH(sends_count_for_their_phone),
        IN_AFTERMATH(sends_count_for_their_source),
        IN_AFTERMATH(all_sends_count_and_calls_apart),
        IN_AFTERMATH(what_was_not_counted_or_is_too_old_or_yet_to_come_does_not_count),
        IN_AFTERMATH(a_clock_that_was_set_back_a_little_forgets_nothing),
        IN_AFTERMATH(a_phone_that_has_another_owner_does_not_count),
        IN_AFTERMATH(a_lock_goes_on_where_it_was),
        IN_AFTERMATH(wrong_codes_still_count),
        IN_AFTERMATH(who_was_remembered_still_is),
        IN_AFTERMATH(recovery_codes_are_what_they_were),
        IN_AFTERMATH(what_a_service_had_is_not_forgotten),
        IN_AFTERMATH(lookups_count_and_are_no_calls),
        IN_AFTERMATH(what_was_unlocked_stays_so),
        IN_AFTERMATH(what_was_sent_after_an_unlock_counts),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
