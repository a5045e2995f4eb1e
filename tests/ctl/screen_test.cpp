// SPDX-License-Identifier: BSD-3-Clause
// What telesignctl shows on a terminal: lines that fit, and what Ctrl-C leaves.

#include "ctl/ctl_process.h"

#include <filesystem>
#include <iterator>
#include <sstream>

#include <signal.h>

namespace {

using namespace tests;

using arguments = std::vector<std::string>;

int open_fixture(void** state) {
    environment_options options;
    options.phones = "alice = +1 310 555 1212\n";
    *state = new command_fixture{options};
    return 0;
}

void show(command_fixture& s, const arguments& command, unsigned short columns) {
    ctl_process running{s.command(command), columns};
    s.last = running.finish();
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream input{text};
    for (std::string line; std::getline(input, line);)
        lines.push_back(line);
    return lines;
}

std::vector<std::string> words_of(const std::string& text) {
    std::istringstream input{text};
    return {std::istream_iterator<std::string>{input}, {}};
}

/// The texts here are ASCII but for the arrow of a remedy.
std::size_t width_of(const std::string& line) {
    return line.size() - (line.find("→") == std::string::npos ? 0 : 2);
}

/// Only a word that is longer than the terminal is wide leaves it, and stands alone then, behind its columns.
void assert_fits(const command_fixture& s, std::size_t columns) {
    for (const std::string& line : lines_of(s.last.out)) {
        bool breaks = false;
        for (std::size_t at = 1; at + 1 < line.size(); ++at)
            breaks = breaks || (line[at] == ' ' && line[at - 1] != ' ' && line[at + 1] != ' ');
        if (width_of(line) > columns && breaks)
            fail_msg("wider than %zu: %s", columns, line.c_str());
    }
}

/// On a terminal there are the words that a pipe gets, in lines that fit.
void assert_same_words(command_fixture& s, const arguments& command) {
    s.run(command);
    const std::string whole = s.last.err + s.last.out;
    bool is_broken = false;
    for (const unsigned short columns : {80, 40}) {
        show(s, command, columns);
        assert_fits(s, columns);
        assert_true(words_of(s.last.out) == words_of(whole));
        is_broken = is_broken || s.last.out != whole;
    }
    assert_true(is_broken);
}

std::string scratch_root(const command_fixture& s) {
    const std::string root = s.around->path("root");
    std::filesystem::create_directories(root + "/etc/pam.d");
    write_file(root + "/etc/pam.d/sudo", "auth required pam_unix.so\nauth required pam_telesign.so\n");
    return root;
}

void check_fits(void** state) {
    assert_same_words(on(state), {"check", "--offline", "--root", scratch_root(on(state))});
}

void the_text_of_a_finding_goes_on_below_itself(void** state) {
    command_fixture& s = on(state);
    show(s, {"check", "--offline", "--root", scratch_root(s)}, 80);
    const auto lines = lines_of(s.last.out);
    const std::size_t text =
        lines.at(0).find("telesign.conf") == std::string::npos ? 0 : lines.at(0).find(s.around->path("root"));
    assert_true(text > 9);
    bool goes_on = false;
    for (const std::string& line : lines)
        goes_on = goes_on || (line.find_first_not_of(' ') == text && line.find("→") == std::string::npos);
    assert_true(goes_on);
}

void errors_fit(void** state) {
    command_fixture& s = on(state);
    const arguments command{"phone", "list", "--config", "/nowhere/telesign.conf"};
    assert_same_words(s, command);
    s.assert_out("telesignctl: /nowhere/telesign.conf: no\n"
                 "             such file: create it, or\n"
                 "             correct the path\n");
    assert_same_words(s, {"send", "--channel", "pigeon"});
}

void help_fits(void** state) {
    for (const arguments& command :
         {arguments{"--help"}, {"enable", "--help"}, {"phoneid", "--help"}, {"phone", "set", "--help"}}) {
        show(on(state), command, 80);
        assert_fits(on(state), 80);
        show(on(state), command, 40);
        assert_fits(on(state), 40);
    }
    show(on(state), {"phoneid", "--help"}, 80);
    on(state).assert_out("Usage: telesignctl phoneid [OPTIONS] NUMBER\n");
    on(state).assert_out("  --contact                   Name and address of the phone's owner: personal\n"
                         "                              data\n");
}

void columns_of_the_environment_count_more(void** state) {
    command_fixture& s = on(state);
    arguments command{"/usr/bin/env", "COLUMNS=40"};
    const auto check = s.command({"check", "--offline", "--root", scratch_root(s)});
    command.insert(command.end(), check.begin(), check.end());
    ctl_process running{command, 200};
    s.last = running.finish();
    assert_fits(s, 40);
}

void json_stays_one_line(void** state) {
    show(on(state), {"check", "--offline", "--json", "--root", scratch_root(on(state))}, 40);
    assert_int_equal(lines_of(on(state).last.out).size(), 1);
}

/// Types Ctrl-C where `prompt` asks. bash goes on with its script unless a signal ended the command.
void assert_interrupted(command_fixture& s, const arguments& command, const std::string& prompt) {
    arguments argv{"/bin/bash", "-c", "\"$@\"; echo \"exit status $?\"", "bash"};
    const auto whole = s.command(command);
    argv.insert(argv.end(), whole.begin(), whole.end());
    ctl_process running{argv, 80};
    running.wait_for(prompt);
    running.type("\x03");
    s.last = running.finish();
    assert_int_equal(s.last.signal, SIGINT);
    assert_true(s.last.out.find("exit status") == std::string::npos);
    assert_true(s.last.out.ends_with(prompt + "^C\nCancelled.\n") ||
                s.last.out.ends_with(prompt + "\nCancelled.\n")); // where typing is not shown
    assert_true(running.echoes());
}

void control_c_ends_a_login(void** state) {
    command_fixture& s = on(state);
    assert_interrupted(s, {"login", "alice"}, "): ");
    s.around->wait_for_log("outcome=conversation_error reason=cancelled");
}

void control_c_ends_what_asks(void** state) {
    command_fixture& s = on(state);
    const std::string before = read_file(s.around->path("phones.ini"));
    assert_interrupted(s, {"phone", "set", "bob", "--config", s.around->path("telesign.conf")},
                       "Phone number: ");
    assert_string_equal(read_file(s.around->path("phones.ini")).c_str(), before.c_str());
    assert_interrupted(s, {"status", "0123456789ABCDEF0123456789ABCDEF", "--code"}, "Code: ");
}

/// nohup(1) has the command ignore SIGHUP.
void a_signal_that_is_ignored_stays_so(void** state) {
    command_fixture& s = on(state);
    arguments argv{"/bin/sh", "-c", "trap '' HUP; exec \"$@\"", "sh"};
    const auto whole = s.command({"login", "alice"});
    argv.insert(argv.end(), whole.begin(), whole.end());
    ctl_process running{argv, ctl_process::input::pipe};
    running.wait_for("): ");
    running.signal(SIGHUP);
    running.type(s.around->code(0).code + "\n");
    s.last = running.finish();
    s.assert_status(0);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)
    const CMUnitTest tests[] = {
        CASE(check_fits),
        CASE(the_text_of_a_finding_goes_on_below_itself),
        CASE(errors_fit),
        CASE(help_fits),
        CASE(columns_of_the_environment_count_more),
        CASE(json_stays_one_line),
        CASE(control_c_ends_a_login),
        CASE(control_c_ends_what_asks),
        CASE(a_signal_that_is_ignored_stays_so),
    };
    return cmocka_run_group_tests_name("ctl.screen", tests, nullptr, nullptr);
}
