// SPDX-License-Identifier: BSD-3-Clause
// The host is left as it was: signals, umask, environment, locale, folder, threads, descriptors.

#include "pam/fixture.h"

#include <clocale>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <set>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "cmocka_cpp.h"

using namespace pam_test;
using protocol::result;

namespace {

std::set<std::string> entries_of(const char* folder) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator{folder})
        names.insert(entry.path().filename());
    return names;
}

/// Everything that a module could leave changed, as text.
std::vector<std::string> host_state() {
    std::vector<std::string> state;
    for (int signal = 1; signal < NSIG; ++signal) {
        struct sigaction action = {};
        if (::sigaction(signal, nullptr, &action) == 0)
            state.push_back("signal " + std::to_string(signal) + ": " + std::to_string(action.sa_flags) +
                            " " + std::to_string(reinterpret_cast<std::uintptr_t>(action.sa_handler)));
    }
    sigset_t blocked{};
    ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
    for (int signal = 1; signal < NSIG; ++signal)
        state.push_back("blocked " + std::to_string(::sigismember(&blocked, signal)));
    const mode_t mask = ::umask(0);
    ::umask(mask);
    state.push_back("umask " + std::to_string(mask));
    for (char** variable = environ; *variable != nullptr; ++variable)
        state.emplace_back(*variable);
    state.emplace_back(std::setlocale(LC_ALL, nullptr)); // NOLINT(concurrency-mt-unsafe): no other thread now
    state.push_back(std::filesystem::current_path());
    state.push_back("threads " + std::to_string(entries_of("/proc/self/task").size()));
    for (const std::string& name : entries_of("/proc/self/fd"))
        state.push_back("descriptor " + name);
    return state;
}

/// One login with the daemon gone again at its end; the folder of its socket and the like are this test's
/// own.
int log_in(fixture& test, const fake_daemon::script& play) {
    test.wanted.arguments.clear();
    test.run(play);
    test.daemon.reset();
    return test.result.code;
}

void assert_unchanged(void** state, const fake_daemon::script& play, int code) {
    fixture& test = fixture_of(state);
    log_in(test, play); // libpam and the C library open and cache things once
    const std::vector<std::string> before = host_state();
    assert_int_equal(log_in(test, play), code);
    const std::vector<std::string> after = host_state();
    for (std::size_t i = 0; i < before.size() && i < after.size(); ++i)
        assert_string_equal(before[i].c_str(), after[i].c_str());
    assert_int_equal(before.size(), after.size());
}

void a_granted_login_changes_nothing(void** state) {
    fixture_of(state).wanted.answers = {"12345"};
    assert_unchanged(
        state,
        [](peer& module) {
            module.ask_once();
            module.verdict(result::granted, "welcome");
        },
        PAM_SUCCESS);
}

void a_failed_conversation_changes_nothing(void** state) {
    assert_unchanged(
        state, [](peer& module) { module.ask_once(); }, PAM_CONV_ERR);
}

void garbage_changes_nothing(void** state) {
    assert_unchanged(
        state,
        [](peer& module) {
            module.receive();
            module.send_bytes("garbage", 7);
        },
        PAM_AUTHINFO_UNAVAIL);
}

void a_daemon_that_hangs_up_changes_nothing(
    void** state) { // and raises no SIGPIPE, which would end this test
    assert_unchanged(
        state, [](peer& module) { module.hang_up(); }, PAM_AUTHINFO_UNAVAIL);
}

void an_absent_daemon_changes_nothing(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.arguments = "socket=/nonexistent";
    authenticate(test.wanted);
    const std::vector<std::string> before = host_state();
    assert_int_equal(authenticate(test.wanted).code, PAM_AUTHINFO_UNAVAIL);
    assert_true(before == host_state());
}

/// How many descriptors of this process lead to `path`; counts those that a program started now would
/// inherit.
struct counted {
    int all = 0;
    int inherited = 0;
};

counted sockets_to(const std::string& path) {
    counted found;
    for (const std::string& name : entries_of("/proc/self/fd")) {
        const int descriptor = std::stoi(name);
        sockaddr_un peer{};
        socklen_t size = sizeof peer;
        if (::getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size) != 0 ||
            path != peer.sun_path)
            continue;
        ++found.all;
        if ((::fcntl(descriptor, F_GETFD) & FD_CLOEXEC) == 0)
            ++found.inherited;
    }
    return found;
}

void a_program_started_during_the_conversation_inherits_no_socket(void** state) {
    fixture& test = fixture_of(state);
    counted found;
    test.wanted.answers = {"12345"};
    test.wanted.at_prompt = [&] { found = sockets_to(test.daemon->socket_path()); };
    test.run([](peer& module) {
        module.ask_once();
        module.verdict(result::granted);
    });
    assert_code(test.result, PAM_SUCCESS);
    assert_int_equal(found.all, 1);
    assert_int_equal(found.inherited, 0);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        pam_unit_test(a_granted_login_changes_nothing),
        pam_unit_test(a_failed_conversation_changes_nothing),
        pam_unit_test(garbage_changes_nothing),
        pam_unit_test(a_daemon_that_hangs_up_changes_nothing),
        pam_unit_test(an_absent_daemon_changes_nothing),
        pam_unit_test(a_program_started_during_the_conversation_inherits_no_socket),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
