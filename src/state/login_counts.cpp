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

int run(SQLite::Statement& statement, const login& kind) {
    int at = 0;
    std::apply([&](const auto&... field) { (bind(statement, ++at, field), ...); },
               table<login>::fields(kind));
    const int changed = statement.exec();
    statement.reset();
    return changed;
}

} // namespace

login_counts::login_counts(SQLite::Database& database)
    : m_raise{database,
              "UPDATE login_count SET number = number + 1 WHERE at = ? AND user = ? AND service = ? AND "
              "source = ? AND channel = ? AND region = ? AND outcome = ? AND reason = ?"},
      m_insert{database, "INSERT INTO login_count VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)"},
      m_kinds{database, "SELECT count(*) FROM login_count WHERE at = ?"} {}

void login_counts::add(login ended) {
    ended.at = std::chrono::floor<std::chrono::hours>(ended.at);
    if (has_raised(ended))
        return;
    const int kinds = kinds_at(ended.at);
    if (kinds >= max_kinds) {
        ended.user.clear();
        ended.source.clear();
    }
    if (kinds >= 2 * max_kinds)
        ended.service.clear();
    if (kinds < max_kinds || !has_raised(ended))
        run(m_insert, ended);
}

bool login_counts::has_raised(const login& kind) {
    return run(m_raise, kind) > 0;
}

int login_counts::kinds_at(time_point at) {
    bind(m_kinds, 1, at);
    m_kinds.executeStep();
    const int found = m_kinds.getColumn(0).getInt();
    m_kinds.reset();
    return found;
}

} // namespace state
