// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "state/login_list.h"
#include "state/records.h"
#include "state/tally.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace state {

/// One open database. For one thread at a time. Everything throws: SQLite::Exception, or std::runtime_error with the
/// remedy.
class database {
public:
    /// Rows of one kind that are loaded; beyond it the oldest stay in the file.
    static constexpr int max_rows = 100'000;
    /// Rows of one kind that are kept, about; beyond it the oldest go. Recovery codes all are; failures and locks as many
    /// as are loaded.
    static constexpr int max_kept_rows = 1'000'000;
    /// Sends for users without a phone that are kept, about: they cost an attacker nothing, and must not take the room of
    /// the real ones, here or when sends are loaded.
    static constexpr int max_kept_decoys = 10'000;

    /// Opens the file, made by prepare_file(), and brings its schema up to date. With `check` its whole content is looked
    /// through for damage first. Nobody else may have it open.
    database(const std::string& path, bool check);
    /// Opens a file that cannot be written, as it was at the last checkpoint (https://www.sqlite.org/uri.html, immutable).
    static database read_only(const std::string& path);
    ~database();
    database(database&&) noexcept;
    database(const database&) = delete;
    database& operator=(const database&) = delete;
    database& operator=(database&&) = delete;

    /// What is not older.
    [[nodiscard]] records load(time_point oldest);

    /// In order, and all or nothing; then rows before `oldest` go.
    void write(std::span<const change> changes, std::optional<time_point> oldest);

    /// What is at `from` and later, and before `to`: whole hours, since logins that were not granted have no more precise time.
    [[nodiscard]] std::vector<tally> count(time_point from, time_point to);

    /// Logins, the newest first.
    [[nodiscard]] std::vector<listed_login> list_logins(const login_query& query);

    /// The key of hash_phone(), if there is one yet.
    [[nodiscard]] std::optional<bytes> phone_key();
    void set_phone_key(const bytes& key);

    /// The file was removed or renamed, so that whatever is written is lost.
    [[nodiscard]] bool is_gone() const noexcept;

    /// The error says that the file holds no sound database.
    static bool is_corrupt(const std::exception& error) noexcept;

private:
    struct connection;
    explicit database(std::unique_ptr<connection> opened) noexcept;

    std::unique_ptr<connection> m_connection;
};

} // namespace state
