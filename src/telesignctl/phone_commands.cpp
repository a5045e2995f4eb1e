// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/commands.h"

#include <array>
#include <memory>

#include <CLI/CLI.hpp>

namespace telesignctl {

namespace {

using protocol::field_id;

struct lookup_flag {
    const char* flag;
    const char* name; ///< in the configuration and in the protocol
    const char* help;
};

constexpr std::array lookup_flags{
    lookup_flag{"--standard", "standard", "Type of phone, carrier and country (the default)"},
    lookup_flag{"--score", "score", "TeleSign's risk score"},
    lookup_flag{"--contact", "contact", "Name and address of the phone's owner: personal data"},
    lookup_flag{"--live", "live", "Whether the phone is reachable now, and roaming"},
    lookup_flag{"--sim-swap", "sim_swap", "When the SIM was swapped"},
    lookup_flag{"--call-forward-detection", "call_forward_detection",
                "Whether calls are forwarded; needs [risk] consent"},
    lookup_flag{"--number-deactivation", "number_deactivation", "When the number was deactivated"},
    lookup_flag{"--porting-history", "porting_history", "When the number changed its carrier"},
    lookup_flag{"--subscriber-status", "subscriber_status", "Whether the subscription is active"},
};

void add_phoneid(const command_line& line) {
    struct values {
        std::string number;
        std::array<bool, lookup_flags.size()> lookups{};
    };
    const auto arguments = std::make_shared<values>();
    CLI::App& command =
        *line.app.add_subcommand("phoneid", "What TeleSign knows of a phone; each lookup is billed");
    command.add_option("number", arguments->number, "Country code first: \"+1 310 555 1212\"")
        ->type_name("NUMBER")
        ->required();
    for (std::size_t at = 0; at < lookup_flags.size(); ++at)
        command.add_flag(lookup_flags[at].flag, arguments->lookups[at], lookup_flags[at].help);
    command.callback([arguments, line] {
        line.scrub(arguments->number);
        std::string lookups; // none: the standard one
        for (std::size_t at = 0; at < lookup_flags.size(); ++at)
            if (arguments->lookups[at])
                lookups.append(lookups.empty() ? "" : ",").append(lookup_flags[at].name);
        line.options.query = {"phoneid", {{field_id::phone, arguments->number}, {field_id::detail, lookups}}};
    });
}

void add_send(const command_line& line) {
    struct values {
        std::string number;
        std::string user;
        std::string channel; ///< empty: the first that is configured
    };
    const auto arguments = std::make_shared<values>();
    CLI::App& command = *line.app.add_subcommand("send", "Send a code; prints its reference");
    command.add_option("number", arguments->number, "Country code first: \"+1 310 555 1212\"")
        ->type_name("NUMBER");
    command.add_option("--user", arguments->user, "To this user's phone, by their own settings")
        ->type_name("NAME");
    command.add_option("--channel", arguments->channel, "By default the first that is configured")
        ->type_name("smart|voice|sms")
        ->check(CLI::IsMember({"smart", "voice", "sms"}));
    command.callback([arguments, line] {
        line.scrub(arguments->number);
        if (arguments->number.empty() == arguments->user.empty())
            throw CLI::ValidationError{"send", "name a phone number or --user NAME, one of them"};
        line.options.query = {"send",
                              {{field_id::phone, arguments->number},
                               {field_id::user, arguments->user},
                               {field_id::channel, arguments->channel}}};
    });
}

void add_status(const command_line& line) {
    struct values {
        std::string reference;
        std::string code;
    };
    const auto arguments = std::make_shared<values>();
    CLI::App& command = *line.app.add_subcommand(
        "status", "Whether a code was delivered, or with --code whether it is valid");
    command.add_option("reference", arguments->reference, "As `send` or the log shows it")
        ->type_name("REFERENCE")
        ->required();
    const CLI::Option* const with_code =
        command
            .add_option("--code", arguments->code,
                        "Without a value it is asked for, or read from standard input")
            ->type_name("[CODE]")
            ->expected(0, 1);
    command.callback([arguments, with_code, line] {
        line.scrub(arguments->code);
        line.options.query = {
            "status", {{field_id::reference, arguments->reference}}, support::secret{arguments->code}};
        line.options.prompt_for_code = with_code->count() > 0 && arguments->code.empty();
    });
}

} // namespace

void add_phone_commands(const command_line& line) {
    add_phoneid(line);
    add_send(line);
    add_status(line);
}

} // namespace telesignctl
