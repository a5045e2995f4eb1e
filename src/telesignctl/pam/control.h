// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <tl/expected.hpp>

namespace telesignctl::pam {

/// What libpam does with a module's return value (pam.conf(5)); a number above 0 jumps over so many modules.
enum action : int { ignore = 0, ok = -1, done = -2, bad = -3, die = -4, reset = -5 };

inline constexpr std::size_t return_values = 32; ///< of Linux-PAM: 0 (PAM_SUCCESS) to 31 (PAM_INCOMPLETE)

/// The actions by return value.
using control = std::array<int, return_values>;

/// Reads `required`, `requisite`, `sufficient`, `optional` or `[value=action …]`. The error says what is wrong.
tl::expected<control, std::string_view> parse_control(std::string_view text);

} // namespace telesignctl::pam
