// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "state/records.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace state {

/// The rows that have a key, in memory: a database that is created again gets them back. Not thread-safe.
class keyed_rows {
public:
    keyed_rows() = default;
    explicit keyed_rows(const records& loaded);

    /// Follows what was written. Events are of no interest.
    void apply(const change& written);

    [[nodiscard]] std::vector<change> all() const;

private:
    using names = std::vector<std::string>; ///< the user first

    std::map<names, lock> m_locks;
    std::map<names, limits_reset> m_limits_resets;
    std::map<names, remembered> m_remembered;
    std::map<std::pair<names, std::int64_t>, recovery_code> m_recovery_codes;
};

} // namespace state
