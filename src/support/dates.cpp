// SPDX-License-Identifier: BSD-3-Clause
#include "support/dates.h"

#include "support/ascii.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include <fmt/format.h>

namespace support {

using namespace std::chrono;

namespace {

constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// Each of these takes what it knows from the beginning of `text`.

bool take(std::string_view& text, std::string_view one_of) {
    if (text.empty() || one_of.find(text.front()) == std::string_view::npos)
        return false;
    text.remove_prefix(1);
    return true;
}

std::optional<int> take_number(std::string_view& text, std::size_t digits) {
    if (text.size() < digits)
        return std::nullopt;
    int number = 0;
    for (; digits > 0; --digits, text.remove_prefix(1)) {
        if (!is_digit(text.front()))
            return std::nullopt;
        number = 10 * number + (text.front() - '0');
    }
    return number;
}

std::optional<sys_days> take_date(std::string_view& text) {
    const auto years = take_number(text, 4);
    if (!years || !take(text, "-"))
        return std::nullopt;
    const auto months = take_number(text, 2);
    if (!months || !take(text, "-"))
        return std::nullopt;
    const auto days_of_month = take_number(text, 2);
    if (!days_of_month || *years < 1970 || *years > 2199)
        return std::nullopt;
    const year_month_day date{year{*years}, month{static_cast<unsigned>(*months)},
                              day{static_cast<unsigned>(*days_of_month)}};
    if (!date.ok())
        return std::nullopt;
    return sys_days{date};
}

std::optional<minutes> take_hours_and_minutes(std::string_view& text) {
    const auto of_day = take_number(text, 2);
    if (!of_day || !take(text, ":"))
        return std::nullopt;
    const auto of_hour = take_number(text, 2);
    if (!of_hour || *of_day > 23 || *of_hour > 59)
        return std::nullopt;
    return hours{*of_day} + minutes{*of_hour};
}

std::optional<seconds> take_time_of_day(std::string_view& text) {
    const auto of_day = take_hours_and_minutes(text);
    if (!of_day || !take(text, ":"))
        return std::nullopt;
    const auto of_minute = take_number(text, 2);
    if (!of_minute || *of_minute > 60) // a leap second is the next second's first
        return std::nullopt;
    return *of_day + seconds{*of_minute};
}

std::optional<nanoseconds> take_fraction(std::string_view& text) {
    if (!take(text, "."))
        return nanoseconds::zero();
    if (text.empty() || !is_digit(text.front()))
        return std::nullopt;
    nanoseconds fraction{0};
    for (nanoseconds worth = milliseconds{100}; !text.empty() && is_digit(text.front()); worth /= 10) {
        fraction += worth * (text.front() - '0');
        text.remove_prefix(1);
    }
    return fraction;
}

/// How far the zone is ahead of UTC.
std::optional<minutes> take_zone(std::string_view& text) {
    if (take(text, "Zz"))
        return minutes::zero();
    const bool is_ahead = take(text, "+");
    if (!is_ahead && !take(text, "-"))
        return std::nullopt;
    const auto by = take_hours_and_minutes(text);
    if (!by)
        return std::nullopt;
    return is_ahead ? *by : -*by;
}

/// "06 Nov 2015"
std::optional<sys_days> take_mail_date(std::string_view& text) {
    const auto days_of_month = take_number(text, 2);
    if (!days_of_month || !take(text, " ") || text.size() < 3)
        return std::nullopt;
    const auto* const name = std::find(month_names.begin(), month_names.end(), text.substr(0, 3));
    text.remove_prefix(3);
    if (name == month_names.end() || !take(text, " "))
        return std::nullopt;
    const auto years = take_number(text, 4);
    if (!years || *years < 1970 || *years > 2199)
        return std::nullopt;
    const year_month_day date{year{*years}, month{static_cast<unsigned>(name - month_names.begin() + 1)},
                              day{static_cast<unsigned>(*days_of_month)}};
    return date.ok() ? std::optional{sys_days{date}} : std::nullopt;
}

/// "-0800" or "GMT"
std::optional<minutes> take_mail_zone(std::string_view& text) {
    if (text == "GMT" || text == "UTC") {
        text = {};
        return minutes::zero();
    }
    const bool is_ahead = take(text, "+");
    if (!is_ahead && !take(text, "-"))
        return std::nullopt;
    const auto of_day = take_number(text, 2);
    const auto of_hour = of_day ? take_number(text, 2) : std::nullopt;
    if (!of_hour || *of_day > 23 || *of_hour > 59)
        return std::nullopt;
    const minutes by = hours{*of_day} + minutes{*of_hour};
    return is_ahead ? by : -by;
}

template <typename Duration>
std::string write(sys_time<Duration> time) {
    const auto midnight = floor<days>(time);
    const year_month_day date{midnight};
    const hh_mm_ss of_day{time - midnight};
    std::string text =
        fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                    of_day.hours().count(), of_day.minutes().count(), of_day.seconds().count());
    if constexpr (of_day.fractional_width > 0)
        text += fmt::format(".{:0{}}", of_day.subseconds().count(), of_day.fractional_width);
    return text + "Z";
}

} // namespace

