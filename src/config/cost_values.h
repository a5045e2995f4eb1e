// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/values.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

// What codes cost: [cost].
namespace config {

/// Millionths of the currency's unit: sums of prices stay exact.
using price = std::int64_t;

/// [cost]
struct cost_settings {
    std::string currency = "USD";
    std::map<std::string, price, std::less<>> prices; ///< by REGION.CHANNEL, where REGION may be `*`

    /// The price of one code: the region's, else that of `*`. nullptr: not known.
    [[nodiscard]] const price* find(std::string_view region, std::string_view channel) const;

    bool operator==(const cost_settings&) const = default;
};

/// Three capital letters (ISO 4217).
parsed<std::string> parse_currency(std::string_view text);

/// A decimal number from 0 to 1000 with up to six digits behind the point.
parsed<price> parse_price(std::string_view text);

/// Sets `US.voice = 0.05`.
parsed<void> set_price(cost_settings& into, std::string_view key, std::string_view value);

} // namespace config
