#pragma once

#include "policy/guess_locks.h"

#include <utility>

namespace tests {

/// As a login does that types one; nothing when the user is locked.
inline void type_wrong_code(policy::guess_locks& locks, const policy::guesser& who,
                            const config::limit_settings& limits) {
    if (auto place = locks.reserve(who, limits, {}))
        locks.wrong_code(*std::move(place), limits);
}

} // namespace tests
