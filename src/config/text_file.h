// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>

// Text files as Windows writes them.
namespace config {

/// `text`, which begins its file, without a UTF-8 byte order mark.
std::string_view without_byte_order_mark(std::string_view text) noexcept;

/// Whether a file that begins so is UTF-16 (or UTF-32), with or without a byte order mark: what Windows calls Unicode.
bool is_utf16(std::string_view beginning) noexcept;

/// What to say of such a file, behind its name.
inline constexpr std::string_view utf16_problem = "is UTF-16: save it as UTF-8";

} // namespace config
