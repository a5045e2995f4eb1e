// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>

namespace simulator {

/// A phone number, taken apart by libphonenumber.
struct numbering {
    std::string country_code; ///< digits; empty when no country has the number
    std::string national;     ///< the digits behind the country code
    std::string country;      ///< ISO 3166-1 alpha-2; empty when no single country has the number
};

/// `phone_number`: digits, country code first.
numbering parse_numbering(std::string_view phone_number);

/// Whether phones of this country (ISO 3166-1 alpha-2, upper case) exist.
bool is_country(std::string_view iso2);

} // namespace simulator
