// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace tests {

/// The test's environment for a child of its, without what makes the test itself run under pam_wrapper; ends
/// with a null. The texts are the environment's.
std::vector<char*> plain_environment();

/// A child process. The destructor ends it.
class process {
public:
    /// Starts argv[0] with standard output and error going to `log` (made, or emptied). Throws
    /// std::runtime_error. `variable`: "NAME=VALUE", added to the environment unless it is empty.
    process(const std::vector<std::string>& argv, const std::string& log, const std::string& variable = {});
    process(const process&) = delete;
    process& operator=(const process&) = delete;
    ~process();

    [[nodiscard]] pid_t id() const noexcept { return m_id; }
    void signal(int number) const;
    /// Waits for its end: the exit status, or -1 after a signal.
    int wait();

private:
    pid_t m_id = -1;
};

/// Runs a program to its end and throws std::runtime_error when it fails.
void run(const std::vector<std::string>& argv);

} // namespace tests
