// SPDX-License-Identifier: BSD-3-Clause
#include "config/text_file.h"
#include "support/log.h"
#include "support/text.h"
#include "telesignctl/commands.h"
#include "telesignctl/phone_edit.h"
#include "telesignctl/phone_parts.h"
#include "telesignctl/terminal.h"

#include <cstdio>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <tl/expected.hpp>
#include <unistd.h>

namespace telesignctl {

namespace {

struct values {
    phone_paths paths;
    std::string user;
    std::string number;
    bool full = false;
    bool json = false;
};

/// A number that was not on the command line, which sudo logs whole. The error is the command's answer.
tl::expected<std::string, answer> type_number() {
    auto typed = read_answer(::isatty(STDIN_FILENO) == 1 ? "Phone number: " : "", true, -1);
    if (const auto* end = std::get_if<cancelled>(&typed); end != nullptr && end->signal != 0)
        return tl::unexpected{cancelled_answer(end->signal)};
    const auto* number = std::get_if<support::secret>(&typed);
    return number == nullptr ? std::string{} : std::string{number->view()};
}

answer set_number(const values& arguments) {
    const auto typed = arguments.number.empty() ? type_number() : arguments.number;
    if (!typed)
        return typed.error();
    const std::string& number = *typed;
    if (number.empty())
        return {protocol::result::service_error, "No number was typed."};
    if (config::is_utf16(number))
        return {protocol::result::service_error, fmt::format("The number {}.", config::utf16_problem)};
    return set_phone(arguments.paths, arguments.user, number);
}

/// Asks before the recovery codes of a user go with the phone, which is the wrong answer to a phone that is lost. Only a
/// person is asked, not a script.
bool may_remove(const values& arguments) {
    if (arguments.json || ::isatty(STDIN_FILENO) != 1)
        return true;
    const unsigned codes = codes_at_stake(arguments.paths, arguments.user);
    if (codes == 0)
        return true;
    const std::string user = support::remove_control(arguments.user);
    const std::string advice =
        fmt::format("Recovery codes that {0} has left: {1}. Without a phone number none works.\n"
                    "If the phone is lost, keep the number until there is a new one:\n"
                    "  telesignctl recovery new {0}    prints codes to log in with meanwhile\n"
                    "  telesignctl phone set {0}       sets the new number\n",
                    user, codes);
    static_cast<void>(std::fputs(advice.c_str(), stderr));
    const auto typed = read_answer(fmt::format("Remove {} all the same? [y/N] ", user), true, -1);
    const auto* const reply = std::get_if<support::secret>(&typed);
    return reply != nullptr && (reply->view() == "y" || reply->view() == "yes");
}

answer remove_number(const values& arguments) {
    if (!may_remove(arguments))
        return {protocol::result::denied, "Nothing was changed."};
    return remove_phone(arguments.paths, arguments.user);
}

template <typename Work>
void choose(CLI::App& command, const std::shared_ptr<values>& arguments, const command_line& line,
            bool changes, Work action) {
    command.add_option("--config", arguments->paths.config, "The telesign.conf that names phones.ini")
        ->type_name("PATH")
        ->capture_default_str();
    command.callback([arguments, line, changes, action] {
        line.options.needs_output = changes;
        line.scrub(arguments->number);
        line.options.action = [arguments, action](const command_options& options) {
            support::open_log(support::log_target::syslog, "telesignctl");
            arguments->paths.socket = options.socket;
            arguments->json = options.json;
            if (auto refusal = refuse_unreadable(arguments->paths.config))
                return *std::move(refusal);
            return action(*arguments);
        };
    });
}

CLI::Option* add_user(CLI::App& command, values& arguments) {
    return command.add_option("user", arguments.user, "Whose")->type_name("USER")->required();
}

} // namespace

void add_phone_book_commands(const command_line& line) {
    const auto arguments = std::make_shared<values>();
    CLI::App& phone = *line.app.add_subcommand("phone", "Who has which phone: reads and changes phones.ini");
    phone.require_subcommand(1);

    CLI::App& list = *phone.add_subcommand("list", "Everybody's number, masked");
    list.add_flag("--full", arguments->full, "The whole numbers");
    choose(list, arguments, line, false,
           [](const values& v) { return show_phones(v.paths, std::nullopt, v.full); });

    CLI::App& show = *phone.add_subcommand("show", "One user's number, masked; 1 when there is none");
    add_user(show, *arguments);
    show.add_flag("--full", arguments->full, "The whole number");
    choose(show, arguments, line, false,
           [](const values& v) { return show_phones(v.paths, v.user, v.full); });

    CLI::App& set_command = *phone.add_subcommand("set", "Set a user's number");
    add_user(set_command, *arguments);
    set_command
        .add_option("number", arguments->number,
                    "Country code first; without it, it is asked for, or read from standard input")
        ->type_name("[NUMBER]");
    choose(set_command, arguments, line, true, set_number);

    CLI::App& remove = *phone.add_subcommand(
        "remove", "Remove a user who leaves; for a lost phone: recovery new, then phone set");
    add_user(remove, *arguments);
    choose(remove, arguments, line, true, remove_number);
}

} // namespace telesignctl
