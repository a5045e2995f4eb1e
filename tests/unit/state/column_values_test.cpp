// SPDX-License-Identifier: BSD-3-Clause
#include "state/column_values.h"

#include <limits>

#include <SQLiteCpp/Database.h>

#include "cmocka_cpp.h"

namespace {

using namespace std::chrono_literals;

SQLite::Database& database_of(void** state) {
    return *static_cast<SQLite::Database*>(*state);
}

int open_database(void** state) {
    *state = new SQLite::Database{":memory:", SQLite::OPEN_READWRITE};
    return 0;
}

int close_database(void** state) {
    delete &database_of(state);
    return 0;
}

/// What SQLite has of it, and what is read again.
template <typename Value>
std::pair<std::string, Value> kept(void** state, const Value& value, Value into = {}) {
    SQLite::Statement query{database_of(state), "SELECT quote(?1), ?1"};
    state::bind(query, 1, value);
    assert_true(query.executeStep());
    state::read(query.getColumn(1), into);
    return {query.getColumn(0).getString(), into};
}

void every_kind_of_field_is_read_as_it_was_written(void** state) {
    using std::pair;
    assert_true(
        (kept<std::string>(state, "o'clock") == pair<std::string, std::string>{"'o''clock'", "o'clock"}));
    constexpr auto largest = std::numeric_limits<std::int64_t>::max();
    assert_true((kept<std::int64_t>(state, largest) == pair{std::string{"9223372036854775807"}, largest}));
    assert_true((kept(state, true) == pair{std::string{"1"}, true}));
    assert_true((kept(state, false, true) == pair{std::string{"0"}, false}));
    const state::bytes raw{0, 1, 255};
    assert_true((kept(state, raw) == pair{std::string{"X'0001FF'"}, raw}));
    assert_true((kept(state, state::bytes{}, raw).second.empty()));
    const state::time_point when{1'700'000'000'123ms};
    assert_true((kept(state, when) == pair{std::string{"1700000000123"}, when}));
}

void no_time_is_null(void** state) {
    using time = std::optional<state::time_point>;
    assert_true((kept<time>(state, std::nullopt) == std::pair{std::string{"NULL"}, time{}}));
    const time when{state::time_point{5ms}};
    assert_true((kept(state, when) == std::pair{std::string{"5"}, when}));
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_database, close_database)
    const CMUnitTest tests[] = {
        CASE(every_kind_of_field_is_read_as_it_was_written),
        CASE(no_time_is_null),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
