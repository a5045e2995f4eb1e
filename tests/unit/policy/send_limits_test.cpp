// SPDX-License-Identifier: BSD-3-Clause
// How many codes may be sent: the limits of [limits] and their windows.

#include "unit/policy/send_limits_fixture.h"

#include <array>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace policy;
using namespace tests;
using namespace std::chrono_literals;

void a_user_has_so_many_codes_in_any_window(void** state) {
    send_limits_fixture& f = on(state);
    f.wanted.sends_per_user = {{2, 10min}};
    expect(f, alice, "ok");
    f.clock.now += 4min;
    expect(f, alice, "ok");
    expect(f, alice, "sends_per_user 2/10m 360");
    expect(f, bob, "ok");
    f.clock.now += 6min - 1ms;
    expect(f, alice, "sends_per_user 2/10m 1");
    f.clock.now += 1ms; // it slides: the first one has left it, the second has not
    expect(f, alice, "ok");
    expect(f, alice, "sends_per_user 2/10m 240");
}

void what_was_refused_does_not_count(void** state) {
    send_limits_fixture& f = on(state);
    f.wanted.sends_per_user = {{1, 10min}};
    f.wanted.sends_total = {{2, 10min}};
    expect(f, alice, "ok");
    for (int time = 0; time < 5; ++time)
        expect(f, alice, "sends_per_user 1/10m 600");
    expect(f, bob, "ok");
}

void all_limits_of_a_list_hold(void** state) {
    send_limits_fixture& f = on(state);
    f.wanted.sends_per_user = {{1, 1min}, {2, 1h}};
    expect(f, alice, "ok");
    f.clock.now += 1min;
    expect(f, alice, "ok");
    expect(f, alice, "sends_per_user 2/1h 3540"); // the one to wait longest for
    f.clock.now += 1min;
    expect(f, alice, "sends_per_user 2/1h 3480");
    f.clock.now += 58min;
    expect(f, alice, "ok");
}

void two_users_of_one_phone_share_its_limit(void** state) {
    send_limits_fixture& f = on(state);
    f.wanted.sends_per_phone = {{1, 10min}};
    expect(f, alice, "ok");
    expect(f, {"carol", alice.phone, "", false}, "sends_per_phone 1/10m 600");
    expect(f, bob, "ok");
}

void decoys_have_no_phone_to_share(void** state) {
    send_limits_fixture& f = on(state);
    f.wanted.sends_per_phone = {{1, 10min}};
    expect(f, nobody, "ok");
    expect(f, {"no one", 0, "", false}, "ok");
}

void a_source_has_a_limit_and_this_host_none(void** state) {
    send_limits_fixture& f = on(state);
    f.wanted.sends_per_source = {{1, 1h}};
    expect(f, alice, "ok");
    expect(f, {"bob", 0, alice.source, false}, "sends_per_source 1/1h 3600");
    expect(f, bob, "ok");
    for (int time = 0; time < 3; ++time)
        expect(f, nobody, "ok");
}

void all_together_have_a_limit(void** state) {
    send_limits_fixture& f = on(state);
    f.wanted.sends_total = {{2, 1h}};
    expect(f, alice, "ok");
    expect(f, nobody, "ok");
    expect(f, bob, "sends_total 2/1h 3600");
}

void what_may_be_a_call_has_a_limit_of_its_own(void** state) {
    send_limits_fixture& f = on(state);
    f.wanted.voice_total = {{1, 1h}};
    expect(f, {"alice", 1, "", true}, "ok");
    expect(f, {"bob", 2, "", true}, "voice_total 1/1h 3600");
    expect(f, {"bob", 2, "", false}, "ok");
}

void no_limit_is_none(void** state) {
    send_limits_fixture& f = on(state);
    for (int time = 0; time < 1000; ++time)
        expect(f, {"alice", 1, "192.0.2.1", true}, "ok");
}

