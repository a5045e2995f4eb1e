// SPDX-License-Identifier: BSD-3-Clause
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
    const auto arguments = std::make_shared<values>();
    CLI::App& command = *line.app.add_subcommand("login", "A complete login in the terminal, without PAM");
    command.add_option("user", arguments->user, "Who logs in")->type_name("USER")->required();
    command.add_option("--service", arguments->service, "The PAM service whose settings count")
        ->type_name("NAME")
        ->capture_default_str();
    command.callback([arguments, line] {
        line.options.action = [arguments](const command_options& options) -> answer {
            connection telesignd;
            if (const auto opened = telesignd.open(options.socket); !opened)
                return opened.error();
            return log_in(telesignd, arguments->user, arguments->service);
        };
    });
}

} // namespace telesignctl
