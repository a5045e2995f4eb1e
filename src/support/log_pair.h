#pragma once

#include <string>
#include <string_view>

namespace support {

/// Adds " key=value" to a log line. A value is quoted when it holds anything but plain characters, so that no value can
/// look like another pair; an empty one is left out.
void add_pair(std::string& line, std::string_view key, std::string_view value);

} // namespace support
