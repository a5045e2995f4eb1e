#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace directory {

/// Reads a phone number as people write it (country code first; `+`, blanks, dots, dashes and parentheses are
/// fine) into its digits, checked for E.164's shape only: 7 to 15 digits, the first not 0. Cheap, for loading.
/// The error says what is wrong; it holds no more of the number than its last two digits.
tl::expected<std::uint64_t, std::string> parse_e164(std::string_view text);

/// A number that libphonenumber finds valid.
struct valid_number {
    std::string digits; ///< country code first, no `+`
    std::string region; ///< CLDR region ("US"); "001" for numbers of no country
};

/// Asks libphonenumber (about 30 µs). The error says what is wrong, without the number.
tl::expected<valid_number, std::string> validate_number(std::uint64_t digits);

} // namespace directory
