// SPDX-License-Identifier: BSD-3-Clause
// telesignctl's log of logins through the real module: why somebody was not let in, until when, and what to run.

#include "built_files.h"
#include "ctl/ctl_process.h"
#include "pam/login_fixture.h"

#include <fmt/chrono.h>
#include <nlohmann/json.hpp>
#include <signal.h>

namespace {

using namespace pam_test;
using namespace std::chrono_literals;
using std::chrono::sys_seconds;

int open_login(void** state) {
    tests::environment_options options;
    options.fake_clock = true;
    options.otp = "channels = sms\nreuse_pending = 0s\nattempts = 3\n";
    options.limits = "failures = 3/1h\nlock_time = 15m\nsends_per_user = 2/10m\nsends_per_phone =\n"
                     "sends_per_source =\nsends_total =\nresend_cooldown = 0s\n";
    options.phones = "alice = +1 310 555 1212\nbob = +44 20 7946 0000\n";
    options.users = {"carol", "dave"};
    options.more = "[exempt staff]\nusers = carol\n";
    *state = new login_fixture{options};
    return 0;
}

void log_in(login_fixture& login, const char* user, const char* service, const char* from,
            std::vector<std::string> typed) {
    login.wanted.service = service;
    login.phone = user == std::string_view{"bob"} ? "442079460000" : "13105551212";
    login.wanted.rhost = from;
    login.run_as(user, std::move(typed));
    login.wanted.rhost = nullptr;
    login.environment->advance_clock(1s); // each login has a time of its own
}

/// What telesignctl prints with the daemon's clock, in UTC.
std::string log_of(const login_fixture& login, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"/usr/bin/env", "TZ=UTC", built::telesignctl, "--socket",
                                         login.environment->socket(), "log"});
    tests::ctl_process process{arguments, tests::ctl_process::input::pipe};
    process.end_input();
    auto told = process.finish();
    assert_string_equal(told.err.c_str(), "");
    assert_int_equal(told.status, 0);
    return told.out;
}

/// One login's line without its time.
std::string line_with(const std::string& log, std::string_view part) {
    const std::size_t at = log.find(part);
    if (at == std::string::npos)
        fail_msg("\"%s\" is not in:\n%s", std::string{part}.c_str(), log.c_str());
    const std::size_t begin = log.rfind('\n', at) + 1;
    return log.substr(begin, log.find('\n', begin) - begin);
}

std::string minute_of(sys_seconds time) {
    const auto minute = std::chrono::ceil<std::chrono::minutes>(time);
    return fmt::format("{:%H:%M}", fmt::gmtime(sys_seconds{minute}.time_since_epoch().count()));
}

/// An hour after midnight, so that no login and no lock is of two days.
void begin_day(login_fixture& login) {
    const auto now = login.environment->now();
    login.environment->advance_clock(std::chrono::ceil<std::chrono::days>(now) + 1h - now);
}

void why_a_user_was_not_let_in(void** state) {
    login_fixture& login = login_of(state);
    begin_day(login);
    log_in(login, "alice", "sshd", "203.0.113.45", {"000", "001", "002"});
    const auto locked_at = login.environment->now();
    log_in(login, "alice", "sshd", "203.0.113.45", {});
    log_in(login, "alice", "sudo", nullptr, {the_code});
    const std::string log = log_of(login, {"alice", "--since", "1h"});
    assert_int_equal(std::count(log.begin(), log.end(), '\n'), 3);
    const std::string first = line_with(log, " sshd from 203.0.113.45: refused, locked until ");
    assert_true(first.ends_with(" (failures = 3/1h); telesignctl unlock alice"));
    const bool is_right = first.find("until " + minute_of(locked_at + 15min) + ' ') != std::string::npos ||
                          first.find("until " + minute_of(locked_at + 15min - 2s) + ' ') != std::string::npos;
    if (!is_right)
        fail_msg("%s", first.c_str());
    assert_true(log.find(" sudo: granted, the code was valid\n") > log.rfind("locked until"));
}

void everybody_s_logins_name_the_user(void** state) {
    login_fixture& login = login_of(state);
    begin_day(login);
    log_in(login, "bob", "sshd", "192.0.2.1", {the_code});
    log_in(login, "carol", "sshd", "192.0.2.2", {});
    log_in(login, "dave", "sshd", "192.0.2.3", {"000", "", ""});
    for (int each = 0; each < 2; ++each)
        log_in(login, "bob", "sshd", "192.0.2.1", {the_code});
    const std::string log = log_of(login, {});
    line_with(log, " bob, sshd from 192.0.2.1: granted, the code was valid");
    line_with(log, " carol, sshd from 192.0.2.2: not asked, exempt ([exempt staff])");
    assert_true(line_with(log, " dave, sshd from 192.0.2.3: ")
                    .ends_with("no phone in phones.ini; telesignctl phone set dave"));
    assert_true(line_with(log, " bob, sshd from 192.0.2.1: refused, limited until ")
                    .ends_with(" (sends_per_user = 2/10m); telesignctl unlock --limits bob"));
    const auto printed = nlohmann::json::parse(log_of(login, {"--json", "bob"}));
    const auto& logins = printed["facts"]["login"];
    assert_int_equal(logins.size(), 3);
    assert_true(logins[0]["outcome"] == "granted" && logins[2]["outcome"] == "not_permitted");
    assert_true(logins[2]["reason"] == "limited" && logins[2].contains("until"));
}

void it_is_kept_over_restarts(void** state) {
    login_fixture& login = login_of(state);
    begin_day(login);
    log_in(login, "alice", "sshd", "203.0.113.45", {"000", "001", "002"});
    const std::string before = log_of(login, {"alice"});
    line_with(before, "refused, locked until ");
    login.environment->restart_daemon(SIGTERM);
    assert_string_equal(log_of(login, {"alice"}).c_str(), before.c_str());
    login.environment->restart_daemon(SIGKILL);
    assert_string_equal(log_of(login, {"alice"}).c_str(), before.c_str());
    assert_string_equal(log_of(login, {"nobody"}).c_str(), "There were no logins.\n");
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_login, close_login)
    const CMUnitTest tests[] = {
        CASE(why_a_user_was_not_let_in),
        CASE(everybody_s_logins_name_the_user),
        CASE(it_is_kept_over_restarts),
    };
    return cmocka_run_group_tests_name("log", tests, nullptr, nullptr);
}
