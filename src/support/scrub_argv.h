// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>

namespace support {

/// Overwrites with `*` every argument of the program that is `value` or ends with it ("--code=12345"), so that whoever
/// reads /proc does not find it there for longer than the start takes. `argv` is that of main.
void scrub_argv(std::string_view value, int argc, char** argv) noexcept;

} // namespace support
