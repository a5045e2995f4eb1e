// SPDX-License-Identifier: BSD-3-Clause
#include "support/utf8.h"

#include <unicode/utf8.h>

namespace support {

decoded_character first_character(std::string_view text) noexcept {
    const std::string_view some = text.substr(0, U8_MAX_LENGTH); // U8_NEXT takes 32 bits
    decoded_character result;
    std::int32_t size = 0;
    if (some.empty())
        return result;
    U8_NEXT(some.data(), size, static_cast<std::int32_t>(some.size()), result.code_point);
    result.size =
        result.code_point < 0 ? 1 : static_cast<std::size_t>(size); // the bytes behind it one by one
    return result;
}

std::optional<std::size_t> count_characters(std::string_view text) noexcept {
    std::size_t count = 0;
    for (; !text.empty(); ++count) {
        const decoded_character next = first_character(text);
        if (next.code_point < 0)
            return std::nullopt;
        text.remove_prefix(next.size);
    }
    return count;
}

} // namespace support
