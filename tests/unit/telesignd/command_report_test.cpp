// SPDX-License-Identifier: BSD-3-Clause
// telesignctl's report: which days are counted, and what travels.

#include "telesignd/command_fixture.h"

#include <fmt/format.h>

namespace {

using namespace tests;
using state::tally;

constexpr std::chrono::sys_seconds today{1'699'920'000s}; // 2023-11-14

/// Rows of one day, by the day's beginning.
using history = std::map<state::time_point, std::vector<tally>>;

void remember(command_fixture& d, history rows) {
    d.count = [rows = std::move(rows)](state::time_point from, state::time_point to) {
        state::tallies all;
        for (const auto& [day, of_day] : rows)
            if (day >= from && day < to)
                all.rows.insert(all.rows.end(), of_day.begin(), of_day.end());
        return std::optional{all};
    };
}

tally sends(const char* service, const char* channel, const char* region, std::int64_t count) {
    return {tally::kind::send, service, channel, region, "sent", count};
}

tally logins(const char* service, const char* channel, const char* region, result how, std::int64_t count) {
    return {tally::kind::login, service, channel, region, protocol::describe(how), count};
}

void days_are_told_with_their_cells(void** state) {
    command_fixture& d = at(state);
    d.settings.cost.prices = {{"US.voice", 50000}, {"*.sms", 12500}};
    remember(
        d, {{today - 24h,
             {sends("sshd", "sms", "GB", 3), sends("sshd", "voice", "US", 2),
              logins("sshd", "sms", "GB", result::granted, 2),
              logins("sshd", "sms", "GB", result::attempts_used_up, 1),
              logins("sshd", "voice", "US", result::not_permitted, 1),
              logins("sudo", "", "", result::ignored, 4)}},
            {today, {sends("sudo", "smart", "US", 1), logins("sudo", "smart", "US", result::unavailable, 1)}},
            {today - 24h * 7, {sends("sshd", "sms", "FR", 9)}}});
    d.ask("report", {});
    assert_facts(d, {"since=2023-11-08", "until=2023-11-14",
                     "counts=day=2023-11-13 service=sshd cells=sms/GB/3/2/1/0/0,voice/US/2/0/0/1/0",
                     "counts=day=2023-11-13 service=sudo cells=-/-/0/0/0/0/4",
                     "counts=day=2023-11-14 service=sudo cells=smart/US/1/0/1/0/0", "currency=USD",
                     "price=region=GB channel=sms millionths=12500",
                     "price=region=US channel=voice millionths=50000"});
    assert_end(d, result::granted, "");
    assert_contains(d.log, "command outcome=granted reason=reported verb=report pid=77 uid=0\n");
}

void the_span_is_of_whole_days_up_to_today(void** state) {
    command_fixture& d = at(state);
    const std::pair<const char*, const char*> table[] = {
        {"1d", "since=2023-11-14"},  {"2h", "since=2023-11-14"},         {"25h", "since=2023-11-13"},
        {"30d", "since=2023-10-16"}, {"2023-11-01", "since=2023-11-01"},
    };
    for (const auto& [since, first] : table) {
        d.ask("report", {{field_id::detail, since}});
        assert_string_equal(d.facts.at(0).c_str(), first);
    }
    for (const char* const wrong : {"yesterday", "7", "2023-11-15", "1990-01-01", "2023-02-30"}) {
        d.ask("report", {{field_id::detail, wrong}});
        assert_true(d.how == result::service_error);
    }
}

void many_cells_are_spread_over_facts_that_are_not_cut(void** state) {
    command_fixture& d = at(state);
    std::vector<tally> rows;
    for (int region = 0; region < 30; ++region)
        for (const char* const channel : {"smart", "voice", "sms"})
            rows.push_back(sends("a service with a long name", channel,
                                 fmt::format("{}{}", static_cast<char>('A' + region % 26),
                                             static_cast<char>('A' + region / 26))
                                     .c_str(),
                                 1'000'000'000));
    remember(d, {{today, rows}});
    d.ask("report", {{field_id::detail, "1d"}});
    std::size_t cells = 0;
    for (const std::string& each : d.facts) {
        assert_true(each.size() < protocol::max_text);
        cells += each.starts_with("counts=")
                     ? 1 + static_cast<std::size_t>(std::count(each.begin(), each.end(), ','))
                     : 0;
    }
    assert_int_equal(cells, 90);
}

void a_database_that_does_not_answer_is_no_report(void** state) {
    command_fixture& d = at(state);
    d.count = [](auto, auto) { return std::optional<state::tallies>{}; };
    d.ask("report", {});
    assert_end(d, result::unavailable, "The database is too busy: try again later.");
    d.count = [](auto, auto) { return std::optional{state::tallies{{}, false}}; };
    d.ask("report", {});
    assert_end(d, result::granted, "The database cannot be read: this is what waits in memory only.");
    assert_int_equal(d.turn_limit, 60);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_command, close_command)
    const CMUnitTest tests[] = {
        CASE(days_are_told_with_their_cells),
        CASE(the_span_is_of_whole_days_up_to_today),
        CASE(many_cells_are_spread_over_facts_that_are_not_cut),
        CASE(a_database_that_does_not_answer_is_no_report),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
