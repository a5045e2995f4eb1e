// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/local/sshd_values.h"

#include "support/text.h"
#include "telesignctl/local/program.h"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

namespace telesignctl {

namespace {

program_result run_sshd(const machine& host, const std::vector<std::string>& options) {
    std::vector<std::string> argv{host.sshd};
    argv.insert(argv.end(), options.begin(), options.end());
    if (host.is_scratch())
        argv.insert(argv.end(), {"-f", host.sshd_config()});
    return run_program(argv);
}

/// One line for a person.
std::string single_line(std::string_view output) {
    std::string text = support::remove_control(support::trim(output));
    return text.empty() ? "no reason given" : text;
}

} // namespace

tl::expected<sshd_values, std::string> ask_sshd(const machine& host, const std::string& user) {
    // Without a port it gives up at `Match LocalPort`.
    const std::string from = user.empty() ? "" : fmt::format("user={},host=localhost,addr=127.0.0.1,", user);
    const program_result output = run_sshd(host, {"-T", "-C", from + "laddr=127.0.0.1,lport=22"});
    if (!output.succeeded())
        return tl::unexpected{fmt::format("sshd -T: {}", single_line(output.error))};
    sshd_values values;
    std::istringstream lines{output.out};
    for (std::string line; std::getline(lines, line);) {
        const auto blank = std::min(line.find(' '), line.size());
        const std::string keyword = line.substr(0, blank);
        const bool continues = keyword == "allowgroups" && values.contains(keyword); // each has a line
        values[keyword] =
            (continues ? values[keyword] + ' ' : "") + std::string{support::trim(line.substr(blank))};
    }
    return values;
}

tl::expected<void, std::string> test_sshd(const machine& host) {
    const program_result output = run_sshd(host, {"-t"});
    if (!output.succeeded())
        return tl::unexpected{fmt::format("sshd -t: {}", single_line(output.error))};
    return {};
}

std::string value_of(const sshd_values& values, const std::string& keyword) {
    const auto found = values.find(keyword);
    return found == values.end() ? std::string{} : found->second;
}

std::vector<std::string> read_method_lists(const sshd_values& values) {
    std::vector<std::string> result;
    const std::string lists = value_of(values, "authenticationmethods");
    if (lists.empty() || lists == "any") {
        for (const auto& [keyword, method_list] : {std::pair{"passwordauthentication", "password"},
                                                   {"kbdinteractiveauthentication", "keyboard-interactive"},
                                                   {"pubkeyauthentication", "publickey"},
                                                   {"gssapiauthentication", "gssapi-with-mic"},
                                                   {"hostbasedauthentication", "hostbased"}})
            if (value_of(values, keyword) == "yes")
                result.emplace_back(method_list);
        return result;
    }
    std::istringstream words{lists};
    for (std::string method_list; words >> method_list;)
        result.push_back(method_list);
    return result;
}

std::optional<method_list_fault> find_fault(const std::string& method_list, bool pam_asks_password) {
    const bool has_password = method_list.find("password") != method_list.npos;
    if (method_list.find("keyboard-interactive") == method_list.npos && !has_password)
        return method_list_fault{true, fmt::format("`{}` lets users in without a code", method_list)};
    if (!pam_asks_password && is_pam_only(method_list))
        return method_list_fault{true, fmt::format("`{}` lets users in with the code alone", method_list)};
    if (has_password)
        return method_list_fault{
            false,
            fmt::format("`{}`: sshd answers every prompt with the password, so these logins are denied",
                        method_list)};
    return std::nullopt;
}

bool is_pam_only(const std::string& method_list) {
    if (method_list == "any") // of a Match: a key would do, and so would PAM
        return true;
    bool asks_pam = false;
    for (const std::string_view method : support::split_list(method_list)) {
        const bool is_pam = method.starts_with("password") || method.starts_with("keyboard-interactive");
        if (!is_pam)
            return false;
        asks_pam = true;
    }
    return asks_pam;
}

} // namespace telesignctl
