// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>

namespace telesignctl {

/// What this text would change in a file, as `diff -u` prints it, for a terminal: without control characters
/// but line ends and tabs. `path` need not be there yet. Throws std::runtime_error when diff(1) cannot be run.
std::string unified_diff(const std::string& path, std::string_view text);

} // namespace telesignctl
