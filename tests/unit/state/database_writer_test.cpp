// SPDX-License-Identifier: BSD-3-Clause
// The database through all trouble, as the store's users meet it.

#include "state/database_writer.h"

#include "state/store_fixture.h"

#include <fstream>

#include <signal.h>
#include <sys/resource.h>

namespace {

using namespace tests;

/// Nothing but the log shows that the disk is of no use.
void assert_works_from_memory(store_fixture& fixture) {
    fixture.store->add(fixture.send("alice"));
    fixture.store->add(state::lock{"bob", "local", begin + 1h});
    assert_false(fixture.flush());
    assert_int_equal(fixture.store->hash_phone("13105551212").size(), 32);
}

void assert_tells_each_minute(store_fixture& fixture, const char* part) {
    const unsigned before = fixture.logged(part);
    assert_true(before > 0);
    assert_false(fixture.flush());
    assert_int_equal(fixture.logged(part), before);
    fixture.pass(60s);
    assert_false(fixture.flush());
    assert_int_equal(fixture.logged(part), before + 1);
}

void a_database_that_cannot_be_opened_leaves_all_working_and_is_tried_again(void** state) {
    auto& fixture = fixture_of(state);
    const std::string obstacle = fixture.files.write("obstacle", "not a folder");
    fixture.path = obstacle + "/state.db";
    assert_true(fixture.reopened().sends.empty());
    assert_works_from_memory(fixture);
    assert_int_equal(fixture.logged("error: state: " + fixture.path + ": cannot be opened"), 1);
    assert_tells_each_minute(fixture, "cannot be opened: Not a directory");
    assert_int_equal(fixture.logged("2 changes wait in memory"), 1);

    std::filesystem::remove(obstacle);
    assert_true(fixture.flush());
    assert_int_equal(fixture.logged("can be written again"), 1);
    const auto found = fixture.reopened();
    assert_int_equal(found.sends.size(), 1);
    assert_int_equal(found.locks.size(), 1);
}

void what_a_file_that_cannot_be_written_holds_still_counts(void** state) {
    auto& fixture = fixture_of(state);
    fixture.open().add(fixture.send("alice"));
    const std::string hash = fixture.store->hash_phone("13105551212");
    fixture.store.reset();
    std::filesystem::permissions(fixture.path, std::filesystem::perms::owner_read);
    std::filesystem::permissions(fixture.files.path(""),
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
    const auto found = fixture.reopened();
    assert_int_equal(found.sends.size(), 1);
    assert_string_equal(fixture.store->hash_phone("13105551212").c_str(), hash.c_str());
    assert_works_from_memory(fixture);
    assert_tells_each_minute(fixture, "cannot be opened: Permission denied");

    std::filesystem::permissions(fixture.files.path(""), std::filesystem::perms::owner_all);
    std::filesystem::permissions(fixture.path,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    assert_true(fixture.flush());
    assert_int_equal(fixture.reopened().sends.size(), 2);
}

/// No file of this process may grow beyond that; nothing: any size.
void limit_files(std::optional<rlim_t> size) {
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = size.value_or(limit.rlim_max);
    ::setrlimit(RLIMIT_FSIZE, &limit);
}

void a_full_disk_leaves_all_working_and_loses_nothing(void** state) {
    auto& fixture = fixture_of(state);
    fixture.open().add(fixture.send("before"));
    assert_true(fixture.flush());
    limit_files(16384);
    constexpr unsigned sends = 1000; // more than fits
    for (unsigned each = 0; each < sends; ++each)
        fixture.store->add(fixture.send(std::string(200, 'a')));
    const bool could_write = fixture.flush();
    const bool could_write_later = fixture.flush();
    const unsigned told = fixture.logged("error: state: ");
    fixture.pass(60s);
    const bool could_write_even_later = fixture.flush();
    const unsigned told_later = fixture.logged("error: state: ");
    limit_files({});
    assert_false(could_write || could_write_later || could_write_even_later);
    assert_int_equal(told, 1);
    assert_int_equal(told_later, 2);
    assert_true(fixture.flush());
    const auto found = fixture.reopened();
    assert_int_equal(found.sends.size(), 1 + sends);
}

void assert_set_aside(store_fixture& fixture) {
    const std::string aside = fixture.beside("state.db.corrupt-");
    assert_string_equal(aside.c_str(), (fixture.path + ".corrupt-2023-11-14T22:13:20Z").c_str());
    assert_int_equal(fixture.logged("error: state: " + fixture.path + ": damaged: "), 1);
    assert_int_equal(fixture.logged(aside), 1);
}

void a_file_that_is_no_database_is_set_aside_and_a_new_one_begun(void** state) {
    auto& fixture = fixture_of(state);
    fixture.path = fixture.files.write("state.db", std::string(8192, 'x'));
    assert_true(fixture.reopened().sends.empty());
    assert_set_aside(fixture);
    fixture.store->add(fixture.send("alice"));
    assert_true(fixture.flush());
    assert_int_equal(std::filesystem::file_size(fixture.beside("state.db.corrupt-")), 8192);
    assert_int_equal(fixture.reopened().sends.size(), 1);
}

void a_database_with_a_spoilt_page_is_set_aside_at_the_start(void** state) {
    auto& fixture = fixture_of(state);
    fixture.open();
    for (int each = 0; each < 2000; ++each)
        fixture.store->add(fixture.send("alice"));
    fixture.store.reset();
    {
        std::fstream file{fixture.path, std::ios::in | std::ios::out | std::ios::binary};
        file.seekp(static_cast<std::streamoff>(std::filesystem::file_size(fixture.path) / 8192 * 4096));
        file << std::string(4096, '\x55');
    }
    fixture.open();
    assert_set_aside(fixture);
    fixture.store->add(fixture.send("bob"));
    assert_true(fixture.flush());
    assert_int_equal(fixture.reopened().sends.size(), 1);
}

void damage_that_shows_later_costs_nothing_that_memory_knows_and_has_a_key(void** state) {
    auto& fixture = fixture_of(state);
    fixture.open().add(state::lock{"old", "local", begin + 1h});
    const std::string hash = fixture.store->hash_phone("13105551212");
    fixture.store.reset();
    fixture.open().add(state::lock{"bob", "local", begin + 1h});
    fixture.store->add(state::recovery_code{"alice", 1, {1}, {2}, begin, std::nullopt});
    assert_true(fixture.flush());
    std::filesystem::rename(fixture.files.write("spoilt", std::string(8192, 'x')), fixture.path);
    fixture.store->add(fixture.send("alice"));
    assert_true(fixture.flush());
    assert_set_aside(fixture);
    const auto found = fixture.reopened();
    assert_int_equal(found.sends.size(), 1);
    assert_int_equal(found.locks.size(), 2);
    assert_int_equal(found.recovery_codes.size(), 1);
    assert_string_equal(fixture.store->hash_phone("13105551212").c_str(), hash.c_str());
}

void damage_again_and_again_does_not_fill_the_disk(void** state) {
    auto& fixture = fixture_of(state);
    fixture.open();
    for (int each = 0; each < 3; ++each) {
        std::filesystem::rename(fixture.files.write("spoilt", std::string(8192, 'x')), fixture.path);
        fixture.store->add(fixture.send("alice"));
        static_cast<void>(fixture.flush());
        fixture.pass(1s);
    }
    assert_set_aside(fixture);
    assert_int_equal(fixture.logged("is damaged again"), 1);
    fixture.pass(60s);
    assert_true(fixture.flush());
    assert_int_equal(fixture.reopened().sends.size(), 2); // one went with the file that was set aside
}

void a_database_that_is_taken_away_is_made_anew(void** state) {
    auto& fixture = fixture_of(state);
    fixture.open().add(state::lock{"bob", "local", begin + 1h});
    assert_true(fixture.flush());
    std::filesystem::remove(fixture.path);
    fixture.store->add(fixture.send("alice"));
    assert_true(fixture.flush());
    assert_int_equal(fixture.logged("it was removed"), 1);
    const auto found = fixture.reopened();
    assert_int_equal(found.sends.size(), 1);
    assert_int_equal(found.locks.size(), 1);
}

void a_database_that_somebody_holds_keeps_no_login_waiting(void** state) {
    auto& fixture = fixture_of(state);
    fixture.open();
    fixture.store.reset();
    {
        SQLite::Database other{fixture.path, SQLite::OPEN_READWRITE};
        other.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
        fixture.open().add(fixture.send("alice"));
        assert_false(fixture.store->flush(std::chrono::steady_clock::now() + state::store::flush_timeout));
        assert_int_equal(fixture.logged("database is locked"), 1);
    }
    while (!fixture.flush()) // a try may have begun before
        continue;
    assert_int_equal(fixture.reopened().sends.size(), 1);
}

void what_waits_is_bounded_and_the_log_says_what_is_dropped(void** state) {
    auto& fixture = fixture_of(state);
    fixture.path = fixture.files.write("obstacle", "") + "/state.db";
    fixture.open();
    const auto sent = fixture.send("a");
    for (std::size_t each = 0; each < state::store::capacity; ++each)
        fixture.store->add(sent);
    assert_int_equal(fixture.logged("dropped"), 0);
    fixture.store->add(sent);
    assert_int_equal(fixture.logged("1 changes were dropped"), 1);
    fixture.store->add(
        state::recovery_code{"alice", 1, {1}, {2}, begin, begin}); // of more worth than an event
    fixture.store->add(sent);
    assert_int_equal(fixture.logged("dropped"), 1);
    fixture.pass(60s);
    fixture.store->add(sent);
    assert_int_equal(fixture.logged("2 changes were dropped"), 1);

    std::filesystem::remove(fixture.files.path("obstacle"));
    assert_true(fixture.flush());
    const auto found = fixture.reopened();
    assert_int_equal(found.sends.size(), state::store::capacity);
    assert_int_equal(found.recovery_codes.size(), 1);
}

void the_log_tells_what_is_lost_at_the_end(void** state) {
    auto& fixture = fixture_of(state);
    fixture.path = fixture.files.write("obstacle", "") + "/state.db";
    fixture.open().add(fixture.send("alice"));
    fixture.store.reset();
    assert_int_equal(fixture.logged("1 changes could not be written and are lost"), 1);
}

void a_newer_release_s_database_is_left_alone(void** state) {
    auto& fixture = fixture_of(state);
    fixture.open().add(fixture.send("alice"));
    fixture.store.reset();
    fixture.execute("PRAGMA user_version = 999");
    fixture.open();
    assert_works_from_memory(fixture);
    assert_int_equal(fixture.logged("was made by a newer telesignd"), 1);
    assert_true(fixture.beside("state.db.corrupt-").empty());
    fixture.store.reset();
    assert_int_equal(fixture.number("SELECT count(*) FROM send"), 1);
}

} // namespace

int main() {
    become_nobody();
    static_cast<void>(::signal(SIGXFSZ, SIG_IGN));
    const CMUnitTest tests[] = {
        WITH_STORE_FIXTURE(a_database_that_cannot_be_opened_leaves_all_working_and_is_tried_again),
        WITH_STORE_FIXTURE(what_a_file_that_cannot_be_written_holds_still_counts),
        WITH_STORE_FIXTURE(a_full_disk_leaves_all_working_and_loses_nothing),
        WITH_STORE_FIXTURE(a_file_that_is_no_database_is_set_aside_and_a_new_one_begun),
        WITH_STORE_FIXTURE(a_database_with_a_spoilt_page_is_set_aside_at_the_start),
        WITH_STORE_FIXTURE(damage_that_shows_later_costs_nothing_that_memory_knows_and_has_a_key),
        WITH_STORE_FIXTURE(damage_again_and_again_does_not_fill_the_disk),
        WITH_STORE_FIXTURE(a_database_that_is_taken_away_is_made_anew),
        WITH_STORE_FIXTURE(a_database_that_somebody_holds_keeps_no_login_waiting),
        WITH_STORE_FIXTURE(what_waits_is_bounded_and_the_log_says_what_is_dropped),
        WITH_STORE_FIXTURE(the_log_tells_what_is_lost_at_the_end),
        WITH_STORE_FIXTURE(a_newer_release_s_database_is_left_alone),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
