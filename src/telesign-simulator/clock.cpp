#include "telesign-simulator/clock.h"

#include <ctime>

#include <fmt/chrono.h>

namespace simulator {

namespace {

std::tm broken_down(time_point when) {
    return fmt::gmtime(std::chrono::system_clock::to_time_t(when));
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Seconds east of Greenwich; nullopt when `zone` names no time zone.
std::optional<std::chrono::seconds> parse_zone(std::string_view zone) {
    if (zone == "GMT" || zone == "UTC")
        return std::chrono::seconds{0};
    if (zone.size() != 5 || (zone[0] != '+' && zone[0] != '-'))
        return std::nullopt;
    for (const char c : zone.substr(1))
        if (!is_digit(c))
            return std::nullopt;
    const int hours = (zone[1] - '0') * 10 + (zone[2] - '0');
    const int minutes = (zone[3] - '0') * 10 + (zone[4] - '0');
    const std::chrono::seconds offset = std::chrono::hours{hours} + std::chrono::minutes{minutes};
    return zone[0] == '-' ? -offset : offset;
}

} // namespace

std::string http_date(time_point when) {
    return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", broken_down(when));
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
    const auto whole = std::chrono::floor<std::chrono::seconds>(when);
    const auto part = std::chrono::duration_cast<std::chrono::microseconds>(when - whole);
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:06}Z", broken_down(whole), part.count());
}

} // namespace simulator
