// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace SQLite {
class Database;
}

namespace state {

/// The schema that this release reads and writes: PRAGMA user_version.
int schema_version() noexcept;

/// Brings a new or older database up to schema_version(), each step in a transaction of its own. Throws
/// SQLite::Exception, also for a database of a newer release or of another program, which it leaves alone.
void migrate(SQLite::Database& database);

} // namespace state
