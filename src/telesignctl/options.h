// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/answer.h"
#include "telesignctl/request.h"
#include "telesignctl/show.h"

#include <functional>
#include <string>
#include <variant>

namespace telesignctl {

/// What a command line wants.
struct command_options {
    std::string socket = "/run/telesign/telesignd.sock";
    bool json = false;
    /// Whether standard output is checked before the command does anything. False: of one that changes and costs
    /// nothing, or whose change must not depend on who reads.
    bool needs_output = true;
    request query;                                             ///< unless there is `action`
    bool prompt_for_code = false;                              ///< query.code is to be typed first
    std::function<answer(const command_options&)> action = {}; ///< of a command that is more than one request
    std::function<int(const command_options&)> run =
        {}; ///< of a command that prints for itself; returns the exit status
    std::function<std::string(const answer&)> show = &as_table; ///< for people
    bool wraps = true;                                          ///< long lines of `show`, on a terminal
    std::function<std::string(const answer&)> show_json = [](const answer& reply) { return as_json(reply); };
};

/// Reads the command line, and overwrites phone numbers and codes in it. An int is the exit status of a program that has
/// said all: usage, help or version.
std::variant<command_options, int> parse_options(int argc, char** argv);

} // namespace telesignctl
