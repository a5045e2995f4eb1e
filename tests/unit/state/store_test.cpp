// SPDX-License-Identifier: BSD-3-Clause
#include "state/store.h"

#include "state/database.h"
#include "state/store_fixture.h"

namespace {

using namespace tests;
using state::removal;

const state::recovery_code a_code{"alice", 3, {1, 2, 0, 255}, {9, 8, 7}, begin, std::nullopt};

mode_t mode_of(const std::string& path) {
    struct stat about {};
    return ::stat(path.c_str(), &about) == 0 ? about.st_mode & 07777 : 0;
}

void a_missing_database_and_its_folder_are_made_for_the_daemon_alone(void** state) {
    auto& fixture = fixture_of(state);
    fixture.path = fixture.files.path("telesign/state.db");
    fixture.open().add(fixture.send("alice"));
    assert_true(fixture.flush());
    assert_int_equal(mode_of(fixture.files.path("telesign")), 0700);
    assert_int_equal(mode_of(fixture.path), 0600);
    assert_int_equal(mode_of(fixture.path + "-wal"), 0600);
    assert_int_equal(fixture.logged("error"), 0);
}

void it_writes_ahead_and_syncs_at_checkpoints(void** state) {
    auto& fixture = fixture_of(state);
    fixture.open().add(fixture.send("alice"));
    assert_true(fixture.flush());
    assert_false(fixture.beside("state.db-wal").empty());
    fixture.store.reset();
    assert_true(fixture.beside("state.db-wal").empty()); // a clean end leaves one file
    assert_int_equal(fixture.number("SELECT count(*) FROM send"), 1);
}

void every_kind_of_record_survives(void** state) {
    auto& fixture = fixture_of(state);
    auto& store = fixture.open();
    const auto now = fixture.now();
    const std::string hostile{"a\0'\xff\n;", 6};
    state::send sent{now,  hostile,       "13105551212", "2001:db8::/64", "sshd", "voice",
                     "GB", "unavailable", false};
    const state::login ended{now, "bob", "sudo", "", "sms", "GB", "granted", "code_valid"};
    const state::failure wrong{now, "bob", "local"};
    const state::lock locked{"bob", "192.0.2.7", now};
    state::remembered known{"eve", "192.0.2.9", "sshd", "13105551212", now};
    store.add(sent);
    store.add(ended);
    store.add(wrong);
    store.add(locked);
    store.add(known);
    store.add(a_code);
    const auto found = fixture.reopened();
    const std::string phone = fixture.store->hash_phone("13105551212");
    sent.phone = known.phone = phone;
    assert_true(found.sends == std::vector{sent});
    assert_true(found.logins == std::vector{ended});
    assert_true(found.failures == std::vector{wrong});
    assert_true(found.locks == std::vector{locked});
    assert_true(found.remembered_logins == std::vector{known});
    assert_true(found.recovery_codes == std::vector{a_code});
}

void the_oldest_comes_first(void** state) {
    auto& fixture = fixture_of(state);
    auto& store = fixture.open();
    for (const char* user : {"first", "second", "third"}) {
        store.add(fixture.send(user));
        fixture.pass(1ms);
    }
    store.add(fixture.send("fourth"));
    store.add(fixture.send("fifth")); // at the same time
    const auto sends = fixture.reopened().sends;
    assert_int_equal(sends.size(), 5);
    const char* const users[] = {"first", "second", "third", "fourth", "fifth"};
    for (std::size_t each = 0; each < 5; ++each)
        assert_string_equal(sends[each].user.c_str(), users[each]);
}

void the_newest_of_a_key_counts(void** state) {
    auto& fixture = fixture_of(state);
    auto& store = fixture.open();
    store.add(state::lock{"bob", "local", begin + 1h});
    store.add(state::lock{"bob", "local", begin + 2h});
    auto used = a_code;
    store.add(a_code);
    used.used = begin + 1s;
    store.add(used);
    const auto found = fixture.reopened();
    assert_int_equal(found.locks.size(), 1);
    assert_true(found.locks[0].at == begin + 2h);
    assert_true(found.recovery_codes == std::vector{used});
}

void a_removal_takes_those_of_one_user_or_of_all(void** state) {
    auto& fixture = fixture_of(state);
    auto& store = fixture.open();
    for (const char* user : {"alice", "bob"}) {
        store.add(state::lock{user, "local", begin + 1h});
        store.add(state::failure{begin, user, "local"});
        store.add(state::remembered{user, "192.0.2.1", "ssh", "", begin + 1h});
        store.add(state::recovery_code{user, 1, {1}, {1}, begin, std::nullopt});
    }
    store.add(removal{removal::kind::locks, "alice"});
    store.add(removal{removal::kind::remembered, std::nullopt});
    store.add(removal{removal::kind::recovery_codes, "bob"});
    store.add(state::remembered{"carol", "192.0.2.1", "ssh", "", begin + 1h}); // after it, in order
    const auto found = fixture.reopened();
    assert_int_equal(found.locks.size(), 1);
    assert_string_equal(found.locks[0].user.c_str(), "bob");
    assert_int_equal(found.failures.size(), 1); // an unlocked user begins anew
    assert_string_equal(found.failures[0].user.c_str(), "bob");
    assert_int_equal(found.remembered_logins.size(), 1);
    assert_string_equal(found.remembered_logins[0].user.c_str(), "carol");
    assert_int_equal(found.recovery_codes.size(), 1);
    assert_string_equal(found.recovery_codes[0].user.c_str(), "alice");
}

void a_removal_may_take_the_locks_of_one_source(void** state) {
    auto& fixture = fixture_of(state);
    auto& store = fixture.open();
    for (const char* source : {"local", "192.0.2.1"}) {
        store.add(state::lock{"alice", source, begin + 1h});
        store.add(state::failure{begin, "alice", source});
    }
    store.add(state::lock{"bob", "local", begin + 1h});
    store.add(removal{removal::kind::locks, "alice", "local"});
    const auto found = fixture.reopened();
    assert_int_equal(found.locks.size(), 2);
    for (const auto& each : found.locks)
        assert_string_equal(each.source.c_str(), each.user == "alice" ? "192.0.2.1" : "local");
    assert_int_equal(found.failures.size(), 1);
    assert_string_equal(found.failures[0].source.c_str(), "192.0.2.1");
}

void rows_that_are_too_old_are_not_loaded_and_go_from_the_file(void** state) {
    auto& fixture = fixture_of(state);
    auto& store = fixture.open();
    auto used = a_code;
    used.used = fixture.now();
    used.number = 4;
    store.add(fixture.send("old"));
    store.add(state::login{fixture.now(), "old", "", "", "", "", "", ""});
    store.add(state::failure{fixture.now(), "old", ""});
    store.add(state::lock{"old", "", fixture.now()});
    store.add(state::remembered{"old", "", "", "", fixture.now()});
    store.add(used);
    store.add(a_code); // not used: it must work for ever
    fixture.pass(1ms);
    store.add(fixture.send("young"));
    assert_true(fixture.flush());
    fixture.pass(std::chrono::days{90});
    const auto found = fixture.reopened();
    assert_int_equal(found.sends.size(), 1);
    assert_string_equal(found.sends[0].user.c_str(), "young");
    assert_true(found.logins.empty() && found.failures.empty() && found.locks.empty() &&
                found.remembered_logins.empty());
    assert_true(found.recovery_codes == std::vector{a_code});

    fixture.pass(1h); // while it runs, too
    fixture.store->add(fixture.send("today"));
    assert_true(fixture.flush());
    fixture.store.reset();
    assert_int_equal(fixture.number("SELECT count(*) FROM send"), 1);
    assert_int_equal(fixture.number("SELECT count(*) FROM send WHERE user = 'today'"), 1);
    assert_int_equal(
        fixture.number("SELECT (SELECT count(*) FROM login_count) + (SELECT count(*) FROM failure) + "
                       "(SELECT count(*) FROM lock) + (SELECT count(*) FROM remembered)"),
        0);
    assert_int_equal(fixture.number("SELECT count(*) FROM recovery_code"), 1);
}

void sends_for_nobody_take_no_room_of_real_ones(void** state) {
    auto& fixture = fixture_of(state);
    auto& store = fixture.open();
    constexpr int many = state::database::max_kept_decoys + 2000;
    store.add(fixture.send("alice"));
    state::send decoy = fixture.send("nobody");
    decoy.outcome = "decoy";
    for (int each = 0; each < many; ++each)
        store.add(decoy);
    assert_true(fixture.flush());
    fixture.pass(1h);
    store.add(fixture.send("bob"));
    assert_true(fixture.flush());
    fixture.store.reset();
    assert_int_equal(fixture.number("SELECT count(*) FROM send WHERE outcome = 'decoy'"),
                     state::database::max_kept_decoys);
    assert_int_equal(fixture.number("SELECT count(*) FROM send WHERE outcome = 'sent'"), 2);
}

void rows_go_once_an_hour_without_a_restart(void** state) {
    auto& fixture = fixture_of(state);
    auto& store = fixture.open();
    store.add(fixture.send("old"));
    assert_true(fixture.flush());
    fixture.pass(std::chrono::days{91});
    store.add(fixture.send("new"));
    assert_true(fixture.flush());
    fixture.store.reset();
    assert_int_equal(fixture.number("SELECT count(*) FROM send"), 1);
}

void a_phone_is_kept_as_a_hash_whose_key_survives(void** state) {
    auto& fixture = fixture_of(state);
    const std::string number = "13105551212";
    auto sent = fixture.send("alice");
    sent.phone = number;
    fixture.open().add(sent);
    sent.phone.clear(); // of a user without one
    fixture.store->add(sent);
    const std::string hash = fixture.store->hash_phone(number);
    const auto found = fixture.reopened();
    assert_int_equal(hash.size(), 32);
    assert_string_equal(found.sends.at(0).phone.c_str(), hash.c_str());
    assert_string_equal(found.sends.at(1).phone.c_str(), "");
    assert_string_equal(fixture.store->hash_phone(number).c_str(), hash.c_str());
    assert_string_not_equal(fixture.store->hash_phone("13105551213").c_str(), hash.c_str());
    fixture.store.reset();
    fixture.path = fixture.files.path("other.db"); // another database, another hash
    assert_string_not_equal(fixture.open().hash_phone(number).c_str(), hash.c_str());
}

void flush_waits_for_what_was_added_before(void** state) {
    auto& fixture = fixture_of(state);
    auto& store = fixture.open();
    assert_true(store.flush(std::chrono::steady_clock::now())); // nothing waits
    std::atomic<unsigned> failures = 0;
    std::vector<std::thread> logins;
    logins.reserve(8);
    for (int each = 0; each < 8; ++each)
        logins.emplace_back([&] {
            for (int turn = 0; turn < 100; ++turn) {
                store.add(fixture.send("alice"));
                if (!store.flush(std::chrono::steady_clock::now() + 20s))
                    ++failures;
            }
        });
    for (auto& each : logins)
        each.join();
    assert_int_equal(failures, 0);
    assert_int_equal(fixture.reopened().sends.size(), 800);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        WITH_STORE_FIXTURE(a_missing_database_and_its_folder_are_made_for_the_daemon_alone),
        WITH_STORE_FIXTURE(it_writes_ahead_and_syncs_at_checkpoints),
        WITH_STORE_FIXTURE(every_kind_of_record_survives),
        WITH_STORE_FIXTURE(the_oldest_comes_first),
        WITH_STORE_FIXTURE(the_newest_of_a_key_counts),
        WITH_STORE_FIXTURE(a_removal_takes_those_of_one_user_or_of_all),
        WITH_STORE_FIXTURE(a_removal_may_take_the_locks_of_one_source),
        WITH_STORE_FIXTURE(rows_that_are_too_old_are_not_loaded_and_go_from_the_file),
        WITH_STORE_FIXTURE(sends_for_nobody_take_no_room_of_real_ones),
        WITH_STORE_FIXTURE(rows_go_once_an_hour_without_a_restart),
        WITH_STORE_FIXTURE(a_phone_is_kept_as_a_hash_whose_key_survives),
        WITH_STORE_FIXTURE(flush_waits_for_what_was_added_before),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
