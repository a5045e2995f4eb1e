#include "config/text_file.h"
#include "support/log.h"
#include "telesignctl/commands.h"
#include "telesignctl/phone_edit.h"
#include "telesignctl/terminal.h"

#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

namespace telesignctl {

namespace {

struct values {
    phone_place where;
    std::string user;
    std::string number;
    bool full = false;
};

/// A number that was not on the command line, which sudo logs whole.
std::string type_number() {
    auto typed = read_answer(::isatty(STDIN_FILENO) == 1 ? "Phone number: " : "", true, -1);
    const auto* number = std::get_if<support::secret>(&typed);
    return number == nullptr ? std::string{} : std::string{number->view()};
}

answer set(const values& typed) {
    const std::string number = typed.number.empty() ? type_number() : typed.number;
    if (number.empty())
        return {protocol::result::service_error, "No number was typed."};
    if (config::is_utf16(number))
        return {protocol::result::service_error, fmt::format("The number {}.", config::utf16_problem)};
    return set_phone(typed.where, typed.user, number);
}

template <typename Work>
void choose(CLI::App& command, const std::shared_ptr<values>& typed, const command_line& line, bool changes,
            Work work) {
    command.add_option("--config", typed->where.config, "The telesign.conf that names phones.ini")
        ->type_name("PATH")
        ->capture_default_str();
    command.callback([typed, line, changes, work] {
        line.chosen.needs_output = changes;
        line.hide(typed->number);
        line.chosen.work = [typed, work](const options& wanted) {
            support::open_log(support::log_target::syslog, "telesignctl");
            typed->where.socket = wanted.socket;
            return work(*typed);
        };
    });
}

CLI::Option* add_user(CLI::App& command, values& typed) {
    return command.add_option("user", typed.user, "Whose")->type_name("USER")->required();
}

} // namespace

void add_phone_book_commands(const command_line& line) {
    const auto typed = std::make_shared<values>();
    CLI::App& phone = *line.app.add_subcommand("phone", "Who has which phone: reads and changes phones.ini");
    phone.require_subcommand(1);

    CLI::App& list = *phone.add_subcommand("list", "Everybody's number, masked");
    list.add_flag("--full", typed->full, "The whole numbers");
    choose(list, typed, line, false,
           [](const values& v) { return show_phones(v.where, std::nullopt, v.full); });

    CLI::App& show = *phone.add_subcommand("show", "One user's number, masked; 1 when there is none");
    add_user(show, *typed);
    show.add_flag("--full", typed->full, "The whole number");
    choose(show, typed, line, false, [](const values& v) { return show_phones(v.where, v.user, v.full); });

    CLI::App& change = *phone.add_subcommand("set", "Set a user's number");
    add_user(change, *typed);
    change
        .add_option("number", typed->number,
                    "Country code first; without it, it is asked for, or read from standard input")
        ->type_name("[NUMBER]");
    choose(change, typed, line, true, set);

    CLI::App& remove = *phone.add_subcommand("remove", "Remove a user and their section");
    add_user(remove, *typed);
    choose(remove, typed, line, true, [](const values& v) { return remove_phone(v.where, v.user); });
}

} // namespace telesignctl
