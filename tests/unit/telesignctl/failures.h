// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "cmocka_cpp.h" // so this header comes last too

namespace tests {

inline void assert_contains(std::string_view text, std::string_view part) {
    if (text.find(part) == text.npos)
        fail_msg("\"%s\" is not in: %s", std::string{part}.c_str(), std::string{text}.c_str());
}

/// What went wrong; empty: it succeeded.
inline std::string failure_of(const std::function<void()>& work) {
    try {
        work();
        return {};
    } catch (const std::runtime_error& problem) {
        return problem.what();
    }
}

} // namespace tests
