// SPDX-License-Identifier: BSD-3-Clause
// telesignctl's report of logins through the real module on three days: table, CSV and JSON say what
// happened.

#include "built_files.h"
#include "ctl/ctl_process.h"
#include "pam/login_fixture.h"

#include <fmt/chrono.h>
#include <nlohmann/json.hpp>
#include <signal.h>

namespace {

using namespace pam_test;
using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::sys_days;

int open_login(void** state) {
    tests::environment_options options;
    options.fake_clock = true;
    options.otp = "channels = sms\nreuse_pending = 0s\nattempts = 2\n";
    options.limits += "allowed_regions = US, GB\n";
    options.phones = "alice = +1 310 555 1212\nbob = +44 20 7946 0000\njoan = +1 876 555 1234\n";
    options.users = {"carol"};
    options.more = "[exempt]\nusers = carol\n[service sudo]\nchannels = voice\n"
                   "[cost]\nUS.sms = 0.0075\n*.sms = 0.04\nUS.voice = 0.05\ncurrency = EUR\n";
    *state = new login_fixture{options};
    return 0;
}

void log_in(login_fixture& login, const char* user, const char* service, int expected,
            std::vector<std::string> typed) {
    login.wanted.service = service;
    login.phone = user == std::string_view{"bob"} ? "442079460000" : "13105551212";
    login.wanted.stack = "auth [ignore=ignore success=ok default=bad] @MODULE@ @ARGUMENTS@\n"
                         "auth required pam_permit.so\n";
    static int host = 0; // each login is told from the others by where it comes from
    const std::string from = "192.0.2." + std::to_string(++host);
    login.wanted.rhost = from.c_str();
    login.run_as(user, std::move(typed));
    login.wanted.rhost = nullptr;
    login.assert_code(expected);
    // telesignd notes the login's end when the module has its verdict already.
    login.environment->wait_for_log(" rhost=" + from + ' ');
}

std::string text_of(sys_days day) {
    return fmt::format("{:%F}", fmt::gmtime(std::chrono::sys_seconds{day}.time_since_epoch().count()));
}

/// The first of the three days, all of them over but for the last.
sys_days live_three_days(login_fixture& login) {
    const auto first = std::chrono::ceil<days>(login.environment->now());
    login.environment->advance_clock(first + 12h - login.environment->now()); // noon, far from any midnight
    log_in(login, "alice", "sshd", PAM_SUCCESS, {the_code});
    log_in(login, "bob", "sshd", PAM_SUCCESS, {the_code});
    log_in(login, "bob", "sudo", PAM_SUCCESS, {the_code});
    login.environment->advance_clock(24h);
    log_in(login, "alice", "sshd", PAM_MAXTRIES, {"000", "001"}); // codes have seven digits here
    log_in(login, "alice", "sshd", PAM_SUCCESS, {"resend", the_code});
    login.environment->advance_clock(24h);
    log_in(login, "alice", "sudo", PAM_SUCCESS, {the_code});
    log_in(login, "joan", "sshd", PAM_PERM_DENIED, {});
    log_in(login, "carol", "sshd", PAM_SUCCESS, {});
    log_in(login, "nobody", "sshd", PAM_MAXTRIES, {"000", "001"});
    return first;
}

tests::ctl_outcome report(const login_fixture& login, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(),
                     {built::telesignctl, "--socket", login.environment->socket(), "report"});
    tests::ctl_process process{arguments, tests::ctl_process::input::pipe};
    process.end_input();
    auto told = process.finish();
    assert_string_equal(told.err.c_str(), "");
    assert_int_equal(told.status, 0);
    return told;
}

