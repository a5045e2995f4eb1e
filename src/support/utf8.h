// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
namespace support {

/// One character, and how many bytes it takes.
struct decoded_character {
    std::int32_t code_point = -1; ///< negative: the first byte begins no character
    std::size_t size = 0;         ///< 1 for such a byte; 0: there was no text
};

decoded_character first_character(std::string_view text) noexcept;

/// Returns the number of characters, or nullopt if `text` is not UTF-8.
std::optional<std::size_t> count_characters(std::string_view text) noexcept;

} // namespace support
