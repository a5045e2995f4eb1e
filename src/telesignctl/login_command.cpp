#include "telesignctl/commands.h"
#include "telesignctl/connection.h"
#include "telesignctl/login.h"

#include <memory>

#include <CLI/CLI.hpp>

namespace telesignctl {

void add_login_command(const command_line& line) {
    struct values {
        std::string user;
        std::string service = "telesignctl";
    };
    const auto typed = std::make_shared<values>();
    CLI::App& command = *line.app.add_subcommand("login", "A complete login in the terminal, without PAM");
    command.add_option("user", typed->user, "Who logs in")->type_name("USER")->required();
    command.add_option("--service", typed->service, "The PAM service whose settings count")
        ->type_name("NAME")
        ->capture_default_str();
    command.callback([typed, line] {
        line.chosen.work = [typed](const options& wanted) -> answer {
            connection telesignd;
            if (const auto opened = telesignd.open(wanted.socket); !opened)
                return opened.error();
            return log_in(telesignd, typed->user, typed->service);
        };
    });
}

} // namespace telesignctl
