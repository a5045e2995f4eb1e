// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/check/check.h"
#include "telesignctl/commands.h"
#include "telesignctl/text_wrap.h"

#include <cstdio>
#include <cstdlib>
#include <memory>

#include <CLI/CLI.hpp>
#include <unistd.h>

namespace telesignctl {

void add_check_command(const command_line& line) {
    struct values {
        std::string root;
        check_options options;
    };
    const auto arguments = std::make_shared<values>();
    CLI::App& command =
        *line.app.add_subcommand("check", "Find what would let users in without a code, or lock them out");
    command
        .add_option("--root", arguments->root, "Look at the files below this folder, a scratch copy of /etc")
        ->type_name("DIR")
        ->check(CLI::ExistingDirectory);
    command.add_flag("--offline", arguments->options.offline, "Do not ask TeleSign");
    command.footer("Exit status: 0 no problems, 1 warnings, 2 errors.");
    command.callback([arguments, line] {
        line.options.run = [arguments](const command_options& options) {
            const std::size_t columns = terminal_columns(STDOUT_FILENO); // while there is an environment
            ::clearenv(); // NOLINT(concurrency-mt-unsafe): libcurl and OpenSSL would obey SSLKEYLOGFILE and more
            machine host{arguments->root};
            if (arguments->root.empty())
                host.socket = options.socket;
            const findings all = check(host, arguments->options);
            const std::string text = options.json ? as_json(all) : as_screen(all, columns);
            const bool printed =
                std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
            return printed ? exit_status(all) : exit_status(protocol::result::unavailable);
        };
    });
}

} // namespace telesignctl
