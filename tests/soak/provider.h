// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "soak/logins.h"
#include "test_environment/test_environment.h"

#include <string>
#include <vector>

namespace soak {

/// alice, bob, carol and erin have phones, and timeouts are short.
tests::environment_options soak_options();

/// What goes wrong at the provider, one thing for each phone, until clear_faults().
class provider {
public:
    provider(tests::test_environment& environment, const std::vector<user>& users)
        : m_environment{environment}, m_users{users} {}

    void inject_faults(person& chance);
    void clear_faults();

private:
    void write_faults(const std::string& faults);

    tests::test_environment& m_environment;
    const std::vector<user>& m_users;
};

} // namespace soak
