// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/commands.h"
#include "telesignctl/limits_show.h"
#include "telesignctl/rows.h"

#include <chrono>
#include <memory>

#include <CLI/CLI.hpp>

namespace telesignctl {

namespace {

using protocol::field_id;

struct values {
    std::string user;
    std::string source;
    bool with_limits = false; ///< of unlock
};

void add_limits(const command_line& line) {
    const auto arguments = std::make_shared<values>();
    CLI::App& command = *line.app.add_subcommand(
        "limits", "How much of [limits] is used, when there is more, and who is locked out");
    command.add_option("user", arguments->user, "Whose; without, of all and of whoever has nothing left")
        ->type_name("USER");
    command.add_option("--source", arguments->source, "Of this address (or `local` or `names`)")
        ->type_name("ADDR");
    command.callback([arguments, line] {
        line.options.query = {"limits",
                              {{field_id::user, arguments->user}, {field_id::detail, arguments->source}}};
        line.options.needs_output = false;
        line.options.show = [](const answer& reply) {
            return limits_as_tables(
                reply, std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
        };
        line.options.show_json = rows_as_json;
    });
}

void add_unlock(const command_line& line) {
    const auto arguments = std::make_shared<values>();
    CLI::App& command =
        *line.app.add_subcommand("unlock", "Remove a user's locks and the wrong codes that count");
    command.add_option("user", arguments->user, "Whose")->type_name("USER")->required();
    command.add_option("--source", arguments->source, "Only those of this address (or `local` or `names`)")
        ->type_name("ADDR");
    command.add_flag("--limits", arguments->with_limits,
                     "Also give sends back: codes sent to the user and their phone no longer count");
    command.callback([arguments, line] {
        if (arguments->with_limits && !arguments->source.empty())
            throw CLI::ValidationError{"unlock", "--limits is for all sources: leave --source out"};
        const char* const request_name = arguments->with_limits ? "unlock-limits" : "unlock";
        line.options.query = {request_name,
                              {{field_id::user, arguments->user}, {field_id::detail, arguments->source}}};
    });
}

void add_reload(const command_line& line) {
    line.app
        .add_subcommand("reload",
                        "Have telesignd read its configuration and phones.ini again; reports every error")
        ->callback([line] { line.options.query = {"reload"}; });
}

} // namespace

void add_control_commands(const command_line& line) {
    add_limits(line);
    add_unlock(line);
    add_reload(line);
}

} // namespace telesignctl
