// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace directory {

/// How a number is written.
enum class number_form : std::uint8_t {
    international, ///< the country code first, with a `+` before it
    bare,          ///< the country code first, or so it is taken
    national,      ///< as it is dialled in [phones] default_region, perhaps with that country's way out (00)
};

/// A number that was checked for its shape only.
struct written_number {
    std::uint64_t digits = 0;       ///< without the zeros before them; never 0
    std::uint8_t leading_zeros = 0; ///< of a national one
    number_form form = number_form::international;
};

/// Reads a phone number as people write it, with blanks, dots, dashes and parentheses. What begins with `+` is parse_e164's;
/// what does not is of `default_region` (ISO 3166-1 alpha-2), or, when that is empty, parse_e164's as well. Cheap, for
/// loading. The error says what is wrong; it holds no more of the number than its last two digits.
tl::expected<written_number, std::string> read_number(std::string_view text, std::string_view default_region);

/// Reads a phone number as people write it (country code first; `+`, blanks, dots, dashes and parentheses are
/// fine) into its digits, checked for E.164's shape only: 7 to 15 digits, the first not 0. Cheap, for loading.
/// The error says what is wrong; it holds no more of the number than its last two digits.
tl::expected<std::uint64_t, std::string> parse_e164(std::string_view text);

/// A number that libphonenumber finds valid.
struct valid_number {
    std::string digits; ///< country code first, no `+`
    std::string region; ///< CLDR region ("US"); "001" for numbers of no country
    int country_code = 0;
};

/// Asks libphonenumber (about 30 µs). The error says what is wrong, without the number.
tl::expected<valid_number, std::string> validate_number(std::uint64_t digits);

/// The same for a number of any form.
tl::expected<valid_number, std::string> validate_number(const written_number& number,
                                                        const std::string& default_region);

/// "country code 1 (United States)"
std::string country_of(const valid_number& number);

} // namespace directory
