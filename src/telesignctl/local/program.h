// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace telesignctl {

/// A program's exit status and output.
struct program_result {
    int status = -1; ///< -1: it could not be started, ended by a signal, or took too long
    std::string out;
    std::string error; ///< standard error; or why it did not run

    [[nodiscard]] bool succeeded() const { return status == 0; }
};

/// Runs a program (its full path comes first) with an empty environment but for PATH and LANG=C, and no input.
program_result run_program(const std::vector<std::string>& argv,
                           std::chrono::seconds limit = std::chrono::seconds{20});

/// Runs `work` in a child process, which cannot harm this one: what it returns is `out`.
program_result run_in_child(const std::function<std::string()>& work,
                            std::chrono::seconds limit = std::chrono::seconds{20});

} // namespace telesignctl
