#include "telesignctl/options.h"

#include "support/hide_argument.h"
#include "telesignctl/answer.h"

#include <array>
#include <utility>

#include <CLI/CLI.hpp>

namespace telesignctl {

namespace {

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
    lookup_flag{"--call-forward", "call_forward", "Whether calls are forwarded"},
    lookup_flag{"--number-deactivation", "number_deactivation", "When the number was deactivated"},
    lookup_flag{"--porting-history", "porting_history", "When the number changed its carrier"},
    lookup_flag{"--subscriber-status", "subscriber_status", "Whether the subscription is active"},
};

/// What CLI11 fills in, command by command.
class parser {
public:
    parser();
    std::variant<options, int> parse(int argc, char** argv);

private:
    void add_phoneid();
    void add_send();
    void add_status();
    void add_login();
    void add_memory();
    options chosen();

    CLI::App m_app{"Asks telesignd about phones, codes and logins; for root", "telesignctl"};
    options m_result;
    phoneid_command m_phoneid;
    send_command m_send;
    status_command m_status;
    login_command m_login;
    forget_command m_forget;
    bool m_forget_all = false;
    std::array<bool, lookup_flags.size()> m_lookups{};
    CLI::Option* m_code_option = nullptr;
    std::string m_code;
};

parser::parser() {
    m_app.add_option("--socket", m_result.socket, "Where telesignd listens")
        ->type_name("PATH")
        ->capture_default_str();
    m_app.add_flag("--json", m_result.json, "Print one JSON object");
    m_app.set_version_flag("--version", PROJECT_VERSION);
    m_app.require_subcommand(1);
    m_app.fallthrough();
    m_app.footer("Exit status: 0 done, valid or granted; 1 refused, invalid or not delivered; 2 a request "
                 "that cannot\n"
                 "be; 3 telesignd not reachable or TeleSign unavailable.");
    add_phoneid();
    add_send();
    add_status();
    add_login();
    add_memory();
}

void parser::add_phoneid() {
    CLI::App& command =
        *m_app.add_subcommand("phoneid", "What TeleSign knows of a phone; each lookup is billed");
    command.add_option("number", m_phoneid.number, "Country code first: \"+1 310 555 1212\"")
        ->type_name("NUMBER")
        ->required();
    for (std::size_t at = 0; at < lookup_flags.size(); ++at)
        command.add_flag(lookup_flags[at].flag, m_lookups[at], lookup_flags[at].help);
}

void parser::add_send() {
    CLI::App& command = *m_app.add_subcommand("send", "Send a code; prints its reference");
    command.add_option("number", m_send.number, "Country code first: \"+1 310 555 1212\"")
        ->type_name("NUMBER");
    command.add_option("--user", m_send.user, "To this user's phone, by their own settings")
        ->type_name("NAME");
    command.add_option("--channel", m_send.channel, "By default the first that is configured")
        ->type_name("smart|voice|sms")
        ->check(CLI::IsMember({"smart", "voice", "sms"}));
}

void parser::add_status() {
    CLI::App& command =
        *m_app.add_subcommand("status", "What became of a code, or with --code whether it is valid");
    command.add_option("reference", m_status.reference, "32 hexadecimal digits, from `send` or the log")
        ->type_name("REFERENCE")
        ->required();
    m_code_option =
        command.add_option("--code", m_code, "Without a value it is asked for, or read from standard input")
            ->type_name("[CODE]")
            ->expected(0, 1);
}

void parser::add_login() {
    CLI::App& command = *m_app.add_subcommand("login", "A whole login in the terminal, without PAM");
    command.add_option("user", m_login.user, "Who logs in")->type_name("USER")->required();
    command.add_option("--service", m_login.service, "The PAM service whose settings count")
        ->type_name("NAME")
        ->capture_default_str();
}

void parser::add_memory() {
    m_app.add_subcommand("sessions", "Whom [remember] lets in without a code, from where, and until when");
    CLI::App& command = *m_app.add_subcommand("forget", "End that: ask for a code at the next login");
    command.add_option("user", m_forget.user, "Whose")->type_name("USER");
    command.add_flag("--all", m_forget_all, "Everybody's");
}

options parser::chosen() {
    if (m_app.got_subcommand("phoneid")) {
        for (std::size_t at = 0; at < lookup_flags.size(); ++at)
            if (m_lookups[at])
                m_phoneid.lookups.append(m_phoneid.lookups.empty() ? "" : ",").append(lookup_flags[at].name);
        m_result.command = std::move(m_phoneid);
    } else if (m_app.got_subcommand("send")) {
        if (m_send.number.empty() == m_send.user.empty())
            throw CLI::ValidationError{"send", "name a phone number or --user NAME, one of them"};
        m_result.command = std::move(m_send);
    } else if (m_app.got_subcommand("status")) {
        m_status.with_code = m_code_option->count() > 0;
        m_status.code = support::secret{m_code};
        m_result.command = std::move(m_status);
    } else if (m_app.got_subcommand("sessions")) {
        m_result.command = sessions_command{};
    } else if (m_app.got_subcommand("forget")) {
        if (m_forget.user.empty() != m_forget_all)
            throw CLI::ValidationError{"forget", "name a user or --all, one of them"};
        m_result.command = std::move(m_forget);
    } else {
        m_result.command = std::move(m_login);
    }
    return std::move(m_result);
}

std::variant<options, int> parser::parse(int argc, char** argv) {
    try {
        m_app.parse(argc, argv);
        for (const std::string& each : {m_phoneid.number, m_send.number, m_code})
            support::hide_argument(each, argc, argv);
        return chosen();
    } catch (const CLI::ParseError& problem) {
        return m_app.exit(problem) == 0 ? 0 : usage_error;
    }
}

} // namespace

std::variant<options, int> parse_options(int argc, char** argv) {
    return parser{}.parse(argc, argv);
}

} // namespace telesignctl