std::optional<timestamp> read_rfc3339(std::string_view text) noexcept {
    const auto date = take_date(text);
    if (!date || !take(text, "Tt "))
        return std::nullopt;
    const auto of_day = take_time_of_day(text);
    if (!of_day)
        return std::nullopt;
    const auto fraction = take_fraction(text);
    if (!fraction)
        return std::nullopt;
    const auto zone = take_zone(text);
    if (!zone || !text.empty())
        return std::nullopt;
    return *date + *of_day + *fraction - *zone;
}

std::optional<timestamp> read_rfc5322(std::string_view text) noexcept {
    constexpr std::size_t day_size = 5;
    if (text.size() < day_size || text.substr(3, 2) != ", ")
        return std::nullopt;
    text.remove_prefix(day_size);
    const auto date = take_mail_date(text);
    if (!date || !take(text, " "))
        return std::nullopt;
    const auto of_day = take_time_of_day(text);
    if (!of_day || !take(text, " "))
        return std::nullopt;
    const auto zone = take_mail_zone(text);
    if (!zone || !text.empty())
        return std::nullopt;
    return *date + *of_day - *zone;
}

std::optional<sys_days> read_date(std::string_view text) noexcept {
    const auto date = take_date(text);
    return text.empty() ? date : std::nullopt;
}

std::optional<seconds> read_time_of_day(std::string_view text) noexcept {
    const auto of_day = take_time_of_day(text);
    return text.empty() ? of_day : std::nullopt;
}

std::string write_rfc3339(sys_seconds time) {
    return write(time);
}

std::string write_rfc3339(sys_time<microseconds> time) {
    return write(time);
}

std::string write_rfc3339(timestamp time) {
    return write(time);
}

std::string write_span(seconds span) {
    constexpr seconds max_in_seconds{90};
    constexpr minutes max_in_minutes{90};
    const auto two_units = [](auto large, const char* large_unit, auto small, const char* small_unit) {
        return small.count() == 0
                   ? fmt::format("{} {}", large.count(), large_unit)
                   : fmt::format("{} {} {} {}", large.count(), large_unit, small.count(), small_unit);
    };
    if (span <= max_in_seconds)
        return fmt::format("{} s", span.count());
    const auto in_minutes = ceil<minutes>(span);
    if (in_minutes <= max_in_minutes)
        return fmt::format("{} min", in_minutes.count());
    if (in_minutes < days{1}) {
        const auto whole = floor<hours>(in_minutes);
        return two_units(whole, "h", in_minutes - whole, "min");
    }
    const auto in_hours = ceil<hours>(span);
    const auto whole = floor<days>(in_hours);
    return two_units(whole, "d", in_hours - whole, "h");
}

std::string write_http_date(sys_seconds time) {
    constexpr std::array day_names{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    const auto midnight = floor<days>(time);
    const year_month_day date{midnight};
    const hh_mm_ss of_day{time - midnight};
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                       day_names.at(weekday{midnight}.c_encoding()), static_cast<unsigned>(date.day()),
                       month_names.at(static_cast<unsigned>(date.month()) - 1), static_cast<int>(date.year()),
                       of_day.hours().count(), of_day.minutes().count(), of_day.seconds().count());
}

} // namespace support
