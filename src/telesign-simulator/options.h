// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesign-simulator/url.h"

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace simulator {

/// Where to listen.
struct listen_address {
    std::string host; ///< literal IPv4 or IPv6
    int port = 0;     ///< 0: any free one

    /// ADDR:PORT or [ADDR]:PORT.
    [[nodiscard]] std::string text() const;
};

struct options {
    std::vector<listen_address> listen; ///< at least one
    std::string certificate;
    std::string key;
    std::string customer_id;
    std::string api_key;
    std::string outbox;
    std::string faults;          ///< empty: none
    std::optional<url> callback; ///< for requests without callback_url
    std::chrono::seconds code_lifetime{300};
    std::optional<unsigned> code_length; ///< of every code; nullopt: by how it travels
};

/// Reads the command line and hides the API key in it from ps(1). Prints help or errors itself; the int is the
/// exit status then.
std::variant<options, int> parse_options(int argc, char** argv);

} // namespace simulator
