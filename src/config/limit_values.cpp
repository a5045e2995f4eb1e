// SPDX-License-Identifier: BSD-3-Clause
#include "config/limit_values.h"

#include "config/time_values.h"
#include "support/text.h"

#include <algorithm>

namespace config {

namespace {

constexpr unsigned max_count = 100'000;
constexpr std::chrono::days longest_window{30};

parsed<rate> parse_one(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos)
        return refuse("{} is not a limit", text, "write COUNT/WINDOW, as in 5/10m");
    const auto count = parse_number(support::trim(text.substr(0, slash)), 1, max_count);
    if (!count)
        return tl::unexpected{"before the slash: " + count.error()};
    const auto window =
        parse_duration(support::trim(text.substr(slash + 1)), std::chrono::seconds{1}, longest_window);
    if (!window)
        return tl::unexpected{"after the slash: " + window.error()};
    return rate{*count, *window};
}

} // namespace

parsed<std::optional<rate>> parse_rate(std::string_view text) {
    if (text.empty())
        return std::optional<rate>{};
    return parse_one(text).map([](const rate& one) { return std::optional{one}; });
}

parsed<std::vector<rate>> parse_rates(std::string_view text) {
    std::vector<rate> rates;
    if (text.empty())
        return rates;
    for (const std::string_view word : support::split_list(text)) {
        const auto one = parse_one(word);
        if (!one)
            return tl::unexpected{one.error()};
        if (std::find(rates.begin(), rates.end(), *one) != rates.end())
            return refuse_twice(word);
        rates.push_back(*one);
    }
    return rates;
}

std::string text_of(const rate& limit) {
    return fmt::format("{}/{}", limit.count, text_of(limit.window));
}

} // namespace config
