// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "state/records.h"

#include <SQLiteCpp/Statement.h>

namespace SQLite {
class Database;
}

namespace state {

/// How the database keeps logins that were not granted: anybody can make as many as they like, so those alike in one hour
/// are one row with their number. Functions throw SQLite::Exception.
class login_counts {
public:
    /// Kinds of logins that an hour distinguishes. Of more it keeps neither user nor source, and of twice as many no
    /// service either: the number is still right.
    static constexpr int max_kinds = 100;

    /// Whether a login belongs here, and not into a row of its own.
    static bool is_counted(const login& ended) { return ended.outcome != "granted"; }

    explicit login_counts(SQLite::Database& database);
    void add(login ended);

private:
    bool has_raised(const login& kind);
    [[nodiscard]] int kinds_at(time_point at);

    SQLite::Statement m_raise;
    SQLite::Statement m_insert;
    SQLite::Statement m_kinds;
};

} // namespace state
