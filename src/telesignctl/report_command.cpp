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
    const auto typed = std::make_shared<values>();
    CLI::App& command = *line.app.add_subcommand(
        "report", "Codes, logins and what they cost, by day, service, channel and region");
    command.add_option("--since", typed->since, "So many days up to today (UTC), or a day: 2026-11-01")
        ->type_name("SPAN|DAY")
        ->capture_default_str();
    command.add_flag("--csv", typed->csv, "Comma-separated values, as without a terminal");
    command.callback([typed, line] {
        line.chosen.needs_output = false;
        line.chosen.asked = {"report", {{protocol::field_id::detail, typed->since}}};
        line.chosen.show_json = report_as_json;
        if (typed->csv || ::isatty(STDOUT_FILENO) == 0)
            line.chosen.show = report_as_csv;
        else
            line.chosen.show = [](const answer& what) { return report_as_tables(what, this_screen()); };
    });
}

} // namespace telesignctl
