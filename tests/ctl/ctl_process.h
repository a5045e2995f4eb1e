// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/unique_fd.h"
#include "test_environment/test_environment.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>
#include <unistd.h>

#include "cmocka_cpp.h" // so this header comes last too

namespace tests {

/// How telesignctl ended, and what it said.
struct ctl_outcome {
    int status = -1; ///< -1: by a signal
    int signal = 0;
    std::string out; ///< of a screen: all that it showed
    std::string err;
};

/// A running telesignctl. The destructor ends it.
class ctl_process {
public:
    enum class input { pipe, terminal };

    /// `argv`: the program and its arguments. Throws std::runtime_error.
    ctl_process(const std::vector<std::string>& argv, input from);
    /// On a terminal of so many columns, which also shows what is said.
    ctl_process(const std::vector<std::string>& argv, unsigned short columns);
    ctl_process(const ctl_process&) = delete;
    ctl_process& operator=(const ctl_process&) = delete;
    ~ctl_process();

    void type(std::string_view text) const;
    void end_input() { m_master.reset(); }
    /// Waits until it has said `part` on standard error, or on the screen. Throws when it ends without, or after a minute.
    void wait_for(std::string_view part);
    ctl_outcome finish();
    void signal(int number) const;
    /// Whether the terminal shows what is typed.
    [[nodiscard]] bool echoes() const;

private:
    void open_input(input from);
    void start(const std::vector<std::string>& argv);
    /// What was said so far.
    std::string said();

    pid_t m_id = -1;
    support::unique_fd m_master; ///< what is typed goes in here
    support::unique_fd m_input;
    std::string m_terminal; ///< path; empty: a pipe
    support::unique_fd m_out;
    support::unique_fd m_err; ///< none: a screen
    std::string m_screen;
};

/// What telesignctl printed, as root, in that environment; fails when that is an error.
std::string printed_by_ctl(const test_environment& around, std::vector<std::string> arguments);

/// The environment of a test, and what telesignctl said last.
struct command_fixture {
    std::unique_ptr<test_environment> around;
    ctl_outcome last;

    explicit command_fixture(const environment_options& options)
        : around{std::make_unique<test_environment>(options)} {}

    [[nodiscard]] std::vector<std::string> command(const std::vector<std::string>& arguments) const;
    /// The same for somebody who is not root; `arguments` are all that follow the program.
    [[nodiscard]] std::vector<std::string> command_of_nobody(const std::vector<std::string>& arguments) const;
    /// Runs it to its end; `typed` is all its input.
    void run(const std::vector<std::string>& arguments, std::string_view typed = {});

    void assert_status(int status) const;
    void assert_out(std::string_view part) const;
    void assert_err(std::string_view part) const;
};

inline command_fixture& on(void** state) {
    return *static_cast<command_fixture*>(*state);
}

inline int close_fixture(void** state) {
    delete static_cast<command_fixture*>(*state);
    return 0;
}

} // namespace tests
