// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/clock.h"

#include "support/ascii.h"
#include "support/dates.h"
#include "telesign-simulator/parsing.h"

#include <ctime>

#include <fmt/chrono.h>

namespace simulator {

namespace {

std::tm utc_parts(time_point when) {
    return fmt::gmtime(std::chrono::system_clock::to_time_t(when));
}

/// Seconds east of Greenwich; nullopt when `zone` names no time zone.
std::optional<std::chrono::seconds> parse_zone(std::string_view zone) {
    if (zone == "GMT" || zone == "UTC")
        return std::chrono::seconds{0};
    if (zone.size() != 5 || (zone[0] != '+' && zone[0] != '-'))
        return std::nullopt;
    for (const char c : zone.substr(1))
        if (!support::is_digit(c))
            return std::nullopt;
    const int hours = (zone[1] - '0') * 10 + (zone[2] - '0');
    const int minutes = (zone[3] - '0') * 10 + (zone[4] - '0');
    const std::chrono::seconds offset = std::chrono::hours{hours} + std::chrono::minutes{minutes};
    return zone[0] == '-' ? -offset : offset;
}

} // namespace

std::string http_date(time_point when) {
    return support::write_http_date(std::chrono::floor<std::chrono::seconds>(when));
}

std::string pacific_date(time_point when) {
    return fmt::format("{:%a, %d %b %Y %H:%M:%S} -0800", utc_parts(when - std::chrono::hours{8}));
}

std::optional<time_point> parse_http_date(std::string_view text) {
    const std::string copy{text};
    std::tm parts{};
    const char* rest = ::strptime(copy.c_str(), "%a, %d %b %Y %H:%M:%S ", &parts);
    if (rest == nullptr)
        return std::nullopt;
    const auto zone = parse_zone(rest);
    if (!zone)
        return std::nullopt;
    return std::chrono::system_clock::from_time_t(::timegm(&parts)) - *zone;
}

std::string timestamp(time_point when) {
    return support::write_rfc3339(std::chrono::floor<std::chrono::microseconds>(when));
}

std::optional<time_point> parse_timestamp(std::string_view text) {
    if (const auto day = support::read_date(text))
        return *day;
    return text.ends_with('Z') ? parse_rfc3339(text) : std::nullopt;
}

std::optional<time_point> parse_rfc3339(std::string_view text) {
    // The RFC lets applications agree on a blank and on small letters; nobody has agreed on them with TeleSign.
    if (text.find_first_not_of("0123456789-:.+TZ") != std::string_view::npos)
        return std::nullopt;
    const auto time = support::read_rfc3339(text);
    constexpr std::size_t seconds_at = std::string_view{"2018-05-05T00:00:"}.size();
    if (!time || text.substr(seconds_at, 2) == "60") // nor need TeleSign know a leap second
        return std::nullopt;
    return std::chrono::floor<std::chrono::seconds>(*time);
}

std::optional<moment> parse_moment(std::string_view text) {
    if (const auto at = parse_timestamp(text))
        return moment{.at = at};
    const auto words = split_words(text);
    if (words.size() != 3 || words[2] != "ago" || (words[1] != "hours" && words[1] != "days"))
        return std::nullopt;
    const auto number = parse_within(words[0], 0, 100000);
    if (!number)
        return std::nullopt;
    return moment{.at = {}, .ago = std::chrono::hours{*number} * (words[1] == "days" ? 24 : 1)};
}

} // namespace simulator
