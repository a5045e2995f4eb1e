#include "telesignctl/commands.h"
#include "telesignctl/enable/enable.h"
#include "telesignctl/enable/trial.h"

#include "config/time_values.h"

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
    bool confirm = false;
    std::string end_trial;
    bool end_trials = false;
};

using shared_values = std::shared_ptr<values>;

constexpr std::chrono::seconds shortest_trial{1};
constexpr std::chrono::hours longest_trial{24};

void add_root(CLI::App& command, const shared_values& typed) {
    command.add_option("--root", typed->root, "Work on the files below this folder, a scratch copy of /etc")
        ->type_name("DIR")
        ->check(CLI::ExistingDirectory);
}

void add_service(CLI::App& command, const shared_values& typed) {
    command.add_option("service", typed->service, "sshd, sudo (with sudo-i), su (with su-l) or login")
        ->type_name("sshd|sudo|su|login")
        ->check(CLI::IsMember({"sshd", "sudo", "su", "login"}));
}

/// What cannot be is a usage error.
enable_options read_enable(const values& typed) {
    const bool is_sshd = typed.service == "sshd";
    if (typed.service.empty())
        throw CLI::ValidationError{"enable", "name a service: sshd, sudo, su or login"};
    if (is_sshd && typed.key == typed.password)
        throw CLI::ValidationError{"enable", "sshd: what comes before the code, --key or --password?"};
    if (!is_sshd && (typed.key || typed.reload))
        throw CLI::ValidationError{"enable", "--key and --reload are for sshd"};
    enable_options wanted{.service = typed.service,
                          .before = typed.key ? factor::key : factor::password,
                          .group = typed.group,
                          .trial = {},
                          .reload = typed.reload};
    if (typed.span.empty())
        return wanted;
    const auto span = config::parse_duration(typed.span, shortest_trial, longest_trial);
    if (!span)
        throw CLI::ValidationError{"--try", "a span from 1s to 24h, as in 5m"};
    wanted.trial = *span;
    return wanted;
}

void add_confirm(const command_line& line) {
    const auto typed = std::make_shared<values>();
    CLI::App& command = *line.app.add_subcommand("confirm", "Keep what `enable --try` turned on");
    add_service(command, typed);
    add_root(command, typed);
    command.callback([typed, line] {
        line.chosen.work = [typed](const options&) { return confirm(machine{typed->root}, typed->service); };
    });
}

void add_enable(const command_line& line) {
    const auto typed = std::make_shared<values>();
    CLI::App& command =
        *line.app.add_subcommand("enable", "Ask for a code at a PAM service, after its first factor");
    add_service(command, typed);
    add_root(command, typed);
    command.add_flag("--key", typed->key, "sshd: a key, then the code");
    command.add_flag("--password", typed->password, "sshd: the password, then the code");
    command.add_option("--group", typed->group, "Only if telesign.conf asks its members alone")
        ->type_name("NAME");
    command.add_flag("--dry-run", typed->dry_run, "Show the difference, and change nothing");
    command.add_option("--try", typed->span, "Turn it off again after this time, as in 5m, unless confirmed")
        ->type_name("SPAN");
    command.add_flag("--reload", typed->reload, "Reload sshd");
    command.add_flag("--confirm", typed->confirm, "As `telesignctl confirm`");
    command.add_option("--end-trial", typed->end_trial)->group(""); // what systemd's timer runs
    command.add_flag("--end-trials", typed->end_trials)->group(""); // what each boot of the machine runs
    command.callback([typed, line] {
        if (typed->confirm) {
            line.chosen.work = [typed](const options&) {
                return confirm(machine{typed->root}, typed->service);
            };
        } else if (!typed->end_trial.empty()) {
            line.chosen.needs_output = false; // nobody confirmed, and perhaps nobody can log in
            line.chosen.work = [typed](const options&) {
                return end_trial(machine{typed->root}, typed->service, typed->end_trial);
            };
        } else if (typed->end_trials) {
            line.chosen.needs_output = false;
            line.chosen.work = [typed](const options&) { return end_trials(machine{typed->root}); };
        } else {
            line.chosen.needs_output = !typed->dry_run;
            line.chosen.work = [typed, wanted = read_enable(*typed)](const options&) {
                const machine where{typed->root};
                return typed->dry_run ? show_difference(where, wanted) : enable(where, wanted);
            };
        }
    });
}

void add_disable(const command_line& line) {
    const auto typed = std::make_shared<values>();
    CLI::App& command = *line.app.add_subcommand("disable", "Remove what `enable` added");
    add_service(command, typed);
    add_root(command, typed);
    command.add_flag("--reload", typed->reload, "Reload sshd");
    command.callback([typed, line] {
        if (typed->service.empty())
            throw CLI::ValidationError{"disable", "name a service: sshd, sudo, su or login"};
        line.chosen.work = [typed](const options&) {
            return disable(machine{typed->root}, {typed->service, typed->reload});
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
