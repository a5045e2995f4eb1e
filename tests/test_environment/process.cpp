// SPDX-License-Identifier: BSD-3-Clause
#include "test_environment/process.h"

#include <stdexcept>
#include <string_view>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

extern char** environ; // NOLINT(readability-redundant-declaration): unistd.h has it under _GNU_SOURCE only

namespace tests {

std::vector<char*> plain_environment() {
    std::vector<char*> result;
    for (char** each = environ; *each != nullptr; ++each)
        if (!std::string_view{*each}.starts_with("LD_PRELOAD=") &&
            !std::string_view{*each}.starts_with("PAM_WRAPPER"))
            result.push_back(*each);
    result.push_back(nullptr);
    return result;
}

process::process(const std::vector<std::string>& argv, const std::string& log, const std::string& variable) {
    // It ends with the test, however that ends.
    std::vector<char*> arguments{const_cast<char*>("/usr/bin/setpriv"), const_cast<char*>("--pdeathsig"),
                                 const_cast<char*>("KILL")};
    arguments.reserve(argv.size() + arguments.size() + 1);
    for (const std::string& each : argv)
        arguments.push_back(const_cast<char*>(each.c_str())); // posix_spawn(3) leaves them as they are
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND,
                                       0600);
    ::posix_spawn_file_actions_adddup2(&actions, 1, 2);
    std::vector<char*> environment = plain_environment();
    if (!variable.empty())
        environment.insert(environment.begin(), const_cast<char*>(variable.c_str()));
    const int error =
        ::posix_spawn(&m_id, arguments[0], &actions, nullptr, arguments.data(), environment.data());
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0)
        throw std::runtime_error{"cannot start " + argv[0]};
}

process::~process() {
    if (m_id <= 0)
        return;
    ::kill(m_id, SIGTERM);
    wait();
}

void process::signal(int number) const {
    if (m_id > 0)
        ::kill(m_id, number);
}

int process::wait() {
    int status = 0;
    if (::waitpid(m_id, &status, 0) != m_id)
        return -1;
    m_id = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void run(const std::vector<std::string>& argv) {
    if (process{argv, "/dev/null"}.wait() != 0)
        throw std::runtime_error{argv[0] + " failed"};
}

} // namespace tests
