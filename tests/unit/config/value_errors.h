// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/quoted.h"
#include "config/values.h"

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "cmocka_cpp.h"

namespace test {

template <typename Value>
void assert_error(const config::parsed<Value>& result, std::string_view expected) {
    assert_false(result.has_value());
    assert_string_equal(result.error().c_str(), std::string{expected}.c_str());
}

/// What is said of `wrong`, which stands in `problem` in the place of `{}`; when it is empty, that it is.
template <typename Value>
void assert_error(const config::parsed<Value>& result, std::string_view wrong, std::string_view problem,
                  std::string_view remedy) {
    const std::string value = config::quoted(wrong);
    const std::string what = wrong.empty() ? "empty" : fmt::format(fmt::runtime(problem), value);
    assert_error(result, fmt::format("{}: {}", what, remedy));
}

} // namespace test
