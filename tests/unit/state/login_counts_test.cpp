// SPDX-License-Identifier: BSD-3-Clause
// Logins that were not granted leave a bounded trace, and are counted all the same.

#include "state/login_counts.h"

#include "state/store_fixture.h"

#include <optional>

namespace {

using namespace tests;
using state::login;
using state::tally;

constexpr int many = 10'000;

login refused(const store_fixture& on) {
    return {on.now(), "alice", "sshd", "192.0.2.1", "sms", "US", "denied", "code_wrong"};
}

std::int64_t counted(store_fixture& on, std::string_view service = {}) {
    const auto all =
        on.store->count(begin - 24h, begin + 48h, std::chrono::steady_clock::now() + 20s); // whole days
    assert_true(all.has_value() && all->is_complete);
    std::int64_t sum = 0;
    for (const tally& each : all->rows)
        if (each.event == tally::kind::login && (service.empty() || each.service == service))
            sum += each.count;
    return sum;
}

/// Rows that the refused logins have left, and the file's size in kilobytes.
struct trace {
    std::int64_t rows;
    std::int64_t kilobytes;
};

trace left_by(store_fixture& on) {
    on.store.reset();
    return {on.number("SELECT (SELECT count(*) FROM login) + (SELECT count(*) FROM login_count)"),
            on.number("SELECT page_count * page_size / 1024 FROM pragma_page_count, pragma_page_size")};
}

void somebody_who_is_refused_all_the_time_leaves_a_row_an_hour(void** state) {
    store_fixture& s = fixture_of(state);
    s.open();
    for (int each = 0; each < many; ++each) {
        s.store->add(refused(s));
        s.pass(1s);
    }
    assert_int_equal(counted(s), many);
    const trace left = left_by(s);
    assert_in_range(left.rows, 3, 4); // 2 h 46 min
    assert_in_range(left.kilobytes, 1, 200);
}

void names_and_sources_that_change_all_the_time_leave_few_rows(void** state) {
    store_fixture& s = fixture_of(state);
    s.open();
    for (int each = 0; each < many; ++each) {
        login ended = refused(s);
        ended.user = "user" + std::to_string(each);
        ended.source = "192.0.2." + std::to_string(each % 256);
        s.store->add(ended);
    }
    assert_int_equal(counted(s, "sshd"), many);
    const trace left = left_by(s);
    assert_int_equal(left.rows, state::login_counts::max_kinds + 1);
    assert_in_range(left.kilobytes, 1, 200);
}

void services_that_change_all_the_time_do_not_either(void** state) {
    store_fixture& s = fixture_of(state);
    s.open();
    for (int each = 0; each < many; ++each) {
        login ended = refused(s);
        ended.service = "service" + std::to_string(each);
        s.store->add(ended);
    }
    assert_int_equal(counted(s), many);
    assert_int_equal(counted(s, "service7"), 1);
    assert_int_equal(left_by(s).rows, 2 * state::login_counts::max_kinds + 1);
}

void a_restart_goes_on_counting(void** state) {
    store_fixture& s = fixture_of(state);
    for (int each = 0; each < 3; ++each)
        s.open().add(refused(s));
    assert_int_equal(counted(s), 3);
    assert_int_equal(left_by(s).rows, 1);
}

void what_was_granted_has_a_row_of_its_own(void** state) {
    store_fixture& s = fixture_of(state);
    s.open();
    for (int each = 0; each < 3; ++each) {
        login ended = refused(s);
        ended.outcome = "granted";
        s.store->add(ended);
    }
    assert_int_equal(counted(s), 3);
    assert_int_equal(s.reopened().logins.size(), 3);
}

} // namespace

int main() {
    become_nobody();
    const CMUnitTest tests[] = {
        WITH_STORE_FIXTURE(somebody_who_is_refused_all_the_time_leaves_a_row_an_hour),
        WITH_STORE_FIXTURE(names_and_sources_that_change_all_the_time_leave_few_rows),
        WITH_STORE_FIXTURE(services_that_change_all_the_time_do_not_either),
        WITH_STORE_FIXTURE(a_restart_goes_on_counting),
        WITH_STORE_FIXTURE(what_was_granted_has_a_row_of_its_own),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
