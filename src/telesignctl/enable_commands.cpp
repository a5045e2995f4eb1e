// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/commands.h"
#include "telesignctl/enable/enable.h"
#include "telesignctl/enable/services.h"
#include "telesignctl/enable/trial.h"

#include "config/time_values.h"

#include <cstdlib>
#include <memory>

#include <CLI/CLI.hpp>

namespace telesignctl {

namespace {

struct values {
    std::string root;
    std::string service;
    bool key = false;
    bool password = false;
    std::string group;
    std::string span;
    bool reload = false;
    bool dry_run = false;
    bool everywhere = false;
    std::string end_trial;
    bool end_trials = false;
};

using shared_values = std::shared_ptr<values>;

constexpr std::chrono::seconds min_trial{1};
constexpr std::chrono::hours max_trial{24};

void add_root(CLI::App& command, const shared_values& arguments) {
    command
        .add_option("--root", arguments->root, "Work on the files below this folder, a scratch copy of /etc")
        ->type_name("DIR")
        ->check(CLI::ExistingDirectory);
}

void add_service(CLI::App& command, const shared_values& arguments) {
    command.add_option("service", arguments->service, "sshd, sudo (with sudo-i), su (with su-l) or login")
        ->type_name("sshd|sudo|su|login")
        ->check(CLI::IsMember({"sshd", "sudo", "su", "login"}));
    command.add_flag("--everywhere", arguments->everywhere,
                     "All services that include common-auth, after the password");
}

/// The service that the command line names; empty: none.
std::string service_of(const values& arguments, const char* command) {
    if (!arguments.everywhere)
        return arguments.service;
    if (!arguments.service.empty())
        throw CLI::ValidationError{command, "name a service, or --everywhere, not both"};
    return std::string{common_auth};
}

/// The same where one has to be named.
std::string required_service_of(const values& arguments, const char* command) {
    std::string service = service_of(arguments, command);
    if (service.empty())
        throw CLI::ValidationError{command, "name a service: sshd, sudo, su, login or --everywhere"};
    return service;
}

/// Who called sudo to run this; empty: nobody did. It is only ever a reason to change nothing. Not asked for a scratch copy,
/// where nobody logs in.
std::string calling_user() {
    const char* const name = std::getenv("SUDO_USER"); // NOLINT(concurrency-mt-unsafe): one thread
    return name == nullptr ? std::string{} : name;
}

/// What cannot be is a usage error.
enable_options read_enable(const values& arguments) {
    const std::string service = required_service_of(arguments, "enable");
    const bool is_sshd = service == "sshd";
    if (is_sshd && arguments.key == arguments.password)
        throw CLI::ValidationError{"enable", "sshd: what comes before the code, --key or --password?"};
    if (!is_sshd && (arguments.key || (arguments.reload && service != common_auth)))
        throw CLI::ValidationError{"enable", "--key is for sshd, and --reload for sshd and --everywhere"};
    enable_options options{.service = service,
                           .first_factor = arguments.key ? factor::key : factor::password,
                           .group = arguments.group,
                           .trial = {},
                           .reload = arguments.reload,
                           .caller = arguments.root.empty() ? calling_user() : std::string{}};
    if (arguments.span.empty())
        return options;
    const auto span = config::parse_duration(arguments.span, min_trial, max_trial);
    if (!span)
        throw CLI::ValidationError{"--try", "a span from 1s to 24h, as in 5m"};
    options.trial = *span;
    return options;
}

void add_confirm(const command_line& line) {
    const auto arguments = std::make_shared<values>();
    CLI::App& command = *line.app.add_subcommand("confirm", "Keep what `enable --try` turned on");
    add_service(command, arguments);
    add_root(command, arguments);
    command.callback([arguments, line] {
        line.options.action = [arguments,
                               service = service_of(*arguments, "confirm")](const command_options&) {
            return confirm(machine{arguments->root}, service);
        };
    });
}

void add_enable(const command_line& line) {
    const auto arguments = std::make_shared<values>();
    CLI::App& command =
        *line.app.add_subcommand("enable", "Ask for a code at a PAM service, after its first factor");
    add_service(command, arguments);
    add_root(command, arguments);
    command.add_flag("--key", arguments->key, "sshd: a key, then the code");
    command.add_flag("--password", arguments->password, "sshd: the password, then the code");
    command.add_option("--group", arguments->group, "Only if telesign.conf asks its members alone")
        ->type_name("NAME");
    command.add_flag("--dry-run", arguments->dry_run, "Show the difference, and change nothing");
    command
        .add_option("--try", arguments->span, "Turn it off again after this time, as in 5m, unless confirmed")
        ->type_name("SPAN");
    command.add_flag("--reload", arguments->reload, "Reload sshd");
    command.add_option("--end-trial", arguments->end_trial)->group(""); // what systemd's timer runs
    command.add_flag("--end-trials", arguments->end_trials)->group(""); // what each boot of the machine runs
    command.callback([arguments, line] {
        if (!arguments->end_trial.empty()) {
            line.options.needs_output = false; // nobody confirmed, and perhaps nobody can log in
            line.options.action = [arguments,
                                   service = service_of(*arguments, "enable")](const command_options&) {
                return end_trial(machine{arguments->root}, service, arguments->end_trial);
            };
        } else if (arguments->end_trials) {
            line.options.needs_output = false;
            line.options.action = [arguments](const command_options&) {
                return end_trials(machine{arguments->root});
            };
        } else {
            line.options.needs_output = !arguments->dry_run;
            line.options.action = [arguments, options = read_enable(*arguments)](const command_options&) {
                const machine host{arguments->root};
                return arguments->dry_run ? show_difference(host, options) : enable(host, options);
            };
        }
    });
}

void add_disable(const command_line& line) {
    const auto arguments = std::make_shared<values>();
    CLI::App& command = *line.app.add_subcommand("disable", "Remove what `enable` added");
    add_service(command, arguments);
    add_root(command, arguments);
    command.add_flag("--reload", arguments->reload, "Reload sshd");
    command.callback([arguments, line] {
        line.options.action = [arguments,
                               service = required_service_of(*arguments, "disable")](const command_options&) {
            return disable(machine{arguments->root}, {service, arguments->reload});
        };
    });
}

} // namespace

void add_enable_commands(const command_line& line) {
    add_enable(line);
    add_disable(line);
    add_confirm(line);
}

} // namespace telesignctl
