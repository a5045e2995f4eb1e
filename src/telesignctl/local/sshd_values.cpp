#include "telesignctl/local/sshd_values.h"

#include "support/text.h"
#include "telesignctl/local/program.h"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

namespace telesignctl {

namespace {

program_result run_sshd(const machine& where, const std::vector<std::string>& options) {
    std::vector<std::string> argv{where.sshd};
    argv.insert(argv.end(), options.begin(), options.end());
    if (where.is_scratch())
        argv.insert(argv.end(), {"-f", where.sshd_config()});
    return run_program(argv);
}

/// One line for a person.
std::string in_one_line(std::string_view said) {
    std::string text = support::remove_control(support::trim(said));
    return text.empty() ? "no word why" : text;
}

} // namespace

tl::expected<sshd_values, std::string> ask_sshd(const machine& where, const std::string& user) {
    // Without a port it gives up at `Match LocalPort`.
    const std::string from = user.empty() ? "" : fmt::format("user={},host=localhost,addr=127.0.0.1,", user);
    const program_result said = run_sshd(where, {"-T", "-C", from + "laddr=127.0.0.1,lport=22"});
    if (!said.succeeded())
        return tl::unexpected{fmt::format("sshd -T: {}", in_one_line(said.error))};
    sshd_values values;
    std::istringstream lines{said.out};
    for (std::string line; std::getline(lines, line);) {
        const auto blank = std::min(line.find(' '), line.size());
        const std::string keyword = line.substr(0, blank);
        const bool goes_on = keyword == "allowgroups" && values.contains(keyword); // each has a line
        values[keyword] =
            (goes_on ? values[keyword] + ' ' : "") + std::string{support::trim(line.substr(blank))};
    }
    return values;
}

tl::expected<void, std::string> test_sshd(const machine& where) {
    const program_result said = run_sshd(where, {"-t"});
    if (!said.succeeded())
        return tl::unexpected{fmt::format("sshd -t: {}", in_one_line(said.error))};
    return {};
}

std::string value_of(const sshd_values& values, const std::string& keyword) {
    const auto found = values.find(keyword);
    return found == values.end() ? std::string{} : found->second;
}

std::vector<std::string> login_ways(const sshd_values& values) {
    std::vector<std::string> result;
    const std::string lists = value_of(values, "authenticationmethods");
    if (lists.empty() || lists == "any") {
        for (const auto& [keyword, way] : {std::pair{"passwordauthentication", "password"},
                                           {"kbdinteractiveauthentication", "keyboard-interactive"},
                                           {"pubkeyauthentication", "publickey"},
                                           {"gssapiauthentication", "gssapi-with-mic"},
                                           {"hostbasedauthentication", "hostbased"}})
            if (value_of(values, keyword) == "yes")
                result.emplace_back(way);
        return result;
    }
    std::istringstream words{lists};
    for (std::string way; words >> way;)
        result.push_back(way);
    return result;
}

std::optional<way_fault> fault_of_way(const std::string& way, bool pam_asks_password) {
    const bool has_password = way.find("password") != way.npos;
    if (way.find("keyboard-interactive") == way.npos && !has_password)
        return way_fault{true, fmt::format("`{}` lets in without a code", way)};
    if (!pam_asks_password && asks_pam_alone(way))
        return way_fault{true, fmt::format("`{}` lets in by the code alone", way)};
    if (has_password)
        return way_fault{
            false,
            fmt::format("`{}`: sshd answers every prompt with the password, so this way is denied", way)};
    return std::nullopt;
}

bool asks_pam_alone(const std::string& way) {
    if (way == "any") // of a Match: a key would do, and so would PAM
        return true;
    std::istringstream methods{way};
    bool asks_pam = false;
    for (std::string method; std::getline(methods, method, ',');) {
        const bool is_pam = method.starts_with("password") || method.starts_with("keyboard-interactive");
        if (!is_pam)
            return false;
        asks_pam = true;
    }
    return asks_pam;
}

} // namespace telesignctl
