// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/commands.h"
#include "telesignctl/recovery_sheet.h"

#include <memory>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

namespace telesignctl {

namespace {

using protocol::field_id;

void add(const command_line& line, CLI::App& to, const char* name, const char* request_name,
         const char* help) {
    const auto user = std::make_shared<std::string>();
    CLI::App& command = *to.add_subcommand(name, help);
    command.add_option("user", *user, "Whose")->type_name("USER")->required();
    command.callback([user, request_name, line] {
        const bool is_new = request_name == std::string_view{"recovery-new"};
        line.options.needs_output = is_new;
        if (is_new)
            line.options.show = recovery_sheet;
        line.options.query = {request_name, {{field_id::user, *user}}};
    });
}

} // namespace

void add_recovery_commands(const command_line& line) {
    CLI::App& recovery =
        *line.app.add_subcommand("recovery", "Single-use codes for a login without the phone");
    recovery.require_subcommand(1);
    recovery.fallthrough();
    add(line, recovery, "new", "recovery-new", "Print ten new ones, once; the old ones stop working");
    add(line, recovery, "list", "recovery-list", "How many are left, and when the others were used");
}

} // namespace telesignctl
