// SPDX-License-Identifier: BSD-3-Clause
#include "config/time_values.h"
#include "support/dates.h"
#include "support/log_record.h"
#include "telesignd/control/command_arguments.h"
#include "telesignd/control/command_verbs.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace telesignd {

namespace {

using protocol::result;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::sys_seconds;

constexpr std::chrono::seconds database_timeout{50}; // all in all
constexpr std::chrono::seconds log_timeout{60};
constexpr std::chrono::seconds default_span = days{1};
constexpr days max_span{3660};
constexpr std::size_t max_rows = 10'000;
constexpr std::size_t max_name = 100; ///< of a user, a service or a source: a fact has protocol::max_text

/// When the list begins: so long ago, or at a time.
tl::expected<sys_seconds, verdict> read_since(std::string_view text, sys_seconds now) {
    if (const auto time = support::read_rfc3339(text)) {
        if (*time > now || now - *time > max_span)
            return tl::unexpected{invalid_request("since: a day of the last ten years")};
        return std::chrono::floor<std::chrono::seconds>(*time);
    }
    if (text.empty())
        return now - default_span;
    const auto span = config::parse_duration(text, std::chrono::seconds{1}, max_span);
    if (!span)
        return tl::unexpected{
            invalid_request("since: write a span as in 1h or 7d, or a day as in 2026-11-01")};
    return now - *span;
}

std::string time_text(state::time_point time) {
    return support::write_rfc3339(std::chrono::floor<std::chrono::seconds>(time));
}

void tell_login(command& asked, const state::listed_login& listed) {
    const state::login& ended = listed.ended;
    const auto shortened = [](std::string_view name) { return name.substr(0, max_name); };
    support::log_record row{""};
    row.add("at", time_text(ended.at));
    if (listed.number > 0)
        row.add("number", fmt::to_string(listed.number));
    row.add("outcome", ended.outcome);
    row.add("reason", ended.reason);
    row.add("user", shortened(ended.user));
    row.add("service", shortened(ended.service));
    row.add("source", shortened(ended.source));
    row.add("channel", ended.channel);
    if (ended.until)
        row.add("until", time_text(*ended.until));
    row.add("detail", ended.detail);
    asked.tell_row("login", row);
}

/// The newest first, day by day, so that no question keeps the database long. Nothing when it has no time for it.
std::optional<state::login_list> collect_logins(const command& asked, sys_seconds since) {
    const auto until = std::chrono::steady_clock::now() + database_timeout;
    const state::time_point first = std::chrono::floor<hours>(since);
    state::login_list all;
    for (state::time_point to = std::chrono::ceil<hours>(asked.context.now) + hours{1};
         to > first && all.rows.size() < max_rows; to -= days{1}) {
        const state::time_point from = std::max(first, to - days{1});
        auto listed = asked.context.list_logins({from, to, asked.user, max_rows - all.rows.size()}, until);
        if (!listed)
            return std::nullopt;
        all.is_complete = all.is_complete && listed->is_complete;
        for (state::listed_login& each : listed->rows)
            if (each.ended.at >= since || each.number > 0)
                all.rows.push_back(std::move(each));
    }
    return all;
}

} // namespace

verdict run_log(command& asked) {
    const auto since = read_since(asked.request.detail, asked.context.now);
    if (!since)
        return since.error();
    if (!asked.begin(0, log_timeout))
        return unanswered(no_answer::gone);
    const auto all = collect_logins(asked, *since);
    if (!all)
        return asked.end({result::unavailable, "no_answer", "The database is too busy: try again later."});
    std::for_each(all->rows.rbegin(), all->rows.rend(),
                  [&](const state::listed_login& each) { tell_login(asked, each); });
    if (!all->is_complete)
        return asked.end({result::granted, "listed",
                          "The database cannot be read: these are the logins that wait in memory only."});
    if (all->rows.size() >= max_rows)
        return asked.end({result::granted, "listed", "There are older ones: name a user or a shorter span."});
    return asked.end({result::granted, "listed", all->rows.empty() ? "There were no logins." : ""});
}

} // namespace telesignd
