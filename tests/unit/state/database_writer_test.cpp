// The database through all trouble, as the store's users meet it.

#include "state/database_writer.h"

#include "state/shelf.h"

#include <fstream>

#include <signal.h>
#include <sys/resource.h>

namespace {

using namespace tests;

/// Nothing but the log shows that the disk is of no use.
void assert_works_from_memory(shelf& shelf) {
    shelf.store->add(shelf.send("alice"));
    shelf.store->add(state::lock{"bob", "local", begin + 1h});
    assert_false(shelf.flush());
    assert_int_equal(shelf.store->hash_phone("13105551212").size(), 32);
}

void assert_tells_each_minute(shelf& shelf, const char* part) {
    const unsigned before = shelf.logged(part);
    assert_true(before > 0);
    assert_false(shelf.flush());
    assert_int_equal(shelf.logged(part), before);
    shelf.pass(60s);
    assert_false(shelf.flush());
    assert_int_equal(shelf.logged(part), before + 1);
}

void a_database_that_cannot_be_opened_leaves_all_working_and_is_tried_again(void** state) {
    auto& shelf = shelf_of(state);
    const std::string obstacle = shelf.files.write("obstacle", "not a folder");
    shelf.path = obstacle + "/state.db";
    assert_true(shelf.reopened().sends.empty());
    assert_works_from_memory(shelf);
    assert_int_equal(shelf.logged("error: state: " + shelf.path + ": cannot be opened"), 1);
    assert_tells_each_minute(shelf, "cannot be opened: Not a directory");
    assert_int_equal(shelf.logged("2 changes wait in memory"), 1);

    std::filesystem::remove(obstacle);
    assert_true(shelf.flush());
    assert_int_equal(shelf.logged("is written again"), 1);
    const auto found = shelf.reopened();
    assert_int_equal(found.sends.size(), 1);
    assert_int_equal(found.locks.size(), 1);
}

void what_a_file_that_cannot_be_written_holds_still_counts(void** state) {
    auto& shelf = shelf_of(state);
    shelf.open().add(shelf.send("alice"));
    const std::string hash = shelf.store->hash_phone("13105551212");
    shelf.store.reset();
    std::filesystem::permissions(shelf.path, std::filesystem::perms::owner_read);
    std::filesystem::permissions(shelf.files.path(""),
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
    const auto found = shelf.reopened();
    assert_int_equal(found.sends.size(), 1);
    assert_string_equal(shelf.store->hash_phone("13105551212").c_str(), hash.c_str());
    assert_works_from_memory(shelf);
    assert_tells_each_minute(shelf, "cannot be opened: Permission denied");

    std::filesystem::permissions(shelf.files.path(""), std::filesystem::perms::owner_all);
    std::filesystem::permissions(shelf.path,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    assert_true(shelf.flush());
    assert_int_equal(shelf.reopened().sends.size(), 2);
}

/// No file of this process may grow beyond that; nothing: any size.
void limit_files(std::optional<rlim_t> size) {
    rlimit limit{};
    ::getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = size.value_or(limit.rlim_max);
    ::setrlimit(RLIMIT_FSIZE, &limit);
}

void a_full_disk_leaves_all_working_and_loses_nothing(void** state) {
    auto& shelf = shelf_of(state);
    shelf.open().add(shelf.send("before"));
    assert_true(shelf.flush());
    limit_files(16384);
    constexpr unsigned sends = 1000; // more than fits
    for (unsigned each = 0; each < sends; ++each)
        shelf.store->add(shelf.send(std::string(200, 'a')));
    const bool could_write = shelf.flush();
    const bool could_write_later = shelf.flush();
    const unsigned told = shelf.logged("error: state: ");
    shelf.pass(60s);
    const bool could_write_even_later = shelf.flush();
    const unsigned told_later = shelf.logged("error: state: ");
    limit_files({});
    assert_false(could_write || could_write_later || could_write_even_later);
    assert_int_equal(told, 1);
    assert_int_equal(told_later, 2);
    assert_true(shelf.flush());
    const auto found = shelf.reopened();
    assert_int_equal(found.sends.size(), 1 + sends);
}

void assert_set_aside(shelf& shelf) {
    const std::string aside = shelf.beside("state.db.corrupt-");
    assert_string_equal(aside.c_str(), (shelf.path + ".corrupt-2023-11-14T22:13:20Z").c_str());
    assert_int_equal(shelf.logged("error: state: " + shelf.path + ": damaged: "), 1);
    assert_int_equal(shelf.logged(aside), 1);
}

void a_file_that_is_no_database_is_set_aside_and_a_new_one_begun(void** state) {
    auto& shelf = shelf_of(state);
    shelf.path = shelf.files.write("state.db", std::string(8192, 'x'));
    assert_true(shelf.reopened().sends.empty());
    assert_set_aside(shelf);
    shelf.store->add(shelf.send("alice"));
    assert_true(shelf.flush());
    assert_int_equal(std::filesystem::file_size(shelf.beside("state.db.corrupt-")), 8192);
    assert_int_equal(shelf.reopened().sends.size(), 1);
}

void a_database_with_a_spoilt_page_is_set_aside_at_the_start(void** state) {
    auto& shelf = shelf_of(state);
    shelf.open();
    for (int each = 0; each < 2000; ++each)
        shelf.store->add(shelf.send("alice"));
    shelf.store.reset();
    {
        std::fstream file{shelf.path, std::ios::in | std::ios::out | std::ios::binary};
        file.seekp(static_cast<std::streamoff>(std::filesystem::file_size(shelf.path) / 8192 * 4096));
        file << std::string(4096, '\x55');
    }
    shelf.open();
    assert_set_aside(shelf);
    shelf.store->add(shelf.send("bob"));
    assert_true(shelf.flush());
    assert_int_equal(shelf.reopened().sends.size(), 1);
}

void damage_that_shows_later_costs_nothing_that_memory_knows_and_has_a_key(void** state) {
    auto& shelf = shelf_of(state);
    shelf.open().add(state::lock{"old", "local", begin + 1h});
    const std::string hash = shelf.store->hash_phone("13105551212");
    shelf.store.reset();
    shelf.open().add(state::lock{"bob", "local", begin + 1h});
    shelf.store->add(state::recovery_code{"alice", 1, {1}, {2}, begin, std::nullopt});
    assert_true(shelf.flush());
    std::filesystem::rename(shelf.files.write("spoilt", std::string(8192, 'x')), shelf.path);
    shelf.store->add(shelf.send("alice"));
    assert_true(shelf.flush());
    assert_set_aside(shelf);
    const auto found = shelf.reopened();
    assert_int_equal(found.sends.size(), 1);
    assert_int_equal(found.locks.size(), 2);
    assert_int_equal(found.recovery_codes.size(), 1);
    assert_string_equal(shelf.store->hash_phone("13105551212").c_str(), hash.c_str());
}

void damage_again_and_again_does_not_fill_the_disk(void** state) {
    auto& shelf = shelf_of(state);
    shelf.open();
    for (int each = 0; each < 3; ++each) {
        std::filesystem::rename(shelf.files.write("spoilt", std::string(8192, 'x')), shelf.path);
        shelf.store->add(shelf.send("alice"));
        static_cast<void>(shelf.flush());
        shelf.pass(1s);
    }
    assert_set_aside(shelf);
    assert_int_equal(shelf.logged("is damaged again"), 1);
    shelf.pass(60s);
    assert_true(shelf.flush());
    assert_int_equal(shelf.reopened().sends.size(), 2); // one went with the file that was set aside
}

void a_database_that_is_taken_away_is_made_anew(void** state) {
    auto& shelf = shelf_of(state);
    shelf.open().add(state::lock{"bob", "local", begin + 1h});
    assert_true(shelf.flush());
    std::filesystem::remove(shelf.path);
    shelf.store->add(shelf.send("alice"));
    assert_true(shelf.flush());
    assert_int_equal(shelf.logged("it was removed"), 1);
    const auto found = shelf.reopened();
    assert_int_equal(found.sends.size(), 1);
    assert_int_equal(found.locks.size(), 1);
}

void a_database_that_somebody_holds_keeps_no_login_waiting(void** state) {
    auto& shelf = shelf_of(state);
    shelf.open();
    shelf.store.reset();
    {
        SQLite::Database other{shelf.path, SQLite::OPEN_READWRITE};
        other.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
        shelf.open().add(shelf.send("alice"));
        assert_false(shelf.store->flush(std::chrono::steady_clock::now() + state::store::patience));
        assert_int_equal(shelf.logged("database is locked"), 1);
    }
    while (!shelf.flush()) // a try may have begun before
        continue;
    assert_int_equal(shelf.reopened().sends.size(), 1);
}

void what_waits_is_bounded_and_the_log_says_what_is_dropped(void** state) {
    auto& shelf = shelf_of(state);
    shelf.path = shelf.files.write("obstacle", "") + "/state.db";
    shelf.open();
    const auto sent = shelf.send("a");
    for (std::size_t each = 0; each < state::store::capacity; ++each)
        shelf.store->add(sent);
    assert_int_equal(shelf.logged("dropped"), 0);
    shelf.store->add(sent);
    assert_int_equal(shelf.logged("more is dropped: 1 changes"), 1);
    shelf.store->add(state::recovery_code{"alice", 1, {1}, {2}, begin, begin}); // of more worth than an event
    shelf.store->add(sent);
    assert_int_equal(shelf.logged("dropped"), 1);
    shelf.pass(60s);
    shelf.store->add(sent);
    assert_int_equal(shelf.logged("more is dropped: 2 changes"), 1);

    std::filesystem::remove(shelf.files.path("obstacle"));
    assert_true(shelf.flush());
    const auto found = shelf.reopened();
    assert_int_equal(found.sends.size(), state::store::capacity);
    assert_int_equal(found.recovery_codes.size(), 1);
}

void the_log_tells_what_is_lost_at_the_end(void** state) {
    auto& shelf = shelf_of(state);
    shelf.path = shelf.files.write("obstacle", "") + "/state.db";
    shelf.open().add(shelf.send("alice"));
    shelf.store.reset();
    assert_int_equal(shelf.logged("1 changes could not be written and are lost"), 1);
}

void a_newer_release_s_database_is_left_alone(void** state) {
    auto& shelf = shelf_of(state);
    shelf.open().add(shelf.send("alice"));
    shelf.store.reset();
    shelf.execute("PRAGMA user_version = 999");
    shelf.open();
    assert_works_from_memory(shelf);
    assert_int_equal(shelf.logged("was made by a newer telesignd"), 1);
    assert_true(shelf.beside("state.db.corrupt-").empty());
    shelf.store.reset();
    assert_int_equal(shelf.number("SELECT count(*) FROM send"), 1);
}

} // namespace

int main() {
    become_nobody();
    static_cast<void>(::signal(SIGXFSZ, SIG_IGN));
    const CMUnitTest tests[] = {
        ON_SHELF(a_database_that_cannot_be_opened_leaves_all_working_and_is_tried_again),
        ON_SHELF(what_a_file_that_cannot_be_written_holds_still_counts),
        ON_SHELF(a_full_disk_leaves_all_working_and_loses_nothing),
        ON_SHELF(a_file_that_is_no_database_is_set_aside_and_a_new_one_begun),
        ON_SHELF(a_database_with_a_spoilt_page_is_set_aside_at_the_start),
        ON_SHELF(damage_that_shows_later_costs_nothing_that_memory_knows_and_has_a_key),
        ON_SHELF(damage_again_and_again_does_not_fill_the_disk),
        ON_SHELF(a_database_that_is_taken_away_is_made_anew),
        ON_SHELF(a_database_that_somebody_holds_keeps_no_login_waiting),
        ON_SHELF(what_waits_is_bounded_and_the_log_says_what_is_dropped),
        ON_SHELF(the_log_tells_what_is_lost_at_the_end),
        ON_SHELF(a_newer_release_s_database_is_left_alone),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
