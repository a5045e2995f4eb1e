// SPDX-License-Identifier: BSD-3-Clause
#include "state/database.h"

#include "state/column_values.h"
#include "state/login_counts.h"
#include "state/schema.h"
#include "state/tables.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string_view>
#include <tuple>
#include <utility>

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>
#include <sqlite3.h>

namespace state {

namespace {

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max(); // as in table<recovery_code>

template <typename Record>
struct insertion {
    explicit insertion(SQLite::Database& into) : database{into} {}

    void run(const Record& row) {
        if (!statement) // not before it is needed: an older file that is only read lacks newer tables
            statement.emplace(database,
                              fmt::format("INSERT OR REPLACE INTO {} ({}) VALUES ({})", table<Record>::name,
                                          table<Record>::columns, placeholders()));
        int at = 0;
        std::apply([&](const auto&... field) { (bind(*statement, ++at, field), ...); },
                   table<Record>::fields(row));
        statement->exec();
        statement->reset();
    }

private:
    SQLite::Database& database;
    std::optional<SQLite::Statement> statement;

    /// "?,?,?"
    static std::string placeholders() {
        Record any;
        constexpr auto count = std::tuple_size_v<decltype(table<Record>::fields(any))>;
        std::string marks;
        for (std::size_t each = 0; each < count; ++each)
            marks += each == 0 ? "?" : ",?";
        return marks;
    }
};

template <typename Record>
void load_rows(SQLite::Database& database, time_point oldest, std::vector<Record>& into) {
    using where = table<Record>;
    if (!database.tableExists(where::name)) // in an older file that is only read
        return;
    SQLite::Statement query{
        database, fmt::format("SELECT {0} FROM {1} WHERE {2} >= ? ORDER BY {2} DESC, rowid DESC LIMIT {3}",
                              where::columns, where::name, where::age, where::max_loaded)};
    bind(query, 1, oldest);
    while (query.executeStep()) {
        Record row;
        int at = 0;
        std::apply([&](auto&... field) { (read(query.getColumn(at++), field), ...); }, where::fields(row));
        into.push_back(std::move(row));
    }
    std::reverse(into.begin(), into.end());
}

template <typename Record>
void forget_rows(SQLite::Database& database, time_point oldest) {
    // Whoever can make logins must not be able to fill the disk.
    SQLite::Statement query{
        database,
        fmt::format(
            "DELETE FROM {0} WHERE {1} < ?1 OR (rowid <= (SELECT max(rowid) FROM {0}) - ?2 AND {1} < ?3)",
            table<Record>::name, table<Record>::age)};
    bind(query, 1, oldest);
    bind(query, 2, std::int64_t{table<Record>::max_kept});
    bind(query, 3, never);
    query.exec();
}

void forget_decoys(SQLite::Database& database) {
    database.exec(
        fmt::format("DELETE FROM send WHERE outcome = 'decoy' AND rowid <= (SELECT rowid FROM send WHERE "
                    "outcome = 'decoy' ORDER BY rowid DESC LIMIT 1 OFFSET {})",
                    database::max_kept_decoys));
}

template <typename Record>
void remove_rows(SQLite::Database& database, const std::optional<std::string>& user) {
    SQLite::Statement query{database,
                            fmt::format("DELETE FROM {} WHERE ?1 IS NULL OR user = ?1", table<Record>::name)};
    if (user)
        query.bind(1, *user);
    query.exec();
}

template <typename Record>
void remove_rows_of(SQLite::Database& database, const std::string& source,
                    const std::optional<std::string>& user) {
    SQLite::Statement query{
        database,
        fmt::format("DELETE FROM {} WHERE source = ?2 AND (?1 IS NULL OR user = ?1)", table<Record>::name)};
    if (user)
        query.bind(1, *user);
    query.bind(2, source);
    query.exec();
}

void remove_locks(SQLite::Database& database, const removal& removed) {
    if (removed.source) {
        remove_rows_of<lock>(database, *removed.source, removed.user);
        return remove_rows_of<failure>(database, *removed.source, removed.user);
    }
    remove_rows<lock>(database, removed.user);
    remove_rows<failure>(database, removed.user);
}

void remove_rows(SQLite::Database& database, const removal& removed) {
    switch (removed.target) {
    case removal::kind::locks:
        return remove_locks(database, removed);
    case removal::kind::remembered:
        return remove_rows<remembered>(database, removed.user);
    case removal::kind::recovery_codes:
        return remove_rows<recovery_code>(database, removed.user);
    }
}

SQLite::Database open(const std::string& path, bool check) {
    constexpr int patience_ms = 1000; // for an earlier daemon that is just ending
    SQLite::Database database{path, SQLite::OPEN_READWRITE, patience_ms};
    // EXCLUSIVE before the first access: nobody else may write, and no shared memory file is needed, so that a full disk
    // still reads (https://www.sqlite.org/wal.html#noshm).
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY");
    if (database.execAndGet("PRAGMA journal_mode = WAL").getString() != "wal")
        throw std::runtime_error{"cannot have a write-ahead log: put it on a disk of this machine"};
    database.exec("PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 4194304");
    if (check && database.execAndGet("PRAGMA quick_check(1)").getString() != "ok")
        throw SQLite::Exception{"its content is damaged", SQLITE_CORRUPT};
    migrate(database);
    return database;
}

/// A path as a URI has it.
std::string escape(std::string_view path) {
    std::string escaped;
    for (const char each : path) {
        if (each == '%' || each == '?' || each == '#')
            escaped += fmt::format("%{:02x}", each);
        else
            escaped += each;
    }
    return escaped;
}

} // namespace

struct database::connection {
    explicit connection(SQLite::Database opened) : sqlite{std::move(opened)} {}

