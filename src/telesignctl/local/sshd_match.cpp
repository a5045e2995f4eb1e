// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/local/sshd_match.h"

#include "support/ascii.h"
#include "support/text.h"

#include <algorithm>
#include <iomanip>
#include <sstream>

#include <fmt/format.h>
#include <glob.h>

namespace telesignctl {

namespace {

constexpr int max_includes = 16; // SERVCONF_MAX_DEPTH

/// sshd_config(5): a keyword, then arguments behind blanks or one `=`, perhaps in double quotes.
struct setting {
    std::string keyword; ///< in lower case
    std::vector<std::string> arguments;
};

setting parse(const std::string& line) {
    setting result;
    std::string_view rest = support::trim(line);
    const auto end = std::min(rest.find_first_of(" \t="), rest.size());
    result.keyword = support::lower_case(rest.substr(0, end));
    rest = support::trim(rest.substr(end));
    rest.remove_prefix(rest.starts_with('=') ? 1 : 0);
    std::istringstream words{std::string{rest}};
    for (std::string word; words >> std::quoted(word) && !word.starts_with('#');)
        result.arguments.push_back(word);
    return result;
}

std::vector<std::string> files_of(const machine& host, const std::string& pattern) {
    std::vector<std::string> result;
    const std::string whole = pattern.starts_with('/') ? host.root + pattern : host.at("/etc/ssh/") + pattern;
    glob_t found{};
    if (::glob(whole.c_str(), 0, nullptr, &found) == 0) // NOLINT(concurrency-mt-unsafe): one thread
        result.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    ::globfree(&found);
    return result;
}

/// False when files include each other without end, at which sshd gives up: there are no more exceptions then.
bool read(const machine& host, const std::string& file, std::string condition, int depth,
          std::vector<sshd_match>& result) {
    if (depth > max_includes)
        return false;
    std::istringstream lines{read_file(file)};
    unsigned number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        const setting each = parse(line);
        if (each.keyword == "match")
            condition = fmt::format("{}", fmt::join(each.arguments, " "));
        else if (each.keyword == "authenticationmethods" && !condition.empty() && condition != "all")
            result.push_back({file, number, condition, each.arguments});
        else if (each.keyword == "include")
            for (const std::string& pattern : each.arguments)
                for (const std::string& included : files_of(host, pattern))
                    if (!read(host, included, condition, depth + 1, result))
                        return false;
    }
    return true;
}

} // namespace

std::vector<sshd_match> list_sshd_matches(const machine& host) {
    std::vector<sshd_match> result;
    read(host, host.sshd_config(), {}, 0, result);
    return result;
}

std::string describe(const sshd_match& match) {
    return fmt::format("Match {} ({}:{})", match.condition, match.file, match.line);
}

} // namespace telesignctl
