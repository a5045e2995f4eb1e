// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "state/records.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace SQLite {
class Database;
}

namespace state {

/// Which logins are listed.
struct login_query {
    time_point from{}; ///< a whole hour, included
    time_point to{};   ///< a whole hour, not included
    std::string user;  ///< empty: everybody's
    std::size_t max = 1000;
};

/// A login, or the number of those alike in one hour that have no row of their own.
struct listed_login {
    login ended;             ///< `at` of a number: when the hour begins
    std::int64_t number = 0; ///< 0: it is one login

    bool operator==(const listed_login&) const = default;
};

/// Of one span of time, the newest first. Logins that an hour's number stands for come as its last.
struct login_list {
    std::vector<listed_login> rows;
    bool is_complete = true; ///< false: the file cannot be read, and only what waits to be written is listed
};

/// Throws SQLite::Exception.
std::vector<listed_login> read_logins(SQLite::Database& database, const login_query& query);

/// Adds what is not in the file yet: the logins among `waiting`.
void add_waiting(login_list& into, const std::vector<change>& waiting, const login_query& query);

} // namespace state