void the_numbers_are_those_of_the_logins(void** state) {
    login_fixture& login = login_of(state);
    const sys_days first = live_three_days(login);
    const std::string one = text_of(first);
    const std::string two = text_of(first + days{1});
    const std::string three = text_of(first + days{2});
    const std::string head =
        "day,service,channel,region,sends,granted,failed,refused,not_asked,cost,currency\n";
    const std::string last = three + ",sshd,-,-,0,0,1,0,1,0,EUR\n" + three + ",sshd,-,JM,0,0,0,1,0,0,EUR\n" +
                             three + ",sudo,voice,US,1,1,0,0,0,0.05,EUR\n";
    const std::string csv = report(login, {}).out; // no terminal
    assert_string_equal(csv.c_str(),
                        (head + one + ",sshd,sms,GB,1,1,0,0,0,0.04,EUR\n" + one +
                         ",sshd,sms,US,1,1,0,0,0,0.0075,EUR\n" + one + ",sudo,voice,GB,1,1,0,0,0,,EUR\n" +
                         two + ",sshd,sms,US,3,1,1,0,0,0.0225,EUR\n" + last)
                            .c_str());
    assert_string_equal(report(login, {"--since", "1d", "--csv"}).out.c_str(), (head + last).c_str());
    assert_string_equal(report(login, {"--since", three, "--csv"}).out.c_str(), (head + last).c_str());

    const auto printed = nlohmann::json::parse(report(login, {"--json", "--since", "3d"}).out);
    assert_true(printed["since"] == one && printed["until"] == three);
    assert_true(printed["total"]["sends"] == 7 && printed["total"]["granted"] == 5);
    assert_true(printed["total"]["failed"] == 2 && printed["total"]["refused"] == 1);
    assert_true(printed["total"]["not_asked"] == 1 && printed["total"]["unpriced"] == 1);
    assert_true(printed["total"]["cost"] == 0.12);
    assert_true(printed["unpriced"]["GB.voice"] == 1);
    assert_int_equal(printed["cells"].size(), 7);
}

/// As on a terminal 80 columns wide.
std::string on_terminal(const login_fixture& login, const std::string& locale) {
    const std::string command = "stty cols 80; LC_ALL=" + locale + " " + built::telesignctl + " --socket " +
                                login.environment->socket() + " report --since 3d";
    tests::ctl_process process{{"/usr/bin/script", "-qec", command, "/dev/null"},
                               tests::ctl_process::input::pipe};
    process.end_input();
    std::string shown = process.finish().out;
    std::erase(shown, '\r');
    return shown;
}

void a_terminal_gets_tables_with_bars(void** state) {
    login_fixture& login = login_of(state);
    const sys_days first = live_three_days(login);
    const std::string shown = on_terminal(login, "C.UTF-8");
    const auto assert_shown = [&](const std::string& line) {
        if (shown.find(line) == std::string::npos)
            fail_msg("\"%s\" is not in:\n%s", line.c_str(), shown.c_str());
    };
    assert_shown("Codes and logins from " + text_of(first) + " to " + text_of(first + days{2}) + " (UTC)\n");
    assert_shown("day          sends  granted  failed refused  not asked         EUR\n");
    assert_shown(text_of(first) + "       3        3       0       0          0     0.0475+  ████████████\n");
    assert_shown(text_of(first + days{2}) +
                 "       1        1       1       1          1        0.05  ████\n");
    assert_shown("total            7        5       2       1          1       0.12+\n");
    assert_shown("Without a price in [cost]: 1 of 7 codes: GB.voice (1)\n");
    assert_true(on_terminal(login, "C").find("0.0475+  ############\n") != std::string::npos);
}

void what_happened_before_a_restart_is_in_it(void** state) {
    login_fixture& login = login_of(state);
    log_in(login, "alice", "sshd", PAM_SUCCESS, {the_code});
    login.environment->restart_daemon(SIGTERM);
    log_in(login, "alice", "sshd", PAM_SUCCESS, {the_code});
    const auto printed = nlohmann::json::parse(report(login, {"--json", "--since", "2d"}).out);
    assert_true(printed["total"]["sends"] == 2 && printed["total"]["granted"] == 2);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_login, close_login)
    const CMUnitTest tests[] = {
        CASE(the_numbers_are_those_of_the_logins),
        CASE(a_terminal_gets_tables_with_bars),
        CASE(what_happened_before_a_restart_is_in_it),
    };
    return cmocka_run_group_tests_name("report", tests, nullptr, nullptr);
}
