#include "policy/lockouts.h"

#include "unit/policy/fake_clock.h"
#include "unit/policy/wrong_code.h"

#include <future>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "cmocka_cpp.h"

namespace {

using namespace policy;
using namespace std::chrono_literals;

struct fixture {
    tests::fake_clock clock;
    std::vector<bool> told; ///< whether it locked
    lockouts locks{clock.reader(), [this](const lockout_key&, auto, bool locked) { told.push_back(locked); }};
    config::limit_settings wanted;

    fixture() { wanted.failures = config::rate{3, 1h}; }

    void type_wrong_codes(const lockout_key& subject, int count) {
        for (int code = 0; code < count; ++code)
            tests::type_wrong_code(locks, subject, wanted);
    }
    [[nodiscard]] bool is_locked(const lockout_key& subject) const {
        return locks.locked_for(subject, wanted).has_value();
    }
};

const lockout_key owner{"alice", "local"};
const lockout_key attacker{"alice", "198.51.100.7"};
const lockout_key other_user{"bob", "198.51.100.7"};

int open_fixture(void** state) {
    *state = new fixture;
    return 0;
}
int close_fixture(void** state) {
    delete static_cast<fixture*>(*state);
    return 0;
}
fixture& on(void** state) {
    return *static_cast<fixture*>(*state);
}

void too_many_wrong_codes_lock_for_a_while(void** state) {
    fixture& f = on(state);
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
    fixture& f = on(state);
    f.type_wrong_codes(attacker, 2);
    f.clock.now += 1h;
    f.type_wrong_codes(attacker, 2);
    assert_false(f.is_locked(attacker));
    f.clock.now += 1h - 1s;
    f.type_wrong_codes(attacker, 1);
    assert_true(f.is_locked(attacker));
}

void a_lock_that_is_over_leaves_as_many_tries_as_before(void** state) {
    fixture& f = on(state);
    f.type_wrong_codes(attacker, 3);
    f.clock.now += 15min;
    f.type_wrong_codes(attacker, 2);
    assert_false(f.is_locked(attacker));
    f.type_wrong_codes(attacker, 1);
    assert_true(f.is_locked(attacker));
}

void an_attacker_elsewhere_does_not_lock_the_owner_out(void** state) {
    fixture& f = on(state);
    f.type_wrong_codes(attacker, 30);
    f.type_wrong_codes(owner, 2);
    assert_true(f.is_locked(attacker));
    assert_false(f.is_locked(owner));
    assert_false(f.is_locked(other_user));
}

void a_user_may_be_locked_everywhere(void** state) {
    fixture& f = on(state);
    f.wanted.lock_scope = config::lock_scope::user;
    f.type_wrong_codes(attacker, 2);
    f.type_wrong_codes(owner, 1);
    assert_true(f.is_locked(owner) && f.is_locked(attacker));
    assert_false(f.is_locked(other_user));
}

void nobody_is_locked_without_the_limit(void** state) {
    fixture& f = on(state);
    f.type_wrong_codes(attacker, 3);
    f.wanted.failures.reset(); // a reload
    assert_false(f.is_locked(attacker));
    f.type_wrong_codes(owner, 100);
    assert_false(f.is_locked(owner));
}

void a_new_lock_time_holds_at_once(void** state) {
    fixture& f = on(state);
    f.type_wrong_codes(attacker, 3);
    f.wanted.lock_time = 1min;
    assert_true(f.locks.locked_for(attacker, f.wanted) == 1min);
}

void each_wrong_code_is_told(void** state) {
    fixture& f = on(state);
    f.type_wrong_codes(owner, 3);
    f.clock.now += 15min;
    f.type_wrong_codes(owner, 1);
    assert_true((f.told == std::vector{false, false, true, false}));
}

/// A place without waiting for one.
auto reserve(fixture& f, const lockout_key& subject) {
    return f.locks.reserve(subject, f.wanted, {});
}

void checks_under_way_hold_the_places_that_are_left(void** state) {
    fixture& f = on(state);
    f.type_wrong_codes(owner, 1);
    auto first = reserve(f, owner);
    auto second = reserve(f, owner);
    assert_true(first && second);
    const auto third = reserve(f, owner);
    assert_false(third || third.error().locked_for);
    assert_true(reserve(f, attacker).has_value());
    f.locks.wrong_code(*std::move(first), f.wanted);
    assert_false(f.is_locked(owner));
    f.locks.wrong_code(*std::move(second), f.wanted);
    assert_true(f.is_locked(owner));
    const auto locked = reserve(f, owner);
    assert_true(!locked && locked.error().locked_for == 15min);
    assert_true((f.told == std::vector{false, false, true}));
}

void a_place_is_given_back_unless_the_code_was_wrong(void** state) {
    fixture& f = on(state);
    f.wanted.failures = config::rate{1, 1h};
    for (int time = 0; time < 3; ++time) {
        const auto unanswered = reserve(f, owner);
        assert_true(unanswered.has_value());
        assert_false(reserve(f, owner).has_value());
    }
    bool is_admitted = false;
    assert_false(f.locks.right_code(*reserve(f, owner), f.wanted, [&] { is_admitted = true; }).has_value());
    assert_true(is_admitted && reserve(f, owner).has_value());
    assert_true(f.told.empty());
}

void a_lock_counts_before_a_right_code(void** state) {
    fixture& f = on(state);
    auto checked = reserve(f, owner);
    f.locks.restore(owner, f.clock.now, true, f.wanted);
    bool is_admitted = false;
    assert_true(f.locks.right_code(*std::move(checked), f.wanted, [&] { is_admitted = true; }) == 15min);
    assert_false(is_admitted);
}

void a_lower_limit_lets_one_check_at_a_time_find_out(void** state) {
    fixture& f = on(state);
    f.type_wrong_codes(owner, 2);
    f.wanted.failures = config::rate{1, 1h}; // a reload
    auto only = reserve(f, owner);
    assert_true(only && !reserve(f, owner));
    f.locks.wrong_code(*std::move(only), f.wanted);
    assert_true(f.is_locked(owner));
}

void who_waits_for_a_place_gets_what_becomes_of_it(void** state) {
    fixture& f = on(state);
    f.wanted.failures = config::rate{1, 1h};
    const wait_limit a_while{std::chrono::steady_clock::now() + 20s};
    for (const bool is_wrong : {false, true}) {
        auto checked = std::make_unique<lockouts::reservation>(*reserve(f, owner));
        auto waiting = std::async(std::launch::async, [&] {
            const auto reserved = f.locks.reserve(owner, f.wanted, a_while);
            return !reserved && reserved.error().locked_for == 15min;
        });
        if (is_wrong)
            f.locks.wrong_code(std::move(*checked), f.wanted);
        checked.reset();
        assert_true(waiting.get() == is_wrong);
    }
}

void nobody_waits_for_longer_than_there_is_somebody(void** state) {
    fixture& f = on(state);
    f.wanted.failures = config::rate{1, 1h};
    const auto checked = reserve(f, owner);
    std::stop_source stopped;
    stopped.request_stop();
    const auto later = std::chrono::steady_clock::now() + 1h;
    assert_false(f.locks.reserve(owner, f.wanted, {later, stopped.get_token()}).has_value());
    assert_false(f.locks.reserve(owner, f.wanted, {later, {}, [] { return true; }}).has_value());
}

void what_an_earlier_daemon_saw_counts(void** state) {
    fixture& f = on(state);
    f.locks.restore(owner, f.clock.now - 50min, false, f.wanted);
    f.locks.restore(owner, f.clock.now - 40min, false, f.wanted);
    f.locks.restore(attacker, f.clock.now - 10min, true, f.wanted);
    assert_true(f.told.empty());
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

void standings_are_of_whoever_is_locked_or_near_it(void** state) {
    fixture& f = on(state);
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
    fixture& f = on(state);
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

void an_unlock_is_told_before_the_wrong_codes_after_it(void** state) {
    fixture& f = on(state);
    f.type_wrong_codes(owner, 3);
    f.told.clear();
    std::future<void> meanwhile;
    bool has_to_wait = false;
    f.locks.unlock("alice", std::nullopt, f.wanted, [&] {
        meanwhile = std::async(std::launch::async, [&] { f.type_wrong_codes(owner, 1); });
        has_to_wait = meanwhile.wait_for(20ms) == std::future_status::timeout;
    });
    meanwhile.get();
    assert_true(has_to_wait);
    assert_true(f.told == std::vector{false});
}

} // namespace

#define LOCKS(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)

int main() {
    const CMUnitTest tests[] = {
        LOCKS(too_many_wrong_codes_lock_for_a_while),
        LOCKS(wrong_codes_of_long_ago_do_not_count),
        LOCKS(a_lock_that_is_over_leaves_as_many_tries_as_before),
        LOCKS(an_attacker_elsewhere_does_not_lock_the_owner_out),
        LOCKS(a_user_may_be_locked_everywhere),
        LOCKS(nobody_is_locked_without_the_limit),
        LOCKS(a_new_lock_time_holds_at_once),
        LOCKS(each_wrong_code_is_told),
        LOCKS(checks_under_way_hold_the_places_that_are_left),
        LOCKS(a_place_is_given_back_unless_the_code_was_wrong),
        LOCKS(a_lock_counts_before_a_right_code),
        LOCKS(a_lower_limit_lets_one_check_at_a_time_find_out),
        LOCKS(who_waits_for_a_place_gets_what_becomes_of_it),
        LOCKS(nobody_waits_for_longer_than_there_is_somebody),
        LOCKS(what_an_earlier_daemon_saw_counts),
        LOCKS(standings_are_of_whoever_is_locked_or_near_it),
        LOCKS(unlocking_takes_one_users_locks_and_failures),
        LOCKS(an_unlock_is_told_before_the_wrong_codes_after_it),
        cmocka_unit_test(where_wrong_codes_come_from),
    };
    return cmocka_run_group_tests_name("policy/guess_locks", tests, nullptr, nullptr);
}
