// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/keys.h"

#include <string>
#include <string_view>

namespace test {

/// Calls `take(key, complaint)` for each key of telesign.conf and of phones.ini's [user NAME] that the code takes, with
/// what is said of `value` there.
template <typename Take>
void for_each_key(std::string_view value, Take take) {
    for (const config::key_definition& key : config::all_keys()) {
        const auto result = key.parse(key, value);
        take(key, result ? std::string{} : result.error());
    }
}

} // namespace test
