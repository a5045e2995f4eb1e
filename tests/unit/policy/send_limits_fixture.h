// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "policy/send_limits.h"

#include "unit/policy/fake_clock.h"

#include <string>
#include <vector>

#include <fmt/format.h>

#include "cmocka_cpp.h"

namespace tests {

/// Limits with a clock that the test turns; none is set but by the test.
struct send_limits_fixture {
    fake_clock clock;
    std::vector<std::string> changes;
    policy::send_limits limits{
        clock.reader(),
        [this](const policy::send_attempt& attempt, auto, policy::send_limits::change change) {
            changes.push_back(attempt.user +
                              (change == policy::send_limits::change::reserved ? " reserved" : " released"));
        }};
    config::limit_settings wanted; ///< by default none
    std::vector<policy::send_limits::reservation> reservations;

    send_limits_fixture() {
        for (auto* const limit : {&wanted.sends_per_user, &wanted.sends_per_phone, &wanted.sends_per_source,
                                  &wanted.sends_total, &wanted.voice_total})
            limit->clear();
        wanted.sends_unprivileged.clear();
        wanted.reserve_per_service = 0;
    }

    /// "ok", or the limit with the seconds to wait.
    std::string reserve(const policy::send_attempt& attempt) {
        const auto result = limits.reserve(attempt, wanted);
        if (result) {
            reservations.push_back(*result);
            return "ok";
        }
        return fmt::format("{} {} {}{}", result.error().name, config::text_of(result.error().limit),
                           result.error().wait.count(), result.error().is_reserved ? " reserved" : "");
    }
};

inline const policy::send_attempt alice{"alice", 13105551212, "192.0.2.1", false};
inline const policy::send_attempt bob{"bob", 442079460000, "192.0.2.2", false};
inline const policy::send_attempt nobody{"nobody", 0, "", false}; // a decoy, at the console

inline int make_send_limits_fixture(void** state) {
    *state = new send_limits_fixture;
    return 0;
}

inline int delete_send_limits_fixture(void** state) {
    delete static_cast<send_limits_fixture*>(*state);
    return 0;
}

inline send_limits_fixture& on(void** state) {
    return *static_cast<send_limits_fixture*>(*state);
}

inline void expect(send_limits_fixture& f, const policy::send_attempt& attempt, const char* result) {
    const std::string got = f.reserve(attempt);
    assert_string_equal(got.c_str(), result);
}

} // namespace tests

/// A test with such limits in its state.
#define WITH_SEND_LIMITS(test)                                                                               \
    cmocka_unit_test_setup_teardown(test, tests::make_send_limits_fixture, tests::delete_send_limits_fixture)
