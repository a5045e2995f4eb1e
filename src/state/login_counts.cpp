// SPDX-License-Identifier: BSD-3-Clause
#include "state/login_counts.h"

#include "state/column_values.h"
#include "state/tables.h"

#include <chrono>
#include <tuple>

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>

namespace state {

namespace {

/// Binds what login_count and counted_login have in common; returns how many parameters that were.
int bind_kind(SQLite::Statement& statement, const login& kind) {
    int at = 0;
    std::apply([&](const auto&... field) { (bind(statement, ++at, field), ...); },
               table<login>::fields(kind));
    return at;
}

void run(SQLite::Statement& statement) {
    statement.exec();
    statement.reset();
}

} // namespace

login_counts::login_counts(SQLite::Database& database)
    : m_raise{database,
              "UPDATE login_count SET number = number + 1 WHERE at = ? AND user = ? AND service = ? AND "
              "source = ? AND channel = ? AND region = ? AND outcome = ? AND reason = ? RETURNING number"},
      m_insert{database, "INSERT INTO login_count VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)"},
      m_kinds{database, "SELECT count(*) FROM login_count WHERE at = ?"},
      m_insert_one{database, "INSERT INTO counted_login VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"} {}

void login_counts::add(const login& ended) {
    login kind = ended;
    kind.at = std::chrono::floor<std::chrono::hours>(ended.at);
    auto number = raise(kind);
    const int kinds = number ? 0 : kinds_at(kind.at);
    if (kinds >= max_kinds) {
        kind.user.clear();
        kind.source.clear();
    }
    if (kinds >= 2 * max_kinds)
        kind.service.clear();
    if (kinds >= max_kinds)
        number = raise(kind);
    if (!number) {
        bind_kind(m_insert, kind);
        run(m_insert);
    }
    if (kinds >= max_kinds || number.value_or(1) > max_rows_of_kind)
        return;
    int at = bind_kind(m_insert_one, ended);
    bind(m_insert_one, ++at, ended.detail);
    bind(m_insert_one, ++at, ended.until);
    run(m_insert_one);
}

/// Counts one more of a kind. Returns their number, or nullopt if it is the first.
std::optional<std::int64_t> login_counts::raise(const login& kind) {
    bind_kind(m_raise, kind);
    std::optional<std::int64_t> number;
    if (m_raise.executeStep())
        number = m_raise.getColumn(0).getInt64();
    m_raise.reset();
    return number;
}

int login_counts::kinds_at(time_point at) {
    bind(m_kinds, 1, at);
    m_kinds.executeStep();
    const int found = m_kinds.getColumn(0).getInt();
    m_kinds.reset();
    return found;
}

} // namespace state
