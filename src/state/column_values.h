// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "state/records.h"

#include <cstdint>
#include <optional>
#include <string>

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

// How SQLite keeps a record's fields: times as milliseconds since 1970, truth as 1 and 0, nothing as NULL.
namespace state {

/// Gives the parameter number `at`, from 1, a copy of the value. Throws SQLite::Exception, as read() does.
void bind(SQLite::Statement& to, int at, const std::string& value);
void bind(SQLite::Statement& to, int at, std::int64_t value);
void bind(SQLite::Statement& to, int at, bool value);
void bind(SQLite::Statement& to, int at, const bytes& value);
void bind(SQLite::Statement& to, int at, time_point value);
void bind(SQLite::Statement& to, int at, const std::optional<time_point>& value);

void read(const SQLite::Column& from, std::string& into);
void read(const SQLite::Column& from, std::int64_t& into);
void read(const SQLite::Column& from, bool& into);
void read(const SQLite::Column& from, bytes& into);
void read(const SQLite::Column& from, time_point& into);
void read(const SQLite::Column& from, std::optional<time_point>& into); ///< as it was, when it is NULL

} // namespace state
