// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>

namespace test {

inline std::string text_of_file(const std::string& path) {
    std::ifstream file{path};
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    if (text.empty())
        throw std::runtime_error{path};
    return text;
}

/// A sample configuration with the `;` taken away before keys and headers. Explanations have `; `.
inline std::string uncommented(const std::string& text) {
    std::istringstream lines{text};
    std::string result;
    for (std::string line; std::getline(lines, line);)
        result += (line.size() > 1 && line[0] == ';' && line[1] != ' ' ? line.substr(1) : line) + "\n";
    return result;
}

} // namespace test
