// SPDX-License-Identifier: BSD-3-Clause
#include "support/scrub_argv.h"

#include <algorithm>

namespace support {

void scrub_argv(std::string_view value, int argc, char** argv) noexcept {
    for (int at = 1; at < argc; ++at) {
        const std::string_view argument = argv[at];
        if (!value.empty() && argument.ends_with(value))
            std::fill(argv[at] + (argument.size() - value.size()), argv[at] + argument.size(), '*');
    }
}

} // namespace support
