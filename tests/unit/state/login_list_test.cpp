// SPDX-License-Identifier: BSD-3-Clause
// Logins as telesignctl's log lists them: what is kept of those that were not granted, and how they are found.

#include "state/login_list.h"

#include "state/login_counts.h"
#include "state/store_fixture.h"

#include <string>
#include <vector>

namespace {

using namespace tests;
using state::listed_login;
using state::login;

constexpr state::time_point hour = std::chrono::floor<std::chrono::hours>(begin); // 22:00

login ended(const store_fixture& on, const char* user, const char* outcome, const char* reason) {
    return {on.now(), user, "sshd", "192.0.2.1", "sms", "US", outcome, reason};
}

login locked(const store_fixture& on) {
    login one = ended(on, "alice", "not_permitted", "locked");
    one.detail = "failures = 10/1h";
    one.until = on.now() + 15min;
    return one;
}

std::vector<listed_login> listed(store_fixture& on, const std::string& user = {}, std::size_t max = 1000) {
    const auto all =
        on.store->list_logins({hour - 24h, hour + 24h, user, max}, std::chrono::steady_clock::now() + 20s);
    assert_true(all.has_value() && all->is_complete);
    return all->rows;
}

void logins_come_newest_first_with_their_time_and_detail(void** state) {
    store_fixture& s = fixture_of(state);
    s.open();
    const login first = ended(s, "alice", "denied", "code_wrong");
    s.store->add(first);
    s.pass(7s);
    const login second = locked(s);
    s.store->add(second);
    s.pass(1h);
    const login third = ended(s, "alice", "granted", "code_valid");
    s.store->add(third);
    const std::vector<listed_login> expected{{third}, {second}, {first}};
    assert_true(listed(s) == expected);
    s.open(); // and after a restart
    assert_true(listed(s) == expected);
}

void a_span_and_a_user_choose(void** state) {
    store_fixture& s = fixture_of(state);
    s.open();
    s.store->add(ended(s, "alice", "denied", "code_wrong"));
    s.store->add(ended(s, "bob", "granted", "code_valid"));
    s.pass(1h);
    s.store->add(ended(s, "bob", "denied", "timed_out"));
    assert_int_equal(listed(s, "bob").size(), 2);
    assert_int_equal(listed(s, "carol").size(), 0);
    const auto later =
        s.store->list_logins({hour + 1h, hour + 2h, "", 1000}, std::chrono::steady_clock::now() + 20s);
    assert_int_equal(later->rows.size(), 1);
    assert_string_equal(later->rows[0].ended.reason.c_str(), "timed_out");
    const auto newest = listed(s, "", 1);
    assert_int_equal(newest.size(), 1);
    assert_string_equal(newest[0].ended.reason.c_str(), "timed_out");
}

void of_many_alike_the_first_are_listed_and_the_others_counted(void** state) {
    store_fixture& s = fixture_of(state);
    s.open();
    constexpr int count = 500;
    for (int each = 0; each < count; ++each) {
        s.store->add(locked(s));
        s.pass(1s);
    }
    const auto rows = listed(s, "alice");
    constexpr int kept = state::login_counts::max_rows_of_kind;
    assert_int_equal(rows.size(), kept + 1);
    assert_int_equal(rows[0].number, count - kept);
    assert_true(rows[0].ended.at == hour && !rows[0].ended.until);
    assert_string_equal(rows[0].ended.reason.c_str(), "locked");
    assert_int_equal(rows[1].number, 0);
    assert_true(rows[kept].ended.at == begin);
    s.store.reset();
    assert_int_equal(s.number("SELECT count(*) FROM counted_login"), kept);
}

void names_that_change_all_the_time_leave_few_rows(void** state) {
    store_fixture& s = fixture_of(state);
    s.open();
    constexpr int count = 5000;
    for (int each = 0; each < count; ++each)
        s.store->add(ended(s, ("user" + std::to_string(each)).c_str(), "denied", "unknown_user"));
    const auto rows = listed(s);
    constexpr int kept = state::login_counts::max_kinds;
    assert_int_equal(rows.size(), kept + 1);
    assert_int_equal(rows[0].number, count - kept);
    assert_string_equal(rows[0].ended.user.c_str(), "");
    s.store.reset();
    assert_int_equal(s.number("SELECT count(*) FROM counted_login"), kept);
}

void what_waits_for_the_disk_is_listed(void** state) {
    store_fixture& s = fixture_of(state);
    s.execute("CREATE TABLE theirs (a)"); // another program's: nothing can be written
    s.open();
    s.store->add(ended(s, "alice", "granted", "code_valid"));
    s.store->add(ended(s, "bob", "granted", "code_valid"));
    s.store->add(locked(s));
    const auto all =
        s.store->list_logins({hour, hour + 1h, "alice", 1000}, std::chrono::steady_clock::now() + 20s);
    assert_true(all.has_value() && !all->is_complete);
    assert_int_equal(all->rows.size(), 2);
    assert_string_equal(all->rows[0].ended.detail.c_str(), "failures = 10/1h");
}

void old_rows_go(void** state) {
    store_fixture& s = fixture_of(state);
    s.open().add(locked(s));
    assert_true(s.flush());
    s.pass(std::chrono::hours{24 * 91});
    s.store->add(ended(s, "alice", "granted", "code_valid"));
    assert_true(s.flush());
    s.store.reset();
    assert_int_equal(s.number("SELECT count(*) FROM counted_login"), 0);
}

} // namespace

int main() {
    become_nobody();
    const CMUnitTest tests[] = {
        WITH_STORE_FIXTURE(logins_come_newest_first_with_their_time_and_detail),
        WITH_STORE_FIXTURE(a_span_and_a_user_choose),
        WITH_STORE_FIXTURE(of_many_alike_the_first_are_listed_and_the_others_counted),
        WITH_STORE_FIXTURE(names_that_change_all_the_time_leave_few_rows),
        WITH_STORE_FIXTURE(what_waits_for_the_disk_is_listed),
        WITH_STORE_FIXTURE(old_rows_go),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
