// SPDX-License-Identifier: BSD-3-Clause
#include "config/time_values.h"
#include "support/log_record.h"
#include "telesignd/control/command_arguments.h"
#include "telesignd/control/command_verbs.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace telesignd {

namespace {

using protocol::result;
using std::chrono::days;
using std::chrono::sys_days;

constexpr std::chrono::seconds query_timeout{50}; ///< for the database, all in all
constexpr std::chrono::seconds report_timeout{60};
constexpr days longest{3660};
constexpr std::size_t cells_size = 800;     ///< of one fact's; with the rest it is below protocol::max_text
constexpr std::size_t most_cells = 200'000; ///< a year with five services, three channels and thirty regions
constexpr std::size_t service_size = 100;

/// How many: codes sent, and logins by their end. The order is the one on the wire.
struct counts {
    enum column : std::uint8_t { sends, granted, failed, refused, not_asked, columns };
    std::array<std::int64_t, columns> of{};
};

/// Service, channel, region.
using place = std::tuple<std::string, std::string, std::string>;
using day_counts = std::map<place, counts>;
using priced = std::set<std::pair<std::string, std::string>>; ///< region and channel

/// The day with which the report begins: so many days up to today, or a date.
tl::expected<sys_days, verdict> read_since(std::string_view text, sys_days today) {
    if (const auto date = config::parse_date(text)) {
        if (*date > today || today - *date > longest)
            return tl::unexpected{invalid_request("since: a day of the last ten years")};
        return *date;
    }
    const auto span = config::parse_duration(text.empty() ? "7d" : text, std::chrono::seconds{1}, longest);
    if (!span)
        return tl::unexpected{invalid_request("since: write a span as in 7d, or a day as in 2026-11-01")};
    return today - std::max(days{1}, std::chrono::ceil<days>(*span)) + days{1};
}

counts::column column_of(const state::tally& row) {
    if (row.event == state::tally::kind::send)
        return counts::sends;
    if (row.outcome == protocol::describe(result::granted))
        return counts::granted;
    if (row.outcome == protocol::describe(result::ignored))
        return counts::not_asked;
    if (row.outcome == protocol::describe(result::not_permitted))
        return counts::refused;
    return counts::failed;
}

day_counts sorted(const state::tallies& counted) {
    day_counts cells;
    for (const state::tally& row : counted.rows)
        cells[{row.service.substr(0, service_size), row.channel, row.region}].of[column_of(row)] += row.count;
    return cells;
}

std::string_view or_dash(const std::string& text) {
    return text.empty() ? std::string_view{"-"} : text;
}

void tell_cells(command& asked, sys_days day, const std::string& service, const std::string& cells) {
    support::log_record row{""};
    row.add("day",
            fmt::format("{:%F}", fmt::gmtime(std::chrono::sys_seconds{day}.time_since_epoch().count())));
    row.add("service", or_dash(service));
    row.add("cells", cells);
    asked.tell_row("counts", row);
}

/// As few facts as it takes: "sms/US/12/10/1/1/0,voice/…" of one service and day.
void tell_day(command& asked, sys_days day, const day_counts& counted) {
    std::string cells;
    const std::string* service = nullptr;
    const auto flush = [&] {
        if (!cells.empty())
            tell_cells(asked, day, *service, std::exchange(cells, {}));
    };
    for (const auto& [where, numbers] : counted) {
        const auto& [of, channel, region] = where;
        if (service != nullptr && (*service != of || cells.size() > cells_size))
            flush();
        service = &of;
        cells += fmt::format("{}{}/{}/{}", cells.empty() ? "" : ",", or_dash(channel), or_dash(region),
                             fmt::join(numbers.of, "/"));
    }
    flush();
}

void tell_prices(command& asked, const priced& sent) {
    const config::cost_settings& cost = asked.context.settings.cost;
    asked.tell("currency", cost.currency);
    for (const auto& [region, channel] : sent)
        if (const config::price* found = cost.find(region, channel)) {
            support::log_record row{""};
            row.add("region", or_dash(region));
            row.add("channel", channel);
            row.add("millionths", fmt::to_string(*found));
            asked.tell_row("price", row);
        }
}

} // namespace

verdict run_report(command& asked) {
    const auto today = std::chrono::floor<days>(asked.context.now);
    const auto since = read_since(asked.request.detail, today);
    if (!since)
        return since.error();
    if (!asked.begin(0, report_timeout))
        return unanswered(no_answer::gone);
    const auto until = std::chrono::steady_clock::now() + query_timeout;
    const auto tell_limit = [&](const char* name, sys_days day) {
        asked.tell(name, fmt::format("{:%F}",
                                     fmt::gmtime(std::chrono::sys_seconds{day}.time_since_epoch().count())));
    };
    tell_limit("since", *since);
    tell_limit("until", today);
    bool is_complete = true;
    std::size_t cells = 0;
    priced sent;
    for (sys_days day = *since; day <= today && cells < most_cells; day += days{1}) {
        const auto counted = asked.context.count(day, day + days{1}, until);
        if (!counted)
            return asked.end(
                {result::unavailable, "no_answer", "The database is too busy: try again later."});
        is_complete = is_complete && counted->is_complete;
        const day_counts of_day = sorted(*counted);
        for (const auto& [where, numbers] : of_day)
            if (numbers.of[counts::sends] > 0)
                sent.emplace(std::get<2>(where), std::get<1>(where));
        cells += of_day.size();
        tell_day(asked, day, of_day);
    }
    tell_prices(asked, sent);
    if (cells >= most_cells)
        return asked.end(
            {result::granted, "reported", "There is too much for one report: what is later is left out."});
    return asked.end({result::granted, "reported",
                      is_complete ? "" : "The database cannot be read: this is what waits in memory only."});
}

} // namespace telesignd
