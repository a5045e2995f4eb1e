// SPDX-License-Identifier: BSD-3-Clause
#include "state/login_list.h"

#include "state/column_values.h"
#include "state/tables.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <variant>

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

namespace state {

namespace {

// The columns are those of table<login>, then detail, until and number. What an hour counts beyond its rows in
// counted_login has none there: it is of a kind of which there were too many, or of a release that kept none.
constexpr auto select_logins = R"(
    WITH matching_count AS (SELECT * FROM login_count WHERE at >= ?1 AND at < ?2 AND (?3 = '' OR user = ?3)),
    further AS (SELECT at, user, service, source, channel, region, outcome, reason, number - (
            SELECT count(*) FROM counted_login WHERE at >= whole.at AND at < whole.at + 3600000 AND
                (user, service, source, channel, region, outcome, reason) =
                (whole.user, whole.service, whole.source, whole.channel, whole.region, whole.outcome, whole.reason)
        ) AS number FROM matching_count AS whole)
    SELECT at, user, service, source, channel, region, outcome, reason, detail, until, number FROM (
        SELECT *, '' AS detail, NULL AS until, 0 AS number, at AS place FROM login
            WHERE at >= ?1 AND at < ?2 AND (?3 = '' OR user = ?3)
        UNION ALL SELECT *, 0, at FROM counted_login WHERE at >= ?1 AND at < ?2 AND (?3 = '' OR user = ?3)
        UNION ALL SELECT at, user, service, source, channel, region, outcome, reason, '', NULL, number, at + 3599999
            FROM further WHERE number > 0)
    ORDER BY place DESC LIMIT ?4)";

bool is_wanted(const login& ended, const login_query& query) {
    return ended.at >= query.from && ended.at < query.to && (query.user.empty() || ended.user == query.user);
}

} // namespace

std::vector<listed_login> read_logins(SQLite::Database& database, const login_query& query) {
    SQLite::Statement statement{database, select_logins};
    bind(statement, 1, query.from);
    bind(statement, 2, query.to);
    bind(statement, 3, query.user);
    bind(statement, 4, static_cast<std::int64_t>(query.max));
    std::vector<listed_login> rows;
    while (statement.executeStep()) {
        listed_login& row = rows.emplace_back();
        int at = 0;
        std::apply([&](auto&... field) { (read(statement.getColumn(at++), field), ...); },
                   table<login>::fields(row.ended));
        read(statement.getColumn(at++), row.ended.detail);
        read(statement.getColumn(at++), row.ended.until);
        read(statement.getColumn(at), row.number);
    }
    return rows;
}

void add_waiting(login_list& into, const std::vector<change>& waiting, const login_query& query) {
    std::vector<listed_login> newest;
    for (auto each = waiting.rbegin(); each != waiting.rend(); ++each)
        if (const auto* ended = std::get_if<login>(&*each); ended != nullptr && is_wanted(*ended, query))
            newest.push_back({*ended});
    into.rows.insert(into.rows.begin(), newest.begin(), newest.end());
    if (into.rows.size() > query.max)
        into.rows.resize(query.max);
}

} // namespace state
