// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "ctl/ctl_process.h"

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cmocka_cpp.h" // so this header comes last too

namespace tests {

/// New recovery codes for the user, as telesignctl prints them.
inline std::vector<std::string> make_recovery_codes(const test_environment& around, const std::string& user) {
    const auto printed = nlohmann::json::parse(printed_by_ctl(around, {"recovery", "new", user, "--json"}));
    return printed.at("facts").at("code").get<std::vector<std::string>>();
}

} // namespace tests
