// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "telesignctl/options.h"

#include "captured_stderr.h"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "cmocka_cpp.h" // so this header comes last too

namespace tests {

/// A command line of telesignctl's and what came of it.
struct command_line_fixture {
    std::vector<std::string> arguments;
    std::variant<telesignctl::command_options, int> result = -1;
    std::string diagnostics;

    void parse(std::vector<std::string> words) {
        arguments = std::move(words);
        arguments.insert(arguments.begin(), "telesignctl");
        std::vector<char*> argv;
        for (std::string& each : arguments)
            argv.push_back(each.data());
        argv.push_back(nullptr);
        const captured_stderr captured;
        result = telesignctl::parse_options(static_cast<int>(arguments.size()), argv.data());
        diagnostics = captured.text();
    }
    [[nodiscard]] const telesignctl::command_options& options() const {
        return std::get<telesignctl::command_options>(result);
    }
    [[nodiscard]] const telesignctl::request& query() const { return options().query; }
    [[nodiscard]] std::string field(protocol::field_id id) const {
        const auto found = query().fields.find(id);
        return found == query().fields.end() ? std::string{} : found->second;
    }
    /// The exit status of a line that is refused; 0 for one that is not.
    [[nodiscard]] int status() const {
        const int* refused = std::get_if<int>(&result);
        return refused == nullptr ? 0 : *refused;
    }
};

inline int open_command_line(void** state) {
    *state = new command_line_fixture;
    return 0;
}

inline int close_command_line(void** state) {
    delete static_cast<command_line_fixture*>(*state);
    return 0;
}

} // namespace tests
