#pragma once

#include "policy/lockouts.h"

#include <utility>

namespace tests {

/// As a login does that types one; nothing when the user is locked.
inline void type_wrong_code(policy::lockouts& locks, const policy::lockout_key& who,
                            const config::limit_settings& limits) {
    if (auto place = locks.reserve(who, limits, {}))
        locks.wrong_code(*std::move(place), limits);
}

} // namespace tests
