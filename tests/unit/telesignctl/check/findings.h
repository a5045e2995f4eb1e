#pragma once

#include "telesignctl/check/site.h"
#include "telesignctl/enable/enable.h"

#include <memory>
#include <string>

#include "unit/telesignctl/scratch_machine.h"

namespace tests {

using telesignctl::finding;
using telesignctl::findings;
using telesignctl::health;

/// A scratch machine and what a theme of checks has found on it.
struct checked_machine {
    scratch_machine machine;
    findings found;

    void check(void (*theme)(const telesignctl::site&, findings&)) {
        found.clear();
        const telesignctl::site here = telesignctl::look_at(machine.where());
        theme(here, found);
    }

    [[nodiscard]] std::string screen() const { return telesignctl::as_screen(found); }

    /// Every line is ok.
    void assert_well() const {
        if (found.empty() || telesignctl::worst_of(found) != health::ok)
            fail_msg("%s", screen().c_str());
    }

    /// One line says so, with a remedy.
    void assert_found(health how, const std::string& part) const {
        for (const finding& each : found)
            if (each.how == how && each.text.find(part) != std::string::npos && !each.remedy.empty())
                return;
        fail_msg("not found: %s\n%s", part.c_str(), screen().c_str());
    }
};

inline checked_machine& at(void** state) {
    return *static_cast<checked_machine*>(*state);
}

inline int open_checked(void** state) {
    *state = new checked_machine;
    return 0;
}

inline int close_checked(void** state) {
    delete &at(state);
    return 0;
}

inline void turn_on(void** state, const char* service,
                    telesignctl::factor before = telesignctl::factor::password) {
    const auto told = telesignctl::enable(at(state).machine.where(), {.service = service, .before = before});
    if (told.how != protocol::result::granted)
        fail_msg("%s", told.text.c_str());
}

} // namespace tests
