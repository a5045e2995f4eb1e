// SPDX-License-Identifier: BSD-3-Clause
// telesignctl's log: which logins are asked for, and what travels.

#include "telesignd/command_fixture.h"

namespace {

using namespace tests;
using state::listed_login;
using state::login;

constexpr std::chrono::sys_seconds begin{1'700'000'000s}; // 2023-11-14T22:13:20Z

login locked_login() {
    return {begin, "alice",         "sshd",   "203.0.113.45",     "sms",
            "US",  "not_permitted", "locked", "failures = 10/1h", begin + 15min};
}

/// The questions that the database got.
std::vector<state::login_query> answer_with(command_fixture& d, std::vector<listed_login> rows,
                                            const char* since, const char* user = "") {
    std::vector<state::login_query> asked;
    d.list_logins = [&](const state::login_query& query) {
        asked.push_back(query);
        state::login_list all;
        for (const listed_login& each : rows)
            if (each.ended.at >= query.from && each.ended.at < query.to)
                all.rows.push_back(each);
        return std::optional{all};
    };
    d.ask("log", {{field_id::user, user}, {field_id::detail, since}});
    return asked;
}

void logins_are_told_oldest_first(void** state) {
    command_fixture& d = at(state);
    d.now = begin + 1h;
    login sudo{begin + 20s, "bob", "sudo", "", "voice", "GB", "granted", "code_valid"};
    login many = locked_login();
    many.at = std::chrono::floor<std::chrono::hours>(begin);
    many.until.reset();
    many.detail.clear();
    answer_with(d, {{many, 47}, {sudo}, {locked_login()}}, "2h");
    assert_facts(d,
                 {"login=at=2023-11-14T22:13:20Z outcome=not_permitted reason=locked user=alice service=sshd "
                  "source=203.0.113.45 channel=sms until=2023-11-14T22:28:20Z detail=\"failures = 10/1h\"",
                  "login=at=2023-11-14T22:13:40Z outcome=granted reason=code_valid user=bob service=sudo "
                  "channel=voice",
                  "login=at=2023-11-14T22:00:00Z number=47 outcome=not_permitted reason=locked user=alice "
                  "service=sshd source=203.0.113.45 channel=sms"});
    assert_end(d, result::granted, "");
    assert_contains(d.log, "command outcome=granted reason=listed verb=log pid=77 uid=0\n");
}

void the_span_is_exact_and_the_database_is_asked_for_days(void** state) {
    command_fixture& d = at(state);
    d.now = begin + 1h;
    const auto asked = answer_with(d, {{locked_login()}}, "3d", "alice");
    assert_int_equal(asked.size(), 4); // the last begins in the past hour
    assert_true(asked.front().to == std::chrono::floor<std::chrono::hours>(d.now) + 2h);
    assert_true(asked.back().from == std::chrono::floor<std::chrono::hours>(d.now - std::chrono::days{3}));
    for (std::size_t each = 1; each < asked.size(); ++each)
        assert_true(asked[each].to == asked[each - 1].from && asked[each].user == "alice");
    assert_int_equal(d.facts.size(), 1);
    answer_with(d, {{locked_login()}}, "30m"); // the same hour, but before
    assert_facts(d, {});
    assert_end(d, result::granted, "There were no logins.");
    answer_with(d, {{locked_login()}}, "2023-11-14T22:13:20Z");
    assert_int_equal(d.facts.size(), 1);
    answer_with(d, {{locked_login()}}, "2023-11-14T22:13:21Z");
    assert_int_equal(d.facts.size(), 0);
    for (const char* const wrong : {"yesterday", "7", "2024-11-15T00:00:00Z", "1990-01-01T00:00:00Z", "0s"}) {
        answer_with(d, {}, wrong);
        assert_true(d.how == result::service_error);
    }
}

void there_is_an_end_to_a_long_list(void** state) {
    command_fixture& d = at(state);
    std::vector<std::size_t> wanted;
    d.list_logins = [&](const state::login_query& query) {
        wanted.push_back(query.max);
        state::login_list all;
        all.rows.assign(std::min<std::size_t>(query.max, 6000), {locked_login()});
        return std::optional{all};
    };
    d.ask("log", {{field_id::detail, "30d"}}); // nobody reads so many facts while it runs
    assert_true(wanted == std::vector<std::size_t>({10'000, 4000}));
}

void long_names_leave_the_rest_readable(void** state) {
    command_fixture& d = at(state);
    login odd = locked_login();
    odd.user = odd.service = odd.source = std::string(2000, '"');
    odd.detail = std::string(2000, 'x');
    answer_with(d, {{odd}}, "");
    assert_int_equal(d.facts.size(), 1);
    assert_in_range(d.facts[0].size(), 600, protocol::max_text + std::size_t{6});
    assert_contains(d.facts[0], "until=2023-11-14T22:28:20Z detail=xxx");
}

void a_database_that_does_not_answer_is_no_log(void** state) {
    command_fixture& d = at(state);
    d.list_logins = [](const auto&) { return std::optional<state::login_list>{}; };
    d.ask("log", {});
    assert_end(d, result::unavailable, "The database is too busy: try again later.");
    d.list_logins = [](const auto&) { return std::optional{state::login_list{{}, false}}; };
    d.ask("log", {});
    assert_end(d, result::granted,
               "The database cannot be read: these are the logins that wait in memory only.");
    assert_int_equal(d.turn_limit, 60);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_command, close_command)
    const CMUnitTest tests[] = {
        CASE(logins_are_told_oldest_first),
        CASE(the_span_is_exact_and_the_database_is_asked_for_days),
        CASE(there_is_an_end_to_a_long_list),
        CASE(long_names_leave_the_rest_readable),
        CASE(a_database_that_does_not_answer_is_no_log),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
