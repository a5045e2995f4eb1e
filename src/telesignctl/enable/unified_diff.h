#pragma once

#include <string>
#include <string_view>

namespace telesignctl {

/// What would be different in a file with this text, as `diff -u` tells it, for a terminal: without control characters
/// but line ends and tabs. `path` need not be there yet. Throws std::runtime_error when diff(1) cannot be run.
std::string unified_diff(const std::string& path, std::string_view text);

} // namespace telesignctl
