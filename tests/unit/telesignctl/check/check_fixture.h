// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/check/check_context.h"
#include "telesignctl/enable/enable.h"

#include <memory>
#include <string>

#include "unit/telesignctl/scratch_machine.h"

namespace tests {

using telesignctl::check_status;
using telesignctl::finding;
using telesignctl::findings;

/// A scratch machine and what a check has found on it.
struct check_fixture {
    scratch_machine machine;
    findings found;

    void check(void (*check_group)(const telesignctl::check_context&, findings&)) {
        found.clear();
        const telesignctl::check_context context = telesignctl::load_check_context(machine.host());
        check_group(context, found);
    }

    [[nodiscard]] std::string screen() const { return telesignctl::as_screen(found, 0); }

    /// Every line is ok.
    void assert_well() const {
        if (found.empty() || telesignctl::worst_of(found) != check_status::ok)
            fail_msg("%s", screen().c_str());
    }

    /// One line says so, with a remedy.
    void assert_found(check_status status, const std::string& part) const {
        for (const finding& each : found)
            if (each.status == status && each.text.find(part) != std::string::npos && !each.remedy.empty())
                return;
        fail_msg("not found: %s\n%s", part.c_str(), screen().c_str());
    }
};

inline check_fixture& at(void** state) {
    return *static_cast<check_fixture*>(*state);
}

inline int open_checked(void** state) {
    *state = new check_fixture;
    return 0;
}

inline int close_checked(void** state) {
    delete &at(state);
    return 0;
}

inline void turn_on(void** state, const char* service,
                    telesignctl::factor first_factor = telesignctl::factor::password) {
    const auto reply =
        telesignctl::enable(at(state).machine.host(), {.service = service, .first_factor = first_factor});
    if (reply.outcome != protocol::result::granted)
        fail_msg("%s", reply.text.c_str());
}

} // namespace tests