void a_code_that_was_not_sent_releases_its_reservation(void** state) {
    send_limits_fixture& f = on(state);
    for (auto* const limit : {&f.wanted.sends_per_user, &f.wanted.sends_per_phone, &f.wanted.sends_per_source,
                              &f.wanted.sends_total, &f.wanted.voice_total})
        *limit = {{1, 1h}};
    for (int time = 0; time < 3; ++time) {
        expect(f, {"alice", 1, "192.0.2.1", true}, "ok");
        f.limits.release(f.reservations.back());
    }
    expect(f, alice, "ok");
    assert_true((f.changes == std::vector<std::string>{"alice reserved", "alice released", "alice reserved",
                                                       "alice released", "alice reserved", "alice released",
                                                       "alice reserved"}));
}

void find_exceeded_reserves_nothing(void** state) {
    send_limits_fixture& f = on(state);
    f.wanted.sends_per_user = {{1, 1h}};
    for (int time = 0; time < 3; ++time)
        assert_false(f.limits.find_exceeded(alice, f.wanted).has_value());
    expect(f, alice, "ok");
    const auto exceeded = f.limits.find_exceeded(alice, f.wanted);
    assert_true(exceeded.has_value() && exceeded->wait == 1h);
}

void what_an_earlier_daemon_sent_counts(void** state) {
    send_limits_fixture& f = on(state);
    f.wanted.sends_per_user = {{2, 1h}};
    f.limits.restore(alice, f.clock.now - 59min, f.wanted);
    f.limits.restore(alice, f.clock.now - 30min, f.wanted);
    assert_true(f.changes.empty());
    expect(f, alice, "sends_per_user 2/1h 60");
    f.clock.now += 1min;
    expect(f, alice, "ok");
}

void a_new_limit_counts_what_it_still_knows(void** state) {
    send_limits_fixture& f = on(state);
    f.wanted.sends_per_user = {{5, 1h}};
    expect(f, alice, "ok");
    f.clock.now += 1min;
    expect(f, alice, "ok");
    f.wanted.sends_per_user = {{1, 1h}}; // a reload
    expect(f, alice, "sends_per_user 1/1h 3600");
}

void the_last_code_goes_to_one_of_many_logins(void** state) {
    send_limits_fixture& f = on(state);
    f.wanted.sends_per_user = {{7, 1h}};
    std::atomic<unsigned> taken = 0;
    std::atomic<bool> go = false;
    std::array<std::thread, 8> logins;
    for (auto& login : logins)
        login = std::thread{[&] {
            go.wait(false);
            for (int time = 0; time < 50; ++time)
                taken += f.limits.reserve(alice, f.wanted) ? 1U : 0U;
        }};
    go = true;
    go.notify_all();
    for (auto& login : logins)
        login.join();
    assert_int_equal(taken.load(), 7);
}

void usage_lists_what_is_used(void** state) {
    send_limits_fixture& f = on(state);
    f.wanted.sends_per_user = {{2, 10min}, {9, 24h}};
    f.wanted.sends_unprivileged.clear();
    f.wanted.sends_per_phone = {{5, 10min}};
    f.wanted.sends_total = {{100, 1h}};
    f.reserve(alice);
    f.clock.now += 4min;
    f.reserve(alice);
    f.reserve(bob);
    const auto used = f.limits.usage(alice, f.wanted);
    assert_int_equal(used.size(), 4);
    assert_true(used[0].used == 2 && used[0].wait == 6min && !used[0].is_phone);
    assert_true(used[1].used == 2 && used[1].wait == 0s);
    assert_true(used[2].name == "sends_per_phone" && used[2].is_phone && used[2].used == 2);
    assert_true(used[3].subject.empty() && used[3].used == 3);
    f.clock.now += 6min; // the first leaves its window
    assert_int_equal(f.limits.usage(alice, f.wanted)[0].used, 1);
    assert_int_equal(f.limits.usage(nobody, f.wanted)[0].used, 0);
}

void full_lists_who_has_nothing_left(void** state) {
    send_limits_fixture& f = on(state);
    f.wanted.sends_per_user = {{1, 10min}};
    f.wanted.sends_per_source = {{1, 1h}};
    f.reserve(alice);
    f.reserve(bob);
    const auto full = f.limits.full(f.wanted, 10);
    assert_int_equal(full.size(), 4);
    assert_true(full[0].subject == "bob" && full[0].wait == 10min);
    assert_true(full[2].name == "sends_per_source" && full[2].subject == "192.0.2.2");
    assert_int_equal(f.limits.full(f.wanted, 1).size(), 2);
    f.clock.now += 10min;
    assert_int_equal(f.limits.full(f.wanted, 10).size(), 2); // sources only
}

