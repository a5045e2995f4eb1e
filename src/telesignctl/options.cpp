// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/options.h"

#include "support/scrub_argv.h"
#include "telesignctl/commands.h"
#include "telesignctl/help.h"

#include <CLI/CLI.hpp>

namespace telesignctl {

namespace {

constexpr void (*command_groups[])(const command_line&) = {
    add_phone_commands,  add_login_command,  add_control_commands, add_phone_book_commands,
    add_log_command,     add_report_command, add_memory_commands,  add_recovery_commands,
    add_enable_commands, add_check_command};

} // namespace

std::variant<command_options, int> parse_options(int argc, char** argv) {
    command_options result;
    CLI::App app{"Asks telesignd about phones, codes and logins; for root", "telesignctl"};
    set_help_format(app);
    app.add_option("--socket", result.socket, "Where telesignd listens")
        ->type_name("PATH")
        ->capture_default_str();
    app.add_flag("--json", result.json, "Print one JSON object");
    app.set_version_flag("--version", PROJECT_VERSION, "Print the version and exit");
    app.require_subcommand(1);
    app.fallthrough();
    app.footer("Exit status: 0 done, valid or granted; 1 refused, invalid or not delivered; 2 an invalid "
               "request; 3 telesignd not reachable or TeleSign unavailable.");
    const command_line line{app, result,
                            [&](const std::string& value) { support::scrub_argv(value, argc, argv); }};
    for (const auto add : command_groups)
        add(line);
    try {
        app.parse(argc, argv);
        return result;
    } catch (const CLI::ParseError& problem) {
        return show_usage(app, problem);
    }
}

} // namespace telesignctl
