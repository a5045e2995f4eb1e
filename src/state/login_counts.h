// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "state/records.h"

#include <cstdint>
#include <optional>

#include <SQLiteCpp/Statement.h>

namespace SQLite {
class Database;
}

namespace state {

/// How the database keeps logins that were not granted: anybody can make as many as they like, so those alike in one hour
/// are one row with their number, and only the first few have a row of their own beside it. Functions throw
/// SQLite::Exception.
class login_counts {
public:
    /// Kinds of logins that an hour distinguishes. Of more it keeps neither user nor source, and of twice as many no
    /// service either: the number is still right.
    static constexpr int max_kinds = 100;
    /// Logins of one kind and hour that have a row of their own. Those without user and source have none.
    static constexpr int max_rows_of_kind = 10;

    /// Whether a login belongs here, and not into the table of those that were granted.
    static bool is_counted(const login& ended) { return ended.outcome != "granted"; }

    explicit login_counts(SQLite::Database& database);
    void add(const login& ended);

private:
    std::optional<std::int64_t> raise(const login& kind);
    [[nodiscard]] int kinds_at(time_point at);

    SQLite::Statement m_raise;
    SQLite::Statement m_insert;
    SQLite::Statement m_kinds;
    SQLite::Statement m_insert_one;
};

} // namespace state
