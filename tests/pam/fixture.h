// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pam/fake_daemon.h"
#include "pam/host.h"

#include <memory>
#include <string>
#include <utility>

/// What most tests here have: one fake daemon, one login, its outcome, all freed by the teardown also when an
/// assertion has jumped out of the test.
namespace pam_test {

struct fixture {
    std::unique_ptr<fake_daemon> daemon;
    login wanted;
    outcome result;

    /// Runs `wanted` against a daemon that plays `play`.
    const outcome& run(fake_daemon::script play, int backlog = 8) {
        daemon = std::make_unique<fake_daemon>(std::move(play), backlog);
        wanted.arguments = daemon->argument() + " " + wanted.arguments;
        result = authenticate(wanted);
        return result;
    }
};

inline int setup(void** state) {
    *state = new fixture;
    return 0;
}

inline int teardown(void** state) {
    delete static_cast<fixture*>(*state);
    return 0;
}

inline fixture& fixture_of(void** state) {
    return *static_cast<fixture*>(*state);
}

} // namespace pam_test

/// A test with a pam_test::fixture in its state.
#define pam_unit_test(test) cmocka_unit_test_setup_teardown(test, pam_test::setup, pam_test::teardown)

/// Fails with everything that happened.
#define assert_code(outcome, expected)                                                                       \
    do {                                                                                                     \
        if ((outcome).code != (expected))                                                                    \
            fail_msg("expected code %d, got %s", (expected), pam_test::describe(outcome).c_str());           \
    } while (false)

#define assert_logged(outcome, part)                                                                         \
    do {                                                                                                     \
        if (!pam_test::logged(outcome, part))                                                                \
            fail_msg("not in the log: \"%s\"; got %s", std::string{part}.c_str(),                            \
                     pam_test::describe(outcome).c_str());                                                   \
    } while (false)
