// SPDX-License-Identifier: BSD-3-Clause
#include "state/column_values.h"

namespace state {

void bind(SQLite::Statement& to, int at, const std::string& value) {
    to.bind(at, value);
}
void bind(SQLite::Statement& to, int at, std::int64_t value) {
    to.bind(at, value);
}
void bind(SQLite::Statement& to, int at, bool value) {
    to.bind(at, value ? 1 : 0);
}
void bind(SQLite::Statement& to, int at, const bytes& value) {
    to.bind(at, value.data(), static_cast<int>(value.size()));
}
void bind(SQLite::Statement& to, int at, time_point value) {
    to.bind(at, value.time_since_epoch().count());
}
void bind(SQLite::Statement& to, int at, const std::optional<time_point>& value) {
    if (value)
        bind(to, at, *value);
    else
        to.bind(at); // NULL
}

void read(const SQLite::Column& from, std::string& into) {
    into = from.getString();
}
void read(const SQLite::Column& from, std::int64_t& into) {
    into = from.getInt64();
}
void read(const SQLite::Column& from, bool& into) {
    into = from.getInt64() != 0;
}
void read(const SQLite::Column& from, bytes& into) {
    const auto* begin = static_cast<const std::uint8_t*>(from.getBlob());
    into.assign(begin, begin + from.getBytes());
}
void read(const SQLite::Column& from, time_point& into) {
    into = time_point{std::chrono::milliseconds{from.getInt64()}};
}
void read(const SQLite::Column& from, std::optional<time_point>& into) {
    if (!from.isNull())
        read(from, into.emplace());
}

} // namespace state
