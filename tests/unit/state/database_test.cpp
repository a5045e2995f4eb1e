// SPDX-License-Identifier: BSD-3-Clause
#include "state/database.h"

#include "state/database_file.h"
#include "state/store_fixture.h"

#include <sqlite3.h>

namespace {

using namespace tests;

void changes_are_written_together_or_not_at_all(void** state) {
    auto& fixture = fixture_of(state);
    state::prepare_file(fixture.path);
    {
        state::database database{fixture.path, true};
        database.write(std::vector<state::change>{fixture.send("before")}, {});
    }
    fixture.execute("CREATE TRIGGER no BEFORE INSERT ON failure BEGIN SELECT raise(ABORT, 'no'); END");
    state::database database{fixture.path, true};
    const std::vector<state::change> changes{fixture.send("alice"),
                                             state::failure{fixture.now(), "alice", ""}};
    bool failed = false;
    try {
        database.write(changes, {});
    } catch (const SQLite::Exception&) {
        failed = true;
    }
    assert_true(failed);
    assert_int_equal(database.load({}).sends.size(), 1);
    database.write(std::vector<state::change>{fixture.send("alice")}, {}); // nothing is stuck
    assert_int_equal(database.load({}).sends.size(), 2);
}

void the_oldest_go_when_there_are_too_many(void** state) {
    auto& fixture = fixture_of(state);
    fixture.open().add(state::recovery_code{"alice", 1, {1}, {2}, begin, std::nullopt});
    fixture.store->add(fixture.send("old"));
    fixture.store.reset();
    // As after a million more.
    fixture.execute("INSERT INTO send (rowid, at, user, phone, source, service, channel, region, outcome) "
                    "VALUES (1000001, 1700000000000, 'new', '', '', '', '', '', '');"
                    "INSERT INTO recovery_code (rowid, user, number, salt, hash, created) "
                    "VALUES (1000001, 'bob', 1, x'', x'', 1700000000000)");
    state::database database{fixture.path, true};
    database.write({}, state::time_point{});
    const auto found = database.load({});
    assert_int_equal(found.sends.size(), 1);
    assert_string_equal(found.sends[0].user.c_str(), "new");
    assert_int_equal(found.recovery_codes.size(), 2);
}

void a_reset_of_limits_is_one_for_a_user_and_a_phone(void** state) {
    auto& fixture = fixture_of(state);
    fixture.open();
    for (const auto age : {2min, 1min})
        fixture.store->add(state::limits_reset{"alice", "13105551212", fixture.now() - age});
    fixture.store->add(state::limits_reset{"alice", "", fixture.now()});
    const std::string hash = fixture.store->hash_phone("13105551212");
    fixture.store.reset();
    state::database database{fixture.path, true};
    const auto found = database.load({}).limits_resets;
    assert_int_equal(found.size(), 2);
    assert_true((found[0] == state::limits_reset{"alice", hash, fixture.now() - 1min}));
    assert_true((found[1] == state::limits_reset{"alice", "", fixture.now()}));
}

void damage_is_told_from_other_trouble(void**) {
    assert_true(state::database::is_corrupt(SQLite::Exception{"", SQLITE_CORRUPT}));
    assert_true(state::database::is_corrupt(SQLite::Exception{"", SQLITE_CORRUPT_INDEX}));
    assert_true(state::database::is_corrupt(SQLite::Exception{"", SQLITE_NOTADB}));
    for (const int code : {SQLITE_FULL, SQLITE_READONLY, SQLITE_BUSY, SQLITE_IOERR, SQLITE_CANTOPEN, -1})
        assert_false(state::database::is_corrupt(SQLite::Exception{"", code}));
    assert_false(state::database::is_corrupt(std::runtime_error{"SQLITE_CORRUPT"}));
}

void a_path_with_a_uri_s_characters_is_read(void** state) {
    auto& fixture = fixture_of(state);
    fixture.path = fixture.files.path("50%?#.db");
    fixture.open().add(fixture.send("alice"));
    fixture.store.reset();
    auto database = state::database::read_only(fixture.path);
    assert_int_equal(database.load({}).sends.size(), 1);
    assert_true(database.phone_key().has_value());
}

/// As it is where the disk can be read only: then nothing brings the file up to date.
void an_older_file_is_read_as_far_as_it_goes(void** state) {
    auto& fixture = fixture_of(state);
    fixture.open().add(fixture.send("alice"));
    fixture.store.reset();
    fixture.execute("DROP TABLE limits_reset; DROP TABLE login_count");
    auto database = state::database::read_only(fixture.path);
    assert_int_equal(database.load({}).sends.size(), 1);
    assert_int_equal(database.count({}, fixture.now() + 1h).size(), 1);
}

void nobody_else_may_write_while_it_is_open(void** state) {
    auto& fixture = fixture_of(state);
    fixture.open();
    bool refused = false;
    try {
        fixture.execute("DELETE FROM send");
    } catch (const SQLite::Exception& problem) {
        refused = problem.getErrorCode() == SQLITE_BUSY;
    }
    assert_true(refused);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        WITH_STORE_FIXTURE(changes_are_written_together_or_not_at_all),
        WITH_STORE_FIXTURE(the_oldest_go_when_there_are_too_many),
        WITH_STORE_FIXTURE(a_reset_of_limits_is_one_for_a_user_and_a_phone),
        cmocka_unit_test(damage_is_told_from_other_trouble),
        WITH_STORE_FIXTURE(a_path_with_a_uri_s_characters_is_read),
        WITH_STORE_FIXTURE(an_older_file_is_read_as_far_as_it_goes),
        WITH_STORE_FIXTURE(nobody_else_may_write_while_it_is_open),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
