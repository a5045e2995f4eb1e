#pragma once

#include <chrono>
#include <string>
#include <variant>

namespace simulator {

struct options {
    std::string address; ///< literal IPv4 or IPv6
    int port = 0;        ///< 0: any free one
    std::string certificate;
    std::string key;
    std::string customer_id;
    std::string api_key;
    std::string outbox;
    std::string faults; ///< empty: none
    std::chrono::seconds code_lifetime{300};
};

/// Reads the command line and hides the API key in it from ps(1). Prints help or errors itself; the int is the
/// exit status then.
std::variant<options, int> parse_options(int argc, char** argv);

} // namespace simulator
