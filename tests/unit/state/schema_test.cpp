#include "state/schema.h"

#include "state/shelf.h"

namespace {

using namespace tests;

void a_new_database_has_the_latest_schema(void** state) {
    auto& shelf = on(state);
    shelf.open();
    shelf.store.reset();
    assert_int_equal(shelf.number("PRAGMA user_version"), state::schema_version());
    assert_int_equal(shelf.number("PRAGMA application_id"), 0x7453676e);
}

void another_program_s_database_is_left_alone(void** state) {
    auto& shelf = on(state);
    shelf.execute("CREATE TABLE theirs (a)");
    shelf.open().add(shelf.send("alice"));
    assert_false(shelf.flush());
    assert_int_equal(shelf.logged("is another program's database"), 1);
    shelf.store.reset();
    assert_int_equal(shelf.number("SELECT count(*) FROM sqlite_schema"), 1);
    assert_int_equal(shelf.number("PRAGMA application_id"), 0);
}

void migrating_twice_changes_nothing(void** state) {
    auto& shelf = on(state);
    shelf.open().add(shelf.send("alice"));
    shelf.store.reset();
    SQLite::Database database{shelf.path, SQLite::OPEN_READWRITE};
    state::migrate(database);
    assert_int_equal(database.execAndGet("SELECT count(*) FROM send").getInt(), 1);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        ON_SHELF(a_new_database_has_the_latest_schema),
        ON_SHELF(another_program_s_database_is_left_alone),
        ON_SHELF(migrating_twice_changes_nothing),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
