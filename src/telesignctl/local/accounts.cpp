// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/local/accounts.h"

#include "support/text.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <sstream>
#include <string_view>

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>

// NOLINTBEGIN(concurrency-mt-unsafe): telesignctl has one thread
namespace telesignctl {

namespace {

/// Those of nsswitch.conf's `passwd` that are not known to list all accounts.
std::vector<std::string> non_enumerating_sources(const std::string& text) {
    static constexpr std::string_view listing[] = {"files", "compat",     "db",      "systemd",
                                                   "nis",   "extrausers", "altfiles"};
    std::vector<std::string> result;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        line.resize(std::min(line.find('#'), line.size()));
        const auto colon = line.find(':');
        if (colon == line.npos || support::trim(line.substr(0, colon)) != "passwd")
            continue;
        std::istringstream words{line.substr(colon + 1)};
        bool is_action = false; // [NOTFOUND=return]
        for (std::string word; words >> word;) {
            is_action |= word.front() == '[';
            if (!is_action && std::find(std::begin(listing), std::end(listing), word) == std::end(listing))
                result.push_back(word);
            is_action &= word.back() != ']';
        }
    }
    return result;
}

} // namespace

std::optional<std::vector<std::string>> members_of(const std::string& group) {
    const ::group* const found = ::getgrnam(group.c_str());
    if (found == nullptr)
        return std::nullopt;
    const gid_t id = found->gr_gid;
    std::vector<std::string> result;
    for (char** each = found->gr_mem; *each != nullptr; ++each)
        result.emplace_back(*each);
    ::setpwent();
    while (const passwd* const account = ::getpwent())
        if (account->pw_gid == id &&
            std::find(result.begin(), result.end(), account->pw_name) == result.end())
            result.emplace_back(account->pw_name);
    ::endpwent();
    return result;
}

std::vector<std::string> accounts_with_shell() {
    std::set<std::string, std::less<>> shells;
    ::setusershell();
    while (const char* const each = ::getusershell())
        shells.emplace(each);
    ::endusershell();
    std::vector<std::string> result;
    ::setpwent();
    while (const passwd* const account = ::getpwent())
        if (shells.contains(std::string_view{account->pw_shell}))
            result.emplace_back(account->pw_name);
    ::endpwent();
    return result;
}

std::string unlisted_accounts(const machine& host) {
    const auto others = // without the file: files
        non_enumerating_sources(read_if_present(host.at("/etc/nsswitch.conf")).value_or(""));
    return fmt::format("{}{}",
                       others.empty()
                           ? ""
                           : fmt::format("; {} (nsswitch.conf) may have others that it does not list",
                                         fmt::join(others, ", ")),
                       host.is_scratch() ? "; accounts and groups are this machine's, not the copy's" : "");
}

} // namespace telesignctl
// NOLINTEND(concurrency-mt-unsafe)
