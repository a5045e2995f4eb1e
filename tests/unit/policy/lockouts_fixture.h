// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "policy/lockouts.h"

#include "unit/policy/fake_clock.h"
#include "unit/policy/wrong_code.h"

#include <vector>

#include "cmocka_cpp.h"

namespace tests {

using namespace std::chrono_literals;

/// Lockouts after three wrong codes within an hour, with a clock that the test turns.
struct lockouts_fixture {
    fake_clock clock;
    std::vector<bool> calls; ///< of the listener: whether the code locked
    policy::lockouts locks{
        clock.reader(), [this](const policy::lockout_key&, auto, bool locked) { calls.push_back(locked); }};
    config::limit_settings wanted;

    lockouts_fixture() { wanted.failures = config::rate{3, 1h}; }

    void type_wrong_codes(const policy::lockout_key& subject, int count) {
        for (int code = 0; code < count; ++code)
            type_wrong_code(locks, subject, wanted);
    }
    [[nodiscard]] bool is_locked(const policy::lockout_key& subject) const {
        return locks.locked_for(subject, wanted).has_value();
    }
};

inline const policy::lockout_key owner{"alice", "local"};
inline const policy::lockout_key attacker{"alice", "198.51.100.7"};
inline const policy::lockout_key other_user{"bob", "198.51.100.7"};

inline int make_lockouts_fixture(void** state) {
    *state = new lockouts_fixture;
    return 0;
}

inline int delete_lockouts_fixture(void** state) {
    delete static_cast<lockouts_fixture*>(*state);
    return 0;
}

inline lockouts_fixture& on(void** state) {
    return *static_cast<lockouts_fixture*>(*state);
}

} // namespace tests

/// A test with such lockouts in its state.
#define WITH_LOCKOUTS(test)                                                                                  \
    cmocka_unit_test_setup_teardown(test, tests::make_lockouts_fixture, tests::delete_lockouts_fixture)
