// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/options.h"

#include <functional>
#include <string>

namespace CLI {
class App;
}

// What each group of commands adds to the command line: one function and one file a group, listed in the table of
// options.cpp. A subcommand's CLI11 callback puts what it wants into `options`, and throws CLI::ValidationError for what
// cannot be; it runs when the whole line has been read.
namespace telesignctl {

struct command_line {
    CLI::App& app;
    command_options& options;
    /// Overwrites an argument that has this value: a phone number or a code.
    std::function<void(const std::string&)> scrub;
};

void add_phone_book_commands(const command_line& line); ///< phone list, show, set, remove
void add_phone_commands(const command_line& line);      ///< phoneid, send, status
void add_login_command(const command_line& line);       ///< login
void add_report_command(const command_line& line);      ///< report
void add_log_command(const command_line& line);         ///< log
void add_control_commands(const command_line& line);    ///< limits, unlock, reload
void add_memory_commands(const command_line& line);     ///< sessions, forget
void add_enable_commands(const command_line& line);     ///< enable, disable, confirm
void add_recovery_commands(const command_line& line);   ///< recovery new, recovery list
void add_check_command(const command_line& line);       ///< check

} // namespace telesignctl
