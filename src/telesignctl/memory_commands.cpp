// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/commands.h"

#include <memory>

#include <CLI/CLI.hpp>

namespace telesignctl {

namespace {

using protocol::field_id;

void add_sessions(const command_line& line) {
    line.app
        .add_subcommand("sessions", "Who is let in without a code by [remember], from where, and until when")
        ->callback([line] {
            line.options.needs_output = false;
            line.options.query = {"sessions"};
        });
}

void add_forget(const command_line& line) {
    struct values {
        std::string user;
        bool all = false;
    };
    const auto arguments = std::make_shared<values>();
    CLI::App& command = *line.app.add_subcommand("forget", "End that: ask for a code at the next login");
    command.add_option("user", arguments->user, "Whose")->type_name("USER");
    command.add_flag("--all", arguments->all, "Everybody's");
    command.callback([arguments, line] {
        if (arguments->user.empty() != arguments->all)
            throw CLI::ValidationError{"forget", "name a user or --all, one of them"};
        line.options.query = {arguments->all ? "forget-all" : "forget", {{field_id::user, arguments->user}}};
    });
}

} // namespace

void add_memory_commands(const command_line& line) {
    add_sessions(line);
    add_forget(line);
}

} // namespace telesignctl