void a_replaced_reservation_counts_once(void** state) {
    send_limits_fixture& f = on(state);
    f.wanted.sends_per_user = f.wanted.sends_per_phone = f.wanted.sends_per_source = {{1, 10min}};
    f.wanted.voice_total = {{1, 1h}};
    send_attempt call = alice;
    call.may_be_call = true;
    expect(f, alice, "ok");
    f.clock.now += 1min;
    const auto reserved = f.limits.replace(f.reservations.back(), call, f.wanted);
    assert_true(reserved.has_value());
    expect(f, alice, "sends_per_user 1/10m 600"); // from now on
    send_attempt other = bob;
    other.may_be_call = true;
    expect(f, other, "voice_total 1/1h 3600");
    expect(f, bob, "ok");
    const auto refused = f.limits.replace(f.reservations.back(), other, f.wanted);
    assert_true(!refused && refused.error().name == "voice_total");
    expect(f, bob, "sends_per_user 1/10m 600"); // it is still held
    f.limits.release(*reserved);
    expect(f, call, "ok");
}

void forget_removes_what_was_sent_to_a_user(void** state) {
    send_limits_fixture& f = on(state);
    f.wanted.sends_per_user = f.wanted.sends_per_phone = {{1, 10min}};
    f.wanted.sends_per_source = f.wanted.sends_total = {{3, 10min}};
    f.wanted.reserve_per_service = 1;
    const send_attempt carol{"carol", alice.phone, "", false};
    expect(f, alice, "ok");
    expect(f, bob, "ok");
    const auto before = f.clock.now;
    bool was_told = false;
    assert_int_equal(f.limits.forget("alice", alice.phone, f.wanted, [&] { was_told = true; }), 1);
    assert_true(was_told);
    assert_true(f.limits.has_forgotten_since("alice", before));
    assert_false(f.limits.has_forgotten_since("alice", before + 1ms));
    assert_false(f.limits.has_forgotten_since("bob", before));
    expect(f, bob, "sends_per_user 1/10m 600");
    expect(f, carol, "ok");                                      // the phone is free, too
    expect(f, {"alice", 0, "", false}, "sends_total 3/10m 600"); // which is everybody's
    assert_int_equal(f.limits.forget("nobody", 0, f.wanted), 0);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        WITH_SEND_LIMITS(a_user_has_so_many_codes_in_any_window),
        WITH_SEND_LIMITS(what_was_refused_does_not_count),
        WITH_SEND_LIMITS(all_limits_of_a_list_hold),
        WITH_SEND_LIMITS(two_users_of_one_phone_share_its_limit),
        WITH_SEND_LIMITS(decoys_have_no_phone_to_share),
        WITH_SEND_LIMITS(a_source_has_a_limit_and_this_host_none),
        WITH_SEND_LIMITS(all_together_have_a_limit),
        WITH_SEND_LIMITS(what_may_be_a_call_has_a_limit_of_its_own),
        WITH_SEND_LIMITS(no_limit_is_none),
        WITH_SEND_LIMITS(a_code_that_was_not_sent_releases_its_reservation),
        WITH_SEND_LIMITS(find_exceeded_reserves_nothing),
        WITH_SEND_LIMITS(what_an_earlier_daemon_sent_counts),
        WITH_SEND_LIMITS(a_new_limit_counts_what_it_still_knows),
        WITH_SEND_LIMITS(usage_lists_what_is_used),
        WITH_SEND_LIMITS(full_lists_who_has_nothing_left),
        WITH_SEND_LIMITS(the_last_code_goes_to_one_of_many_logins),
        WITH_SEND_LIMITS(a_replaced_reservation_counts_once),
        WITH_SEND_LIMITS(forget_removes_what_was_sent_to_a_user),
    };
    return cmocka_run_group_tests_name("policy/send_limits", tests, nullptr, nullptr);
}
