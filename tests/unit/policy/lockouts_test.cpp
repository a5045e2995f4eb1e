// SPDX-License-Identifier: BSD-3-Clause
// Wrong codes lock a user out.

#include "unit/policy/lockouts_fixture.h"

#include <future>
#include <string>
#include <vector>

namespace {

using namespace policy;
using namespace tests;
using namespace std::chrono_literals;

void too_many_wrong_codes_lock_for_a_while(void** state) {
    lockouts_fixture& f = on(state);
    f.type_wrong_codes(attacker, 2);
    assert_false(f.is_locked(attacker));
    f.type_wrong_codes(attacker, 1);
    assert_true(f.locks.locked_for(attacker, f.wanted) == 15min);
    f.clock.now += 15min - 1ms;
    assert_true(f.locks.locked_for(attacker, f.wanted) == 1s);
    f.clock.now += 1ms;
    assert_false(f.is_locked(attacker));
}

void wrong_codes_of_long_ago_do_not_count(void** state) {
    lockouts_fixture& f = on(state);
    f.type_wrong_codes(attacker, 2);
    f.clock.now += 1h;
    f.type_wrong_codes(attacker, 2);
    assert_false(f.is_locked(attacker));
    f.clock.now += 1h - 1s;
    f.type_wrong_codes(attacker, 1);
    assert_true(f.is_locked(attacker));
}

void a_lock_that_is_over_leaves_as_many_tries_as_before(void** state) {
    lockouts_fixture& f = on(state);
    f.type_wrong_codes(attacker, 3);
    f.clock.now += 15min;
    f.type_wrong_codes(attacker, 2);
    assert_false(f.is_locked(attacker));
    f.type_wrong_codes(attacker, 1);
    assert_true(f.is_locked(attacker));
}

void tries_are_left_until_the_lock(void** state) {
    lockouts_fixture& f = on(state);
    assert_true(f.locks.tries_left(attacker, f.wanted) == 3U);
    f.type_wrong_codes(attacker, 2);
    assert_true(f.locks.tries_left(attacker, f.wanted) == 1U);
    assert_true(f.locks.tries_left(owner, f.wanted) == 3U);
    f.clock.now += 1h;
    assert_true(f.locks.tries_left(attacker, f.wanted) == 3U);
    f.type_wrong_codes(attacker, 2);
    f.wanted.failures->count = 1; // a reload
    assert_true(f.locks.tries_left(attacker, f.wanted) == 0U);
    f.wanted.failures.reset();
    assert_false(f.locks.tries_left(attacker, f.wanted).has_value());
}

void an_attacker_elsewhere_does_not_lock_the_owner_out(void** state) {
    lockouts_fixture& f = on(state);
    f.type_wrong_codes(attacker, 30);
    f.type_wrong_codes(owner, 2);
    assert_true(f.is_locked(attacker));
    assert_false(f.is_locked(owner));
    assert_false(f.is_locked(other_user));
}

void a_user_may_be_locked_everywhere(void** state) {
    lockouts_fixture& f = on(state);
    f.wanted.lock_scope = config::lock_scope::user;
    f.type_wrong_codes(attacker, 2);
    f.type_wrong_codes(owner, 1);
    assert_true(f.is_locked(owner) && f.is_locked(attacker));
    assert_false(f.is_locked(other_user));
}

void nobody_is_locked_without_the_limit(void** state) {
    lockouts_fixture& f = on(state);
    f.type_wrong_codes(attacker, 3);
    f.wanted.failures.reset(); // a reload
    assert_false(f.is_locked(attacker));
    f.type_wrong_codes(owner, 100);
    assert_false(f.is_locked(owner));
}

void a_new_lock_time_holds_at_once(void** state) {
    lockouts_fixture& f = on(state);
    f.type_wrong_codes(attacker, 3);
    f.wanted.lock_time = 1min;
    assert_true(f.locks.locked_for(attacker, f.wanted) == 1min);
}

void the_listener_is_called_for_each_wrong_code(void** state) {
    lockouts_fixture& f = on(state);
    f.type_wrong_codes(owner, 3);
    f.clock.now += 15min;
    f.type_wrong_codes(owner, 1);
    assert_true((f.calls == std::vector{false, false, true, false}));
}

void what_an_earlier_daemon_saw_counts(void** state) {
    lockouts_fixture& f = on(state);
    f.locks.restore(owner, f.clock.now - 50min, false, f.wanted);
    f.locks.restore(owner, f.clock.now - 40min, false, f.wanted);
    f.locks.restore(attacker, f.clock.now - 10min, true, f.wanted);
    assert_true(f.calls.empty());
    assert_true(f.locks.locked_for(attacker, f.wanted) == 5min);
    assert_false(f.is_locked(owner));
    f.type_wrong_codes(owner, 1);
    assert_true(f.is_locked(owner));
}

void where_wrong_codes_come_from(void**) {
    assert_string_equal(source_of_guesses("198.51.100.7").c_str(), "198.51.100.7");
    assert_string_equal(source_of_guesses("2001:db8::7").c_str(), "2001:db8::/64");
    assert_string_equal(source_of_guesses("").c_str(), "local");
    assert_string_equal(source_of_guesses("a.example").c_str(), "names");
    assert_string_equal(source_of_guesses("local").c_str(), "names");
}

void statuses_list_locks_and_failures(void** state) {
    lockouts_fixture& f = on(state);
    f.type_wrong_codes(owner, 2);
    f.type_wrong_codes(attacker, 3);
    f.type_wrong_codes(other_user, 1);
    const auto all = f.locks.statuses("", f.wanted, 10);
    assert_int_equal(all.size(), 3);
    assert_true(all[0].key.source == attacker.source && all[0].locked_for == 15min && all[0].failures == 0);
    assert_true(all[1].key.user == "bob" && all[1].failures == 1 && !all[1].locked_for);
    assert_int_equal(f.locks.statuses("alice", f.wanted, 10).size(), 2);
    assert_int_equal(f.locks.statuses("", f.wanted, 2).size(), 2);
    f.clock.now += 1h;
    assert_int_equal(f.locks.statuses("", f.wanted, 10).size(), 0);
}

void unlocking_takes_one_users_locks_and_failures(void** state) {
    lockouts_fixture& f = on(state);
    f.type_wrong_codes(owner, 2);
    f.type_wrong_codes(attacker, 3);
    f.type_wrong_codes(other_user, 3);
    const auto elsewhere = f.locks.unlock("alice", "192.0.2.99", f.wanted);
    assert_int_equal(elsewhere.locks + elsewhere.failures, 0);
    const auto gone = f.locks.unlock("alice", std::nullopt, f.wanted);
    assert_int_equal(gone.locks, 1);
    assert_int_equal(gone.failures, 2);
    assert_false(f.is_locked(attacker));
    assert_true(f.is_locked(other_user));
    f.type_wrong_codes(owner, 2);
    assert_false(f.is_locked(owner));
}

void an_unlock_notifies_before_later_wrong_codes(void** state) {
    lockouts_fixture& f = on(state);
    f.type_wrong_codes(owner, 3);
    f.calls.clear();
    std::future<void> meanwhile;
    bool has_to_wait = false;
    f.locks.unlock("alice", std::nullopt, f.wanted, [&] {
        meanwhile = std::async(std::launch::async, [&] { f.type_wrong_codes(owner, 1); });
        has_to_wait = meanwhile.wait_for(20ms) == std::future_status::timeout;
    });
    meanwhile.get();
    assert_true(has_to_wait);
    assert_true(f.calls == std::vector{false});
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        WITH_LOCKOUTS(too_many_wrong_codes_lock_for_a_while),
        WITH_LOCKOUTS(wrong_codes_of_long_ago_do_not_count),
        WITH_LOCKOUTS(a_lock_that_is_over_leaves_as_many_tries_as_before),
        WITH_LOCKOUTS(tries_are_left_until_the_lock),
        WITH_LOCKOUTS(an_attacker_elsewhere_does_not_lock_the_owner_out),
        WITH_LOCKOUTS(a_user_may_be_locked_everywhere),
        WITH_LOCKOUTS(nobody_is_locked_without_the_limit),
        WITH_LOCKOUTS(a_new_lock_time_holds_at_once),
        WITH_LOCKOUTS(the_listener_is_called_for_each_wrong_code),
        WITH_LOCKOUTS(what_an_earlier_daemon_saw_counts),
        WITH_LOCKOUTS(statuses_list_locks_and_failures),
        WITH_LOCKOUTS(unlocking_takes_one_users_locks_and_failures),
        WITH_LOCKOUTS(an_unlock_notifies_before_later_wrong_codes),
        cmocka_unit_test(where_wrong_codes_come_from),
    };
    return cmocka_run_group_tests_name("policy/lockouts", tests, nullptr, nullptr);
}
