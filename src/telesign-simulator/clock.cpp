#include "telesign-simulator/clock.h"

#include "support/ascii.h"
#include "telesign-simulator/words.h"

#include <ctime>

#include <fmt/chrono.h>

namespace simulator {

namespace {

std::tm broken_down(time_point when) {
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
    return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", broken_down(when));
}

std::string pacific_date(time_point when) {
    return fmt::format("{:%a, %d %b %Y %H:%M:%S} -0800", broken_down(when - std::chrono::hours{8}));
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

std::optional<time_point> parse_timestamp(std::string_view text) {
    const std::size_t point = text.find('.');
    const bool has_fraction = point != std::string_view::npos;
    const std::string_view fraction = has_fraction ? text.substr(point + 1) : "0Z";
    if (fraction.size() < 2 || fraction.find_first_not_of("0123456789") != fraction.size() - 1 ||
        fraction.back() != 'Z')
        return std::nullopt;
    const std::string whole = has_fraction       ? std::string{text.substr(0, point)} + "Z"
                              : text.size() > 10 ? std::string{text}
                                                 : std::string{text} + "T00:00:00Z";
    std::tm parts{};
    const char* rest = ::strptime(whole.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    if (rest == nullptr || *rest != '\0')
        return std::nullopt;
    const std::time_t seconds = ::timegm(&parts);
    if (fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(seconds)) != whole) // 31 February, or too few digits
        return std::nullopt;
    return std::chrono::system_clock::from_time_t(seconds);
}

std::optional<time_point> parse_rfc3339(std::string_view text) {
    constexpr std::size_t shortest = std::string_view{"2018-05-05T00:00:00Z"}.size();
    if (text.size() < shortest)
        return std::nullopt;
    if (text.ends_with('Z'))
        return parse_timestamp(text);
    const std::string_view offset = text.substr(text.size() - std::string_view{"+hh:mm"}.size());
    const auto hours = parse_within(offset.substr(1, 2), 0, 23);
    const auto minutes = parse_within(offset.substr(4, 2), 0, 59);
    if ((offset[0] != '+' && offset[0] != '-') || offset[3] != ':' || !hours || !minutes)
        return std::nullopt;
    const auto local = parse_timestamp(std::string{text.substr(0, text.size() - offset.size())} + "Z");
    if (!local)
        return std::nullopt;
    const auto ahead = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
    return offset[0] == '+' ? *local - ahead : *local + ahead;
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
