// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

// Letters and digits of ASCII, whatever the locale: isalpha(3), tolower(3) and their kin ask it.
namespace support {

constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}
constexpr bool is_upper(char c) noexcept {
    return c >= 'A' && c <= 'Z';
}
constexpr bool is_lower(char c) noexcept {
    return c >= 'a' && c <= 'z';
}
constexpr bool is_letter(char c) noexcept {
    return is_upper(c) || is_lower(c);
}
constexpr bool is_letter_or_digit(char c) noexcept {
    return is_letter(c) || is_digit(c);
}

constexpr char to_lower(char c) noexcept {
    return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr char to_upper(char c) noexcept {
    return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
}

inline std::string lower_case(std::string_view text) {
    std::string result{text};
    std::transform(result.begin(), result.end(), result.begin(), to_lower);
    return result;
}

inline std::string upper_case(std::string_view text) {
    std::string result{text};
    std::transform(result.begin(), result.end(), result.begin(), to_upper);
    return result;
}

/// Whether both texts are the same but for the case of ASCII letters.
constexpr bool equal_ignoring_case(std::string_view one, std::string_view other) noexcept {
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [](char left, char right) { return to_lower(left) == to_lower(right); });
}

} // namespace support
