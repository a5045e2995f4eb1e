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
struct parsed {
    std::vector<std::string> arguments;
    std::variant<telesignctl::options, int> result = -1;
    std::string complaint;

    void parse(std::vector<std::string> words) {
        arguments = std::move(words);
        arguments.insert(arguments.begin(), "telesignctl");
        std::vector<char*> argv;
        for (std::string& each : arguments)
            argv.push_back(each.data());
        argv.push_back(nullptr);
        const captured_stderr captured;
        result = telesignctl::parse_options(static_cast<int>(arguments.size()), argv.data());
        complaint = captured.text();
    }
    [[nodiscard]] const telesignctl::options& wanted() const {
        return std::get<telesignctl::options>(result);
    }
    [[nodiscard]] const telesignctl::request& asked() const { return wanted().asked; }
    [[nodiscard]] std::string field(protocol::field_id id) const {
        const auto found = asked().fields.find(id);
        return found == asked().fields.end() ? std::string{} : found->second;
    }
    /// The exit status of a line that is refused; 0 for one that is not.
    [[nodiscard]] int status() const {
        const int* refused = std::get_if<int>(&result);
        return refused == nullptr ? 0 : *refused;
    }
};

inline int open_parsed(void** state) {
    *state = new parsed;
    return 0;
}

inline int close_parsed(void** state) {
    delete static_cast<parsed*>(*state);
    return 0;
}

} // namespace tests
