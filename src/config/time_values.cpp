// SPDX-License-Identifier: BSD-3-Clause
#include "config/time_values.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace config {

namespace {

using std::chrono::seconds;

constexpr std::array units{std::pair{'s', seconds{1}}, std::pair{'m', seconds{60}},
                           std::pair{'h', seconds{3600}}, std::pair{'d', seconds{86'400}}};

/// Digits and nothing else.
std::optional<unsigned> plain_number(std::string_view text) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

} // namespace

parsed<seconds> parse_duration(std::string_view text, seconds min, seconds max) {
    if (plain_number(text))
        return refuse("{} has no unit", text, "write s, m, h or d behind the number, as in 72h");
    const auto unit = std::find_if(units.begin(), units.end(),
                                   [&](const auto& each) { return text.ends_with(each.first); });
    const auto number = unit == units.end() ? std::nullopt : plain_number(text.substr(0, text.size() - 1));
    if (!number)
        return refuse("{} is not a span of time", text,
                      "write a number and its unit, as in 30s, 90m, 72h or 14d");
    const seconds span = *number * unit->second; // 32 bits times 86,400 fit into its 64
    if (span < min || span > max)
        return refuse("{} is out of range", text,
                      fmt::format("write a span from {} to {}", text_of(min), text_of(max)));
    return span;
}

std::string text_of(seconds span) {
    for (auto unit = units.rbegin(); unit != units.rend(); ++unit)
        if (span >= unit->second && span % unit->second == seconds{0})
            return fmt::format("{}{}", span / unit->second, unit->first);
    return "0s";
}

parsed<std::chrono::sys_days> parse_date(std::string_view text) {
    const auto digits = [&](std::size_t from, std::size_t count) {
        return plain_number(text.substr(from, count));
    };
    if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
        const auto year = digits(0, 4);
        const auto month = digits(5, 2);
        const auto day = digits(8, 2);
        if (year && month && day) {
            const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)},
                                                   std::chrono::month{*month}, std::chrono::day{*day}};
            if (date.ok())
                return std::chrono::sys_days{date};
        }
    }
    return refuse("{} is not a day of the calendar", text, "write one as YYYY-MM-DD");
}

parsed<std::optional<seconds>> parse_next_channel_after(std::string_view text) {
    if (text.empty())
        return std::optional<seconds>{};
    return parse_number(text, 5, 600).map([](unsigned number) { return std::optional{seconds{number}}; });
}

} // namespace config
