#include "telesignctl/commands.h"
#include "telesignctl/rows.h"

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
    const auto typed = std::make_shared<values>();
    CLI::App& command = *line.app.add_subcommand(
        "limits", "How much of [limits] is used, when there is more, and who is locked out");
    command.add_option("user", typed->user, "Whose; without, of all and of whoever has nothing left")
        ->type_name("USER");
    command.add_option("--source", typed->source, "Of this address (or `local` or `names`)")
        ->type_name("ADDR");
    command.callback([typed, line] {
        line.chosen.asked = {"limits", {{field_id::user, typed->user}, {field_id::detail, typed->source}}};
        line.chosen.needs_output = false;
        line.chosen.show = rows_as_tables;
        line.chosen.show_json = rows_as_json;
    });
}

void add_unlock(const command_line& line) {
    const auto typed = std::make_shared<values>();
    CLI::App& command =
        *line.app.add_subcommand("unlock", "Remove a user's locks and the wrong codes that count");
    command.add_option("user", typed->user, "Whose")->type_name("USER")->required();
    command.add_option("--source", typed->source, "Only those of this address (or `local` or `names`)")
        ->type_name("ADDR");
    command.add_flag("--limits", typed->with_limits,
                     "Also reset what counts as sent to the user and to their phone");
    command.callback([typed, line] {
        if (typed->with_limits && !typed->source.empty())
            throw CLI::ValidationError{"unlock", "--limits is for all sources: leave --source out"};
        const char* const verb = typed->with_limits ? "unlock-limits" : "unlock";
        line.chosen.asked = {verb, {{field_id::user, typed->user}, {field_id::detail, typed->source}}};
    });
}

void add_reload(const command_line& line) {
    line.app
        .add_subcommand("reload",
                        "Have telesignd read its configuration and phones.ini again; reports every error")
        ->callback([line] { line.chosen.asked = {"reload"}; });
}

} // namespace

void add_control_commands(const command_line& line) {
    add_limits(line);
    add_unlock(line);
    add_reload(line);
}

} // namespace telesignctl
