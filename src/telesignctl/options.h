#pragma once

#include "support/secret.h"

#include <optional>
#include <string>
#include <variant>

namespace telesignctl {

struct phoneid_command {
    std::string number;
    std::string lookups; ///< names of gateway::lookup with commas between; empty: the standard one
};
struct send_command {
    std::string number;  ///< or
    std::string user;    ///< one of both
    std::string channel; ///< empty: the first that is configured
};
struct status_command {
    std::string reference;
    bool with_code = false;
    support::secret code; ///< empty although with_code: to be asked for
};
struct login_command {
    std::string user;
    std::string service = "telesignctl";
};

struct sessions_command {};
struct forget_command {
    std::string user; ///< empty: all
};

struct options {
    std::string socket = "/run/telesign/telesignd.sock";
    bool json = false;
    std::variant<phoneid_command, send_command, status_command, login_command, sessions_command,
                 forget_command>
        command;
};

/// Reads the command line, and overwrites phone numbers and codes in it. An int is the exit status of a program that has
/// said all: usage, help or version.
std::variant<options, int> parse_options(int argc, char** argv);

} // namespace telesignctl
