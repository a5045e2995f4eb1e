// SPDX-License-Identifier: BSD-3-Clause
#include "config/text_file.h"

namespace config {

std::string_view without_byte_order_mark(std::string_view text) noexcept {
    constexpr std::string_view mark = "\xef\xbb\xbf";
    if (text.starts_with(mark))
        text.remove_prefix(mark.size());
    return text;
}

bool is_utf16(std::string_view beginning) noexcept {
    if (beginning.starts_with("\xff\xfe") || beginning.starts_with("\xfe\xff"))
        return true;
    if (beginning.size() < 4)
        return false;
    const auto is_nul = [&](std::size_t at) { return beginning[at] == '\0'; };
    const bool even = is_nul(0) && is_nul(2);
    const bool odd = is_nul(1) && is_nul(3);
    return even != odd; // ASCII has a NUL in one byte of two
}

} // namespace config
