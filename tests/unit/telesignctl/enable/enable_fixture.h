// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/enable/enable.h"

#include <string>

#include "unit/telesignctl/scratch_machine.h"

#include "unit/telesignctl/failures.h"

namespace tests {

inline constexpr auto by_key = telesignctl::factor::key;

inline void assert_granted(const telesignctl::answer& reply) {
    if (reply.outcome != protocol::result::granted)
        fail_msg("%s", reply.text.c_str());
}

inline void assert_denied(const telesignctl::answer& reply, const char* reason) {
    assert_int_equal(static_cast<int>(reply.outcome), static_cast<int>(protocol::result::denied));
    assert_contains(reply.text, reason);
}

inline bool is_on(void** state, const char* path) {
    return scratch(state).text(path).find("pam_telesign.so") != std::string::npos;
}

/// The notes of an answer, a line each.
inline std::string notes_of(const telesignctl::answer& reply) {
    std::string result;
    for (const auto& [name, value] : reply.facts)
        if (name == "note")
            result += value + '\n';
    return result;
}

} // namespace tests
