// SPDX-License-Identifier: BSD-3-Clause
// Several checks at once: each is reserved among the failures that are left.

#include "unit/policy/lockouts_fixture.h"

#include <future>
#include <memory>
#include <stop_token>
#include <vector>

namespace {

using namespace policy;
using namespace tests;
using namespace std::chrono_literals;

/// Reserves a check without waiting.
auto reserve(lockouts_fixture& f, const lockout_key& subject) {
    return f.locks.reserve(subject, f.wanted, {});
}

void checks_in_progress_hold_what_is_left(void** state) {
    lockouts_fixture& f = on(state);
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
    assert_true((f.calls == std::vector{false, false, true}));
}

void a_reservation_is_released_unless_the_code_was_wrong(void** state) {
    lockouts_fixture& f = on(state);
    f.wanted.failures = config::rate{1, 1h};
    for (int time = 0; time < 3; ++time) {
        const auto unanswered = reserve(f, owner);
        assert_true(unanswered.has_value());
        assert_false(reserve(f, owner).has_value());
    }
    bool is_admitted = false;
    assert_false(f.locks.right_code(*reserve(f, owner), f.wanted, [&] { is_admitted = true; }).has_value());
    assert_true(is_admitted && reserve(f, owner).has_value());
    assert_true(f.calls.empty());
}

void a_lock_counts_before_a_right_code(void** state) {
    lockouts_fixture& f = on(state);
    auto checked = reserve(f, owner);
    f.locks.restore(owner, f.clock.now, true, f.wanted);
    bool is_admitted = false;
    assert_true(f.locks.right_code(*std::move(checked), f.wanted, [&] { is_admitted = true; }) == 15min);
    assert_false(is_admitted);
}

void a_lower_limit_lets_one_check_at_a_time_find_out(void** state) {
    lockouts_fixture& f = on(state);
    f.type_wrong_codes(owner, 2);
    f.wanted.failures = config::rate{1, 1h}; // a reload
    auto only = reserve(f, owner);
    assert_true(only && !reserve(f, owner));
    f.locks.wrong_code(*std::move(only), f.wanted);
    assert_true(f.is_locked(owner));
}

void a_check_waits_for_those_in_progress(void** state) {
    lockouts_fixture& f = on(state);
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

void a_wait_ends_when_stopped_or_abandoned(void** state) {
    lockouts_fixture& f = on(state);
    f.wanted.failures = config::rate{1, 1h};
    const auto checked = reserve(f, owner);
    std::stop_source stopped;
    stopped.request_stop();
    const auto later = std::chrono::steady_clock::now() + 1h;
    assert_false(f.locks.reserve(owner, f.wanted, {later, stopped.get_token()}).has_value());
    assert_false(f.locks.reserve(owner, f.wanted, {later, {}, [] { return true; }}).has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        WITH_LOCKOUTS(checks_in_progress_hold_what_is_left),
        WITH_LOCKOUTS(a_reservation_is_released_unless_the_code_was_wrong),
        WITH_LOCKOUTS(a_lock_counts_before_a_right_code),
        WITH_LOCKOUTS(a_lower_limit_lets_one_check_at_a_time_find_out),
        WITH_LOCKOUTS(a_check_waits_for_those_in_progress),
        WITH_LOCKOUTS(a_wait_ends_when_stopped_or_abandoned),
    };
    return cmocka_run_group_tests_name("policy/lockouts_checks", tests, nullptr, nullptr);
}
