// SPDX-License-Identifier: BSD-3-Clause
#include "ctl/ctl_process.h"
#include "built_files.h"

#include "test_environment/process.h"

#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>

namespace tests {

namespace {

std::string all_of(int file) {
    std::string text(static_cast<std::size_t>(::lseek(file, 0, SEEK_END)), '\0');
    const auto size = ::pread(file, text.data(), text.size(), 0);
    text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return text;
}

/// An O_APPEND file in memory, so that reading it moves nothing.
support::unique_fd memory_file(const char* name) {
    support::unique_fd file{::memfd_create(name, MFD_CLOEXEC)};
    if (!file || ::fcntl(file.get(), F_SETFL, O_APPEND) != 0)
        throw std::runtime_error{"memfd_create"};
    return file;
}

} // namespace

ctl_process::ctl_process(const std::vector<std::string>& argv, input from)
    : m_out{memory_file("out")}, m_err{memory_file("err")} {
    open_input(from);
    start(argv);
}

ctl_process::ctl_process(const std::vector<std::string>& argv, unsigned short columns) {
    open_input(input::terminal);
    const winsize size{.ws_row = 24, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
    if (::ioctl(m_master.get(), TIOCSWINSZ, &size) != 0 ||
        ::fcntl(m_master.get(), F_SETFL, O_RDWR | O_NONBLOCK) != 0)
        throw std::runtime_error{"the terminal has no size"};
    std::vector<std::string> arguments{"/usr/bin/env", "--unset=COLUMNS"};
    arguments.insert(arguments.end(), argv.begin(), argv.end());
    start(arguments);
}

void ctl_process::start(const std::vector<std::string>& argv) {
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    if (m_terminal.empty())
        ::posix_spawn_file_actions_adddup2(&actions, m_input.get(), 0);
    else // the first terminal that a new session opens is its own, and Ctrl-C goes there
        ::posix_spawn_file_actions_addopen(&actions, 0, m_terminal.c_str(), O_RDWR, 0);
    ::posix_spawn_file_actions_adddup2(&actions, m_out ? m_out.get() : 0, 1);
    ::posix_spawn_file_actions_adddup2(&actions, m_err ? m_err.get() : 0, 2);
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    std::vector<char*> arguments;
    arguments.reserve(argv.size() + 1);
    for (const std::string& each : argv)
        arguments.push_back(const_cast<char*>(each.c_str())); // posix_spawn(3) leaves them as they are
    arguments.push_back(nullptr);
    const int error = ::posix_spawn(&m_id, arguments[0], &actions, &attributes, arguments.data(),
                                    plain_environment().data());
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
    m_input.reset();
    if (error != 0)
        throw std::runtime_error{"cannot start " + argv[0]};
}

void ctl_process::open_input(input from) {
    if (from == input::terminal) {
        m_master.reset(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
        if (!m_master || ::grantpt(m_master.get()) != 0 || ::unlockpt(m_master.get()) != 0)
            throw std::runtime_error{"posix_openpt"};
        m_terminal = ::ptsname(m_master.get()); // NOLINT(concurrency-mt-unsafe): one thread
        return;
    }
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0)
        throw std::runtime_error{"pipe"};
    m_input.reset(ends[0]);
    m_master.reset(ends[1]);
}

ctl_process::~ctl_process() {
    if (m_id <= 0)
        return;
    ::kill(m_id, SIGKILL);
    ::waitpid(m_id, nullptr, 0);
}

void ctl_process::type(std::string_view text) const {
    if (::write(m_master.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        throw std::runtime_error{"cannot type"};
}

std::string ctl_process::said() {
    if (m_err)
        return all_of(m_err.get());
    char got[4096];
    for (ssize_t size = 0; (size = ::read(m_master.get(), got, sizeof got)) > 0;)
        m_screen.append(got, static_cast<std::size_t>(size));
    std::erase(m_screen, '\r');
    return m_screen;
}

void ctl_process::wait_for(std::string_view part) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    while (said().find(part) == std::string::npos) {
        siginfo_t ended{};
        ::waitid(P_PID, static_cast<id_t>(m_id), &ended, WEXITED | WNOHANG | WNOWAIT);
        if (ended.si_pid != 0 || std::chrono::steady_clock::now() > until)
            throw std::runtime_error{"telesignctl never said: " + std::string{part}};
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
}

ctl_outcome ctl_process::finish() {
    int status = 0;
    pid_t ended = 0;
    while ((ended = ::waitpid(m_id, &status, m_err ? 0 : WNOHANG)) ==
           0) { // a screen that nobody reads becomes full
        static_cast<void>(said());
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
    if (ended != m_id)
        throw std::runtime_error{"waitpid"};
    m_id = -1;
    ctl_outcome result{.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
                       .signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0,
                       .out = m_out ? all_of(m_out.get()) : said(),
                       .err = m_err ? all_of(m_err.get()) : ""};
    return result;
}

void ctl_process::signal(int number) const {
    if (::kill(m_id, number) != 0)
        throw std::runtime_error{"kill"};
}

bool ctl_process::echoes() const {
    termios now{};
    return ::tcgetattr(m_master.get(), &now) == 0 && (now.c_lflag & ECHO) != 0;
}

std::string printed_by_ctl(const test_environment& around, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {built::telesignctl, "--socket", around.socket()});
    ctl_process process{arguments, ctl_process::input::pipe};
    process.end_input();
    const ctl_outcome ended = process.finish();
    assert_string_equal(ended.err.c_str(), "");
    assert_int_equal(ended.status, 0);
    return ended.out;
}

std::vector<std::string> command_fixture::command(const std::vector<std::string>& arguments) const {
    std::vector<std::string> argv{built::telesignctl, "--socket", around->socket()};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return argv;
}

std::vector<std::string> command_fixture::command_of_nobody(const std::vector<std::string>& arguments) const {
    // Where everybody can start it; the build's own folder may be closed to others.
    const std::string program = around->path("telesignctl");
    std::filesystem::copy_file(built::telesignctl, program,
                               std::filesystem::copy_options::overwrite_existing);
    ::chmod(program.c_str(), 0755);
    ::chmod(around->path("").c_str(), 0755);
    std::vector<std::string> argv{"/usr/bin/setpriv",
                                  "--reuid",
                                  "65534",
                                  "--regid",
                                  "65534",
                                  "--clear-groups",
                                  "/usr/bin/env",
                                  "--unset=TSAN_OPTIONS", // names a file of the checkout, too
                                  program};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return argv;
}

void command_fixture::run(const std::vector<std::string>& arguments, std::string_view typed) {
    ctl_process running{command(arguments), ctl_process::input::pipe};
    if (!typed.empty())
        running.type(typed);
    running.end_input();
    last = running.finish();
}

void command_fixture::assert_status(int status) const {
    if (last.status != status)
        fail_msg("exit status %d instead of %d: %s%s; %s", last.status, status, last.out.c_str(),
                 last.err.c_str(), around->daemon_log().c_str());
}

void command_fixture::assert_out(std::string_view part) const {
    if (last.out.find(part) == std::string::npos)
        fail_msg("\"%s\" is not in: %s", std::string{part}.c_str(), last.out.c_str());
}

void command_fixture::assert_err(std::string_view part) const {
    if (last.err.find(part) == std::string::npos)
        fail_msg("\"%s\" is not in: %s", std::string{part}.c_str(), last.err.c_str());
}

} // namespace tests
