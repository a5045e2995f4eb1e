// SPDX-License-Identifier: BSD-3-Clause
#include "state/schema.h"

#include "state/store_fixture.h"

namespace {

using namespace tests;

void a_new_database_has_the_latest_schema(void** state) {
    auto& fixture = fixture_of(state);
    fixture.open();
    fixture.store.reset();
    assert_int_equal(fixture.number("PRAGMA user_version"), state::schema_version());
    assert_int_equal(fixture.number("PRAGMA application_id"), 0x7453676e);
}

/// As version 1 was, whatever becomes of the steps.
constexpr auto version_1 = R"(
    CREATE TABLE secret (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
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
        created INTEGER NOT NULL, used INTEGER, PRIMARY KEY (user, number)) STRICT;
    PRAGMA application_id = 0x7453676e;
    PRAGMA user_version = 1;
    INSERT INTO secret VALUES ('phone_key', x'4a656665');
    INSERT INTO send VALUES (1700000000000, 'alice', 'ab', '192.0.2.1', 'sshd', 'sms', 'US', 'sent');
    INSERT INTO login VALUES (1700000000000, 'alice', 'sshd', '192.0.2.1', 'sms', 'US', 'granted', 'code_valid');
    INSERT INTO login VALUES (1700000000000, 'bob', 'sshd', '192.0.2.1', 'sms', 'US', 'denied', 'code_wrong');
    INSERT INTO login VALUES (1700000003000, 'bob', 'sshd', '192.0.2.1', 'sms', 'US', 'denied', 'code_wrong');
    INSERT INTO failure VALUES (1700000000000, 'bob', 'local');
    INSERT INTO lock VALUES ('bob', 'local', 1700000900000);
    INSERT INTO remembered VALUES ('alice', '192.0.2.1', 'ssh', 1700040000000);
    INSERT INTO recovery_code VALUES ('alice', 1, x'01', x'02', 1700000000000, NULL);)";

void what_version_1_knew_is_known_to_the_latest(void** state) {
    auto& fixture = fixture_of(state);
    fixture.execute(version_1);
    fixture.pass(1s);
    const auto found = fixture.reopened();
    assert_int_equal(fixture.logged("error"), 0);
    assert_true((found.sends == std::vector<state::send>{
                                    {begin, "alice", "ab", "192.0.2.1", "sshd", "sms", "US", "sent", true}}));
    assert_int_equal(found.logins.size(), 1);
    assert_int_equal(found.failures.size(), 1);
    assert_true((found.locks == std::vector<state::lock>{{"bob", "local", begin}}));
    assert_true(found.remembered_logins.empty());
    assert_int_equal(found.recovery_codes.size(), 1);
    assert_string_equal(fixture.store->hash_phone("what do ya want for nothing?").c_str(),
                        "5bdcc146bf60754e6a042426089575c7"); // the key is still the same
    fixture.store->add(state::remembered{"alice", "192.0.2.1", "ssh", "13105551212", begin});
    assert_true(fixture.flush());
    fixture.store.reset();
    assert_int_equal(fixture.number("PRAGMA user_version"), state::schema_version());
    assert_int_equal(fixture.number("SELECT count(*) FROM login"), 1);
    assert_int_equal(
        fixture.number("SELECT number FROM login_count WHERE user = 'bob' AND outcome = 'denied'"), 2);
}

void what_an_older_release_has_counted_is_listed_by_the_hour(void** state) {
    auto& fixture = fixture_of(state);
    fixture.execute(version_1);
    fixture.open();
    const auto hour = std::chrono::floor<std::chrono::hours>(begin);
    const auto all =
        fixture.store->list_logins({hour, hour + 1h, "bob", 10}, std::chrono::steady_clock::now() + 20s);
    assert_true(all.has_value() && all->is_complete);
    assert_true(
        (all->rows == std::vector<state::listed_login>{
                          {{hour, "bob", "sshd", "192.0.2.1", "sms", "US", "denied", "code_wrong"}, 2}}));
}

void a_step_that_fails_leaves_the_version_before(void** state) {
    auto& fixture = fixture_of(state);
    fixture.execute(version_1);
    fixture.execute("DROP TABLE remembered"); // so that the step cannot end
    fixture.open().add(fixture.send("bob"));
    assert_false(fixture.flush());
    assert_int_equal(fixture.logged("no such table: remembered"), 1);
    fixture.store.reset();
    assert_int_equal(fixture.number("PRAGMA user_version"), 1);
    assert_int_equal(fixture.number("SELECT until FROM lock") - 1'700'000'900'000, 0);
}

void another_program_s_database_is_left_alone(void** state) {
    auto& fixture = fixture_of(state);
    fixture.execute("CREATE TABLE theirs (a)");
    fixture.open().add(fixture.send("alice"));
    assert_false(fixture.flush());
    assert_int_equal(fixture.logged("is another program's database"), 1);
    fixture.store.reset();
    assert_int_equal(fixture.number("SELECT count(*) FROM sqlite_schema"), 1);
    assert_int_equal(fixture.number("PRAGMA application_id"), 0);
}

void migrating_twice_changes_nothing(void** state) {
    auto& fixture = fixture_of(state);
    fixture.open().add(fixture.send("alice"));
    fixture.store.reset();
    SQLite::Database database{fixture.path, SQLite::OPEN_READWRITE};
    state::migrate(database);
    assert_int_equal(database.execAndGet("SELECT count(*) FROM send").getInt(), 1);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        WITH_STORE_FIXTURE(a_new_database_has_the_latest_schema),
        WITH_STORE_FIXTURE(what_version_1_knew_is_known_to_the_latest),
        WITH_STORE_FIXTURE(what_an_older_release_has_counted_is_listed_by_the_hour),
        WITH_STORE_FIXTURE(a_step_that_fails_leaves_the_version_before),
        WITH_STORE_FIXTURE(another_program_s_database_is_left_alone),
        WITH_STORE_FIXTURE(migrating_twice_changes_nothing),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