    SQLite::Database sqlite;
    std::tuple<insertion<send>, insertion<login>, insertion<failure>, insertion<lock>,
               insertion<limits_reset>, insertion<remembered>, insertion<recovery_code>>
        insertions{sqlite, sqlite, sqlite, sqlite, sqlite, sqlite, sqlite};
    std::optional<login_counts>
        counts; ///< not before they are needed: an older file that is only read has none

    template <typename Record>
    void write(const Record& row) {
        std::get<insertion<Record>>(insertions).run(row);
    }
    void write(const removal& removed) { remove_rows(sqlite, removed); }
    void write(const login& ended) {
        if (!login_counts::is_counted(ended))
            return std::get<insertion<login>>(insertions).run(ended);
        if (!counts)
            counts.emplace(sqlite);
        counts->add(ended);
    }
};

database::database(const std::string& path, bool check)
    : m_connection{std::make_unique<connection>(open(path, check))} {}

database::database(std::unique_ptr<connection> opened) noexcept : m_connection{std::move(opened)} {}

database::~database() = default;
database::database(database&&) noexcept = default;

database database::read_only(const std::string& path) {
    return database{std::make_unique<connection>(SQLite::Database{
        fmt::format("file:{}?immutable=1", escape(path)), SQLite::OPEN_READONLY | SQLite::OPEN_URI})};
}

records database::load(time_point oldest) {
    records all;
    load_rows(m_connection->sqlite, oldest, all.sends);
    load_rows(m_connection->sqlite, oldest, all.logins);
    load_rows(m_connection->sqlite, oldest, all.failures);
    load_rows(m_connection->sqlite, oldest, all.locks);
    load_rows(m_connection->sqlite, oldest, all.limits_resets);
    load_rows(m_connection->sqlite, oldest, all.remembered_logins);
    load_rows(m_connection->sqlite, oldest, all.recovery_codes);
    return all;
}

void database::write(std::span<const change> changes, std::optional<time_point> oldest) {
    SQLite::Transaction together{m_connection->sqlite, SQLite::TransactionBehavior::IMMEDIATE};
    for (const change& each : changes)
        std::visit([this](const auto& row) { m_connection->write(row); }, each);
    if (oldest) {
        forget_decoys(m_connection->sqlite);
        forget_rows<login_count>(m_connection->sqlite, *oldest);
        forget_rows<counted_login>(m_connection->sqlite, *oldest);
        std::apply(
            [&]<typename... Record>(const insertion<Record>&...) {
                (forget_rows<Record>(m_connection->sqlite, *oldest), ...);
            },
            m_connection->insertions);
    }
    together.commit();
}

std::vector<tally> database::count(time_point from, time_point to) {
    std::vector<tally> rows;
    const auto read_all = [&](tally::kind event, const char* number, const char* where) {
        SQLite::Statement query{
            m_connection->sqlite,
            fmt::format("SELECT service, channel, region, outcome, {} FROM {} GROUP BY 1, 2, 3, 4", number,
                        where)};
        bind(query, 1, from);
        bind(query, 2, to);
        while (query.executeStep()) {
            tally& row = rows.emplace_back();
            row.event = event;
            int at = 0;
            for (std::string* text : {&row.service, &row.channel, &row.region, &row.outcome})
                read(query.getColumn(at++), *text);
            read(query.getColumn(at), row.count);
        }
    };
    read_all(tally::kind::send, "count(*)",
             "send WHERE at >= ?1 AND at < ?2 AND counted <> 0 AND outcome NOT IN ('decoy', 'lookup')");
    read_all(tally::kind::login, "count(*)", "login WHERE at >= ?1 AND at < ?2");
    if (m_connection->sqlite.tableExists("login_count"))
        read_all(tally::kind::login, "sum(number)", "login_count WHERE at >= ?1 AND at < ?2");
    return rows;
}

std::vector<listed_login> database::list_logins(const login_query& query) {
    return read_logins(m_connection->sqlite, query);
}

std::optional<bytes> database::phone_key() {
    SQLite::Statement query{m_connection->sqlite, "SELECT value FROM secret WHERE name = 'phone_key'"};
    if (!query.executeStep())
        return std::nullopt;
    bytes key;
    read(query.getColumn(0), key);
    return key;
}

void database::set_phone_key(const bytes& key) {
    SQLite::Statement query{m_connection->sqlite,
                            "INSERT OR REPLACE INTO secret (name, value) VALUES ('phone_key', ?)"};
    bind(query, 1, key);
    query.exec();
}

bool database::is_gone() const noexcept {
    int moved = 0;
    const int asked =
        ::sqlite3_file_control(m_connection->sqlite.getHandle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    return asked == SQLITE_OK && moved != 0;
}

bool database::is_corrupt(const std::exception& error) noexcept {
    const auto* sqlite_error = dynamic_cast<const SQLite::Exception*>(&error);
    if (sqlite_error == nullptr)
        return false;
    const int code = sqlite_error->getErrorCode() & 0xff; // without the extension
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

} // namespace state
