// SPDX-License-Identifier: BSD-3-Clause
#include "config/time_values.h"
#include "support/dates.h"
#include "telesignctl/commands.h"
#include "telesignctl/login_log.h"
#include "telesignctl/rows.h"

#include <chrono>
#include <ctime>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

namespace telesignctl {

namespace {

using std::chrono::sys_seconds;

/// A day as the time at which it begins here; anything else as it is.
std::string since_of(const std::string& typed) {
    const auto day = config::parse_date(typed);
    if (!day)
        return typed;
    const std::chrono::year_month_day date{*day};
    std::tm midnight{};
    midnight.tm_year = static_cast<int>(date.year()) - 1900;
    midnight.tm_mon = static_cast<int>(static_cast<unsigned>(date.month())) - 1;
    midnight.tm_mday = static_cast<int>(static_cast<unsigned>(date.day()));
    midnight.tm_isdst = -1;
    return support::write_rfc3339(sys_seconds{std::chrono::seconds{std::mktime(&midnight)}});
}

} // namespace

void add_log_command(const command_line& line) {
    struct values {
        std::string user;
        std::string since = "1d";
    };
    const auto arguments = std::make_shared<values>();
    CLI::App& command = *line.app.add_subcommand("log", "What became of each login, and what can be done");
    command.add_option("user", arguments->user, "Whose; without, everybody's")->type_name("USER");
    command.add_option("--since", arguments->since, "Of so much time up to now, or since a day: 2026-11-01")
        ->type_name("SPAN|DAY")
        ->capture_default_str();
    command.callback([arguments, line] {
        line.options.needs_output = false;
        line.options.query = {"log",
                              {{protocol::field_id::user, arguments->user},
                               {protocol::field_id::detail, since_of(arguments->since)}}};
        line.options.show = [names_users = arguments->user.empty()](const answer& reply) {
            return log_as_text(reply, names_users,
                               std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
        };
        line.options.show_json = rows_as_json;
    });
}

} // namespace telesignctl
