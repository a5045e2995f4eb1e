// SPDX-License-Identifier: BSD-3-Clause
#include "state/schema.h"

#include <array>
#include <stdexcept>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>

namespace state {

namespace {

constexpr int application_id =
    0x7453676e; // "tSgn", for file(1): https://www.sqlite.org/pragma.html#pragma_application_id

/// Step N leads from version N to version N + 1. A step that was released never changes.
constexpr std::array steps{
    R"(CREATE TABLE secret (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
       CREATE TABLE send (at INTEGER NOT NULL, user TEXT NOT NULL, phone TEXT NOT NULL, source TEXT NOT NULL,
           service TEXT NOT NULL, channel TEXT NOT NULL, region TEXT NOT NULL, outcome TEXT NOT NULL) STRICT;
       CREATE INDEX send_at ON send (at);
       CREATE TABLE login (at INTEGER NOT NULL, user TEXT NOT NULL, service TEXT NOT NULL, source TEXT NOT NULL,
           channel TEXT NOT NULL, region TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL) STRICT;
       CREATE INDEX login_at ON login (at);
       CREATE TABLE failure (at INTEGER NOT NULL, user TEXT NOT NULL, source TEXT NOT NULL) STRICT;
       CREATE INDEX failure_at ON failure (at);
       CREATE TABLE lock (user TEXT, source TEXT, until INTEGER NOT NULL, PRIMARY KEY (user, source)) STRICT;
       CREATE TABLE remembered (user TEXT, source TEXT, "group" TEXT, until INTEGER NOT NULL,
           PRIMARY KEY (user, source, "group")) STRICT;
       CREATE TABLE recovery_code (user TEXT, number INTEGER, salt BLOB NOT NULL, hash BLOB NOT NULL,
           created INTEGER NOT NULL, used INTEGER, PRIMARY KEY (user, number)) STRICT;)",
    // How long a lock or a remembered login counts is the configuration's word, not the row's: 15 minutes was its
    // default. A remembered login without its phone proves nothing.
    R"(ALTER TABLE send ADD COLUMN counted INTEGER NOT NULL DEFAULT 1;
       ALTER TABLE lock RENAME COLUMN until TO at;
       UPDATE lock SET at = at - 900000;
       DROP TABLE remembered;
       CREATE TABLE remembered (user TEXT, source TEXT, service TEXT, phone TEXT NOT NULL, at INTEGER NOT NULL,
           PRIMARY KEY (user, source, service)) STRICT;)",
    // Whoever is refused again and again makes one row an hour (login_counts.h).
    R"(CREATE TABLE login_count (at INTEGER, user TEXT, service TEXT, source TEXT, channel TEXT, region TEXT,
           outcome TEXT, reason TEXT, number INTEGER NOT NULL,
           PRIMARY KEY (at, user, service, source, channel, region, outcome, reason)) STRICT;
       INSERT INTO login_count SELECT at - at % 3600000, user, service, source, channel, region, outcome, reason, count(*)
           FROM login WHERE outcome <> 'granted' GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
       DELETE FROM login WHERE outcome <> 'granted';)",
    R"(CREATE TABLE limits_reset (user TEXT, phone TEXT, at INTEGER NOT NULL, PRIMARY KEY (user, phone)) STRICT;)",
    // Of the logins in login_count the first few of a kind, each with its time (login_counts.h).
    R"(CREATE TABLE counted_login (at INTEGER NOT NULL, user TEXT NOT NULL, service TEXT NOT NULL, source TEXT NOT NULL,
           channel TEXT NOT NULL, region TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL,
           detail TEXT NOT NULL, until INTEGER) STRICT;
       CREATE INDEX counted_login_at ON counted_login (at);)",
};

int number_of(SQLite::Database& database, const char* query) {
    return database.execAndGet(query).getInt();
}

/// Not found where somebody else's work would be written into.
void check_owner(SQLite::Database& database, int version) {
    if (version > schema_version())
        throw std::runtime_error{
            fmt::format("was made by a newer telesignd (its schema is {}, this one's {}): "
                        "install that one, or move the file away",
                        version, schema_version())};
    const bool is_ours = number_of(database, "PRAGMA application_id") == application_id;
    const bool is_new = version == 0 && number_of(database, "SELECT count(*) FROM sqlite_schema") == 0;
    if (!is_ours && !is_new)
        throw std::runtime_error{
            "is another program's database: [state] database must name a file of its own"};
}

} // namespace

int schema_version() noexcept {
    return static_cast<int>(steps.size());
}

void migrate(SQLite::Database& database) {
    const int begin = number_of(database, "PRAGMA user_version");
    check_owner(database, begin);
    for (int version = begin; version < schema_version(); ++version) {
        SQLite::Transaction step{database, SQLite::TransactionBehavior::IMMEDIATE};
        database.exec(steps.at(static_cast<std::size_t>(version)));
        database.exec(
            fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", application_id, version + 1));
        step.commit();
    }
}

} // namespace state
