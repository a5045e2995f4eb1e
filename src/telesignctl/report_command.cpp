// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/commands.h"
#include "telesignctl/report.h"

#include <memory>

#include <CLI/CLI.hpp>
#include <unistd.h>

namespace telesignctl {

void add_report_command(const command_line& line) {
    struct values {
        std::string since = "7d";
        bool csv = false;
    };
    const auto arguments = std::make_shared<values>();
    CLI::App& command = *line.app.add_subcommand(
        "report", "Codes, logins and what they cost, by day, service, channel and region");
    command.add_option("--since", arguments->since, "So many days up to today (UTC), or a day: 2026-11-01")
        ->type_name("SPAN|DAY")
        ->capture_default_str();
    command.add_flag("--csv", arguments->csv, "Comma-separated values, as without a terminal");
    command.callback([arguments, line] {
        line.options.needs_output = false;
        line.options.query = {"report", {{protocol::field_id::detail, arguments->since}}};
        line.options.show_json = report_as_json;
        line.options.wraps = !arguments->csv;
        if (arguments->csv || ::isatty(STDOUT_FILENO) == 0)
            line.options.show = report_as_csv;
        else
            line.options.show = [](const answer& reply) {
                return report_as_tables(reply, detect_terminal());
            };
    });
}

} // namespace telesignctl
