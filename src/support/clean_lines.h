// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/text.h"

#include <string>
#include <string_view>

namespace support {

/// As remove_control(), but LF stays: for a prompt of several lines.
inline std::string clean_lines(std::string_view text) {
    std::string result;
    for (;;) {
        const std::size_t end = text.find('\n');
        result += remove_control(text.substr(0, end));
        if (end == std::string_view::npos)
            return result;
        result += '\n';
        text.remove_prefix(end + 1);
    }
}

} // namespace support
