// SPDX-License-Identifier: BSD-3-Clause
// What `telesignctl log` asks for, and its sentences.

#include "telesignctl/login_log.h"

#include "unit/telesignctl/command_line_fixture.h"

#include <cstdlib>
#include <ctime>

namespace {

using namespace std::chrono_literals;
using namespace telesignctl;
using protocol::field_id;
using tests::command_line_fixture;

constexpr std::chrono::sys_seconds now{1'700'002'800s}; // 2023-11-14T23:00:00Z

command_line_fixture& on(void** state) {
    return *static_cast<command_line_fixture*>(*state);
}

void set_zone(const char* zone) {
    ::setenv("TZ", zone, 1);
    ::tzset();
}

answer of(std::vector<std::string> logins, std::string text = {}) {
    answer reply{protocol::result::granted, std::move(text), {}};
    for (std::string& each : logins)
        reply.facts.emplace_back("login", std::move(each));
    return reply;
}

constexpr const char* locked =
    "at=2023-11-14T22:13:20Z outcome=not_permitted reason=locked user=alice service=sshd "
    "source=203.0.113.45 until=2023-11-14T22:27:20Z detail=\"failures = 10/1h\"";

void a_locked_login_says_until_when_and_what_to_run(void**) {
    set_zone("UTC");
    assert_string_equal(log_as_text(of({locked}), false, now).c_str(),
                        "22:13:20 sshd from 203.0.113.45: refused, locked until 22:28 (failures = 10/1h); "
                        "telesignctl unlock alice\n");
    assert_string_equal(
        log_as_text(of({locked, "at=2023-11-14T22:20:00Z outcome=granted reason=code_valid user=bob "
                                "service=sudo channel=sms"},
                       "There are older ones."),
                    true, now)
            .c_str(),
        "22:13:20 alice, sshd from 203.0.113.45: refused, locked until 22:28 (failures = 10/1h); "
        "telesignctl unlock alice\n"
        "22:20:00 bob, sudo: granted, the code was valid\n"
        "There are older ones.\n");
}

void times_are_local_and_another_day_has_its_date(void**) {
    set_zone("EST5"); // UTC-5, without summer time
    assert_string_equal(log_as_text(of({locked}), false, now + 24h).c_str(),
                        "2023-11-14 17:13:20 sshd from 203.0.113.45: refused, locked until 17:28 "
                        "(failures = 10/1h); telesignctl unlock alice\n");
    set_zone("CET-1:30"); // the lock ends on the next day
    assert_string_equal(log_as_text(of({locked}), false, now - 45min).c_str(),
                        "23:43:20 sshd from 203.0.113.45: refused, locked until 23:58 (failures = 10/1h); "
                        "telesignctl unlock alice\n");
    set_zone("CET-1:40");
    assert_true(log_as_text(of({locked}), false, now).find("locked until 2023-11-15 00:08 (") !=
                std::string::npos);
    set_zone("UTC");
}

void a_number_of_logins_has_an_hour(void**) {
    set_zone("UTC");
    assert_string_equal(log_as_text(of({"at=2023-11-14T22:00:00Z number=47 outcome=denied "
                                        "reason=code_wrong user=alice service=sshd source=192.0.2.1",
                                        "at=2023-11-14T22:00:00Z number=1 outcome=not_permitted "
                                        "reason=locked service=sshd",
                                        "at=2023-11-14T22:00:00Z number=2 outcome=denied reason=timed_out"}),
                                    true, now)
                            .c_str(),
                        "22:00-23:00 alice, sshd from 192.0.2.1: 47 further logins: failed, the code was "
                        "wrong\n"
                        "22:00-23:00 several users, sshd: 1 further login: refused, locked\n"
                        "22:00-23:00 several users, several services: 2 further logins: failed, no code "
                        "was typed in time\n");
}

logged_login ended(const char* outcome, const char* reason, const char* detail = "") {
    logged_login login;
    login.at = now;
    login.outcome = outcome;
    login.reason = reason;
    login.user = "alice";
    login.detail = detail;
    return login;
}

void every_outcome_has_the_reports_word(void**) {
    const std::pair<const char*, const char*> table[] = {
        {"granted", "granted"},      {"ignored", "not asked"},         {"not_permitted", "refused"},
        {"denied", "failed"},        {"attempts_used_up", "failed"},   {"unavailable", "failed"},
        {"service_error", "failed"}, {"conversation_error", "failed"},
    };
    for (const auto& [outcome, word] : table)
        assert_string_equal(outcome_word(outcome), word);
}

void sentences_name_the_reason_and_the_command(void**) {
    const std::pair<logged_login, const char*> table[] = {
        {ended("ignored", "exempt", "office"), "not asked, exempt (office)"},
        {ended("ignored", "unmapped"),
         "not asked, no phone in phones.ini and unmapped = skip; telesignctl phone set alice"},
        {ended("denied", "unmapped"), "failed, no phone in phones.ini; telesignctl phone set alice"},
        {ended("unavailable", "telesign_unreachable", "connection refused"),
         "failed, TeleSign could not be reached (connection refused); telesignctl check"},
        {ended("not_permitted", "limited", "sends_per_user = 5/10m"),
         "refused, limited (sends_per_user = 5/10m); telesignctl unlock --limits alice"},
        {ended("not_permitted", "limited", "sends_total = 100/1h"),
         "refused, limited (sends_total = 100/1h); telesignctl limits"},
        {ended("denied", "unknown_user", "the system has no such user"),
         "failed, neither the system nor phones.ini knows the user"},
        {ended("denied", "of_a_newer_telesignd"), "failed, reason of_a_newer_telesignd"},
    };
    for (const auto& [login, sentence] : table)
        assert_string_equal(sentence_of(login).c_str(), sentence);
}

void what_the_provider_said_does_not_hide_the_reason(void**) {
    set_zone("UTC");
    logged_login login = ended("not_permitted", "locked", "status 290 (in progress); failures = 3/1h");
    login.until = now + 15min;
    assert_string_equal(sentence_of(login).c_str(),
                        "refused, locked until 23:15 (failures = 3/1h); telesignctl unlock alice");
    assert_string_equal(sentence_of(ended("conversation_error", "cancelled", "status 290")).c_str(),
                        "failed, the user or the program cancelled");
}

void names_from_outside_forge_neither_a_line_nor_a_command(void**) {
    set_zone("UTC");
    const std::string line =
        log_as_text(of({"at=2023-11-14T22:13:20Z outcome=not_permitted reason=locked "
                        "user=\"eve, sshd: granted; $(reboot)'\" service=sshd source=\"a b\""}),
                    true, now);
    assert_string_equal(line.c_str(),
                        "22:13:20 \"eve, sshd: granted; $(reboot)'\", sshd from \"a b\": refused, "
                        "locked; telesignctl unlock 'eve, sshd: granted; $(reboot)'\\'''\n");
    logged_login dashed = ended("not_permitted", "locked");
    dashed.user = "--limits";
    assert_string_equal(sentence_of(dashed).c_str(), "refused, locked; telesignctl unlock -- --limits");
}

void an_answer_that_is_no_log_is_shown_as_it_is(void**) {
    assert_string_equal(log_as_text({protocol::result::unavailable, "No."}, true, now).c_str(), "No.\n");
    assert_int_equal(read_log({protocol::result::granted, "", {{"other", "at=x"}}}).size(), 0);
    assert_string_equal(log_as_text(of({}, "There were no logins."), true, now).c_str(),
                        "There were no logins.\n");
}

void the_command_line_names_a_user_and_a_span(void** state) {
    set_zone("EST5");
    on(state).parse({"log"});
    assert_string_equal(on(state).query().command.c_str(), "log");
    assert_string_equal(on(state).field(field_id::detail).c_str(), "1d");
    assert_false(on(state).options().needs_output);
    on(state).parse({"log", "alice", "--since", "1h"});
    assert_string_equal(on(state).field(field_id::user).c_str(), "alice");
    assert_string_equal(on(state).field(field_id::detail).c_str(), "1h");
    on(state).parse({"log", "--since", "2023-11-14"}); // begins at midnight here
    assert_string_equal(on(state).field(field_id::detail).c_str(), "2023-11-14T05:00:00Z");
    set_zone("UTC");
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, tests::open_command_line, tests::close_command_line)
    const CMUnitTest tests[] = {
        CASE(a_locked_login_says_until_when_and_what_to_run),
        CASE(times_are_local_and_another_day_has_its_date),
        CASE(a_number_of_logins_has_an_hour),
        CASE(every_outcome_has_the_reports_word),
        CASE(sentences_name_the_reason_and_the_command),
        CASE(what_the_provider_said_does_not_hide_the_reason),
        CASE(names_from_outside_forge_neither_a_line_nor_a_command),
        CASE(an_answer_that_is_no_log_is_shown_as_it_is),
        CASE(the_command_line_names_a_user_and_a_span),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
