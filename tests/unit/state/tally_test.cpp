// SPDX-License-Identifier: BSD-3-Clause
// Counting for the report: what is in the file and what waits for it.

#include "unit/state/store_fixture.h"

#include <algorithm>
#include <latch>

namespace {

using namespace tests;
using state::tally;

std::optional<state::tallies> count(const store_fixture& on, state::time_point from, state::time_point to) {
    return on.store->count(from, to, std::chrono::steady_clock::now() + 20s);
}

state::login ended(const store_fixture& on, const char* outcome) {
    return {on.now(), "alice", "sshd", "192.0.2.1", "sms", "US", outcome, "any"};
}

std::int64_t number(const state::tallies& all, tally::kind event, const char* outcome) {
    std::int64_t sum = 0;
    for (const tally& each : all.rows)
        if (each.event == event && each.outcome == outcome)
            sum += each.count;
    return sum;
}

void rows_alike_are_counted_in_their_span(void** state) {
    store_fixture& s = fixture_of(state);
    s.open();
    s.store->add(s.send("alice"));
    s.pass(1h);
    s.store->add(s.send("bob"));
    s.store->add(ended(s, "granted"));
    s.store->add(ended(s, "denied"));
    const auto all = count(s, begin, begin + 24h);
    assert_true(all.has_value() && all->is_complete);
    assert_int_equal(all->rows.size(), 3);
    assert_true(all->rows[0] == (tally{tally::kind::send, "sshd", "sms", "US", "sent", 2}));
    assert_int_equal(number(*all, tally::kind::login, "granted"), 1);
    assert_int_equal(number(*count(s, begin + 1h, begin + 24h), tally::kind::send, "sent"), 1);
    assert_int_equal(number(*count(s, begin, begin + 1h), tally::kind::send, "sent"), 1);
    assert_int_equal(count(s, begin + 24h, begin + 48h)->rows.size(), 0);
}

/// They have prices of their own.
void lookups_are_no_codes(void** state) {
    store_fixture& s = fixture_of(state);
    s.open();
    state::send lookup = s.send("alice");
    lookup.channel = lookup.outcome = "lookup";
    s.store->add(lookup);
    assert_int_equal(count(s, begin, begin + 24h)->rows.size(), 0);
    state::tallies waiting;
    state::add_waiting(waiting, {lookup, s.send("alice")}, begin, begin + 24h);
    assert_int_equal(waiting.rows.size(), 1);
    assert_string_equal(waiting.rows[0].outcome.c_str(), "sent");
}

void what_comes_during_a_write_is_counted(void** state) {
    store_fixture& s = fixture_of(state);
    s.open();
    for (int each = 1; each <= 50; ++each) {
        std::latch writing{1};
        std::latch added{1};
        s.during_write = [&] {
            writing.count_down();
            added.wait();
        };
        s.is_write_awaited = true;
        s.store->add(s.send("alice"));
        writing.wait();
        s.store->add(s.send("bob"));
        added.count_down(); // what is left of the write takes longer than to ask
        assert_int_equal(number(*count(s, begin, begin + 24h), tally::kind::send, "sent"), 2 * each);
    }
}

void what_was_not_sent_does_not_count(void** state) {
    store_fixture& s = fixture_of(state);
    s.open();
    state::send given_back = s.send("alice");
    given_back.counted = false;
    state::send decoy = s.send("nobody");
    decoy.outcome = "decoy";
    s.store->add(given_back);
    s.store->add(decoy);
    assert_int_equal(count(s, begin, begin + 24h)->rows.size(), 0);
}

void what_cannot_be_written_is_counted_from_memory(void** state) {
    store_fixture& s = fixture_of(state);
    s.path = s.files.path("no/such/folder/state.db");
    s.open();
    s.store->add(s.send("alice"));
    s.store->add(s.send("alice"));
    s.store->add(ended(s, "granted"));
    const auto all = count(s, begin, begin + 24h);
    assert_true(all.has_value());
    assert_false(all->is_complete);
    assert_int_equal(number(*all, tally::kind::send, "sent"), 2);
    assert_int_equal(number(*all, tally::kind::login, "granted"), 1);
    assert_int_equal(count(s, begin + 24h, begin + 48h)->rows.size(), 0);
}

} // namespace

int main() {
    become_nobody();
    const CMUnitTest tests[] = {
        WITH_STORE_FIXTURE(rows_alike_are_counted_in_their_span),
        WITH_STORE_FIXTURE(lookups_are_no_codes),
        WITH_STORE_FIXTURE(what_comes_during_a_write_is_counted),
        WITH_STORE_FIXTURE(what_was_not_sent_does_not_count),
        WITH_STORE_FIXTURE(what_cannot_be_written_is_counted_from_memory),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
