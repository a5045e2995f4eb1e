// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "policy/lockouts.h"

#include <utility>

namespace tests {

/// As a login does that types one; nothing when the user is locked.
inline void type_wrong_code(policy::lockouts& locks, const policy::lockout_key& subject,
                            const config::limit_settings& limits) {
    if (auto reserved = locks.reserve(subject, limits, {}))
        locks.wrong_code(*std::move(reserved), limits);
}

} // namespace tests
