// SPDX-License-Identifier: BSD-3-Clause
#include "config/cost_values.h"

#include "support/ascii.h"

#include <algorithm>

namespace config {

namespace {

constexpr std::size_t decimals = 6;
constexpr price unit = 1'000'000;
constexpr unsigned max_price = 1000;

/// As libphonenumber names them: US, or 001 for numbers of no country; or `*` for all others.
bool is_region(std::string_view text) {
    return text == "*" || text == "001" ||
           (text.size() == 2 && std::all_of(text.begin(), text.end(), support::is_upper));
}

} // namespace

const price* cost_settings::find(std::string_view region, std::string_view channel) const {
    for (const std::string_view scope : {region, std::string_view{"*"}})
        if (const auto found = prices.find(fmt::format("{}.{}", scope, channel)); found != prices.end())
            return &found->second;
    return nullptr;
}

parsed<std::string> parse_currency(std::string_view text) {
    if (text.size() != 3 || !std::all_of(text.begin(), text.end(), support::is_upper))
        return refuse("{} is not a currency", text, "write three capital letters, as in USD");
    return std::string{text};
}

parsed<price> parse_price(std::string_view text) {
    const std::size_t point = std::min(text.find('.'), text.size());
    const std::string_view whole = text.substr(0, point);
    const std::string_view part = text.substr(std::min(point + 1, text.size()));
    const bool has_digits = !whole.empty() && std::all_of(whole.begin(), whole.end(), support::is_digit) &&
                            (point == text.size() || !part.empty());
    if (!has_digits || part.size() > decimals || !std::all_of(part.begin(), part.end(), support::is_digit))
        return refuse("{} is not a price", text, "write a number as in 0.05, with up to six decimals");
    return parse_number(whole, 0, max_price).map([&](unsigned units) {
        price value = unit * units;
        price worth = unit;
        for (const char each : part)
            value += (worth /= 10) * (each - '0');
        return value;
    });
}

parsed<void> set_price(cost_settings& into, std::string_view key, std::string_view value) {
    const std::size_t dot = std::min(key.find('.'), key.size());
    const std::string_view channel = key.substr(std::min(dot + 1, key.size()));
    if (!is_region(key.substr(0, dot)) || (channel != "smart" && channel != "voice" && channel != "sms"))
        return tl::unexpected{std::string{
            "unknown key: write `currency`, or REGION.CHANNEL as in US.voice, or *.sms for others"}};
    return parse_price(value).map([&](price found) { into.prices.emplace(key, found); });
}

} // namespace config
