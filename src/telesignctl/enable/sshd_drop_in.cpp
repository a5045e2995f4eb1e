// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/enable/sshd_drop_in.h"

#include "support/ascii.h"
#include "support/text.h"
#include "telesignctl/enable/services.h"
#include "telesignctl/local/atomic_file.h"
#include "telesignctl/local/program.h"
#include "telesignctl/local/service_commands.h"
#include "telesignctl/local/sshd_match.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

namespace telesignctl {

namespace {

using settings = std::vector<std::pair<std::string, std::string>>;

/// The beginning of a drop-in that `enable` wrote for this service.
std::string title_of(const std::string& service) {
    return "# By `telesignctl enable " + argument_of(service);
}

/// sshd counts from the connection, the code from its sending.
constexpr std::chrono::seconds grace_before_code{60};

bool is_seconds_enough(const std::string& value, std::chrono::seconds required) {
    long seconds = 0;
    std::from_chars(value.data(), value.data() + value.size(), seconds);
    return seconds == 0 || seconds >= required.count(); // 0: for ever
}

/// Settings that are not allowed below a Match.
settings general_settings(const sshd_values& now, std::chrono::seconds lifetime) {
    settings result{{"UsePAM", "yes"}};
    if (!is_seconds_enough(value_of(now, "logingracetime"), lifetime + grace_before_code))
        result.emplace_back("LoginGraceTime", fmt::to_string((lifetime + grace_before_code).count()));
    return result;
}

settings login_settings(factor first_factor) {
    return {{"KbdInteractiveAuthentication", "yes"},
            {"PasswordAuthentication", "no"},
            {"AuthenticationMethods",
             first_factor == factor::key ? "publickey,keyboard-interactive" : "keyboard-interactive"}};
}

/// Returns the first of these that is not in force; empty if all are.
std::string missing_of(const sshd_values& now, const settings& required) {
    for (const auto& [keyword, value] : required)
        if (value_of(now, support::lower_case(keyword)) != value)
            return fmt::format("{} {}", keyword, value);
    return {};
}

std::string text_of(const std::string& service, factor first_factor, const settings& general,
                    const settings& login) {
    const char* const option = service == common_auth        ? ""
                               : first_factor == factor::key ? " --key"
                                                             : " --password";
    std::string text = fmt::format("{}{}`; `telesignctl disable {}` moves this file away.\n",
                                   title_of(service), option, argument_of(service));
    for (const settings& each : {general, login})
        for (const auto& [keyword, value] : each)
            text += fmt::format("{} {}\n", keyword, value);
    return text;
}

/// Where a login would come to PAM without its key, and there find that the code, or nothing, is all that is asked.
/// Empty: nowhere.
std::string key_bypass(const machine& host, factor first_factor) {
    if (first_factor != factor::key)
        return {};
    for (const sshd_match& each : list_sshd_matches(host)) {
        if (const auto method_list =
                std::find_if(each.method_lists.begin(), each.method_lists.end(), is_pam_only);
            method_list != each.method_lists.end())
            return fmt::format("{} lets users in by `{}`, without a key: the code alone would be enough. "
                               "Remove that AuthenticationMethods",
                               describe(each), *method_list);
    }
    return {};
}

/// What of it is not in force; empty: all is.
std::string find_mismatch(const machine& host, factor first_factor, std::chrono::seconds lifetime) {
    if (const auto sound = test_sshd(host); !sound)
        return sound.error();
    const auto now = ask_sshd(host);
    if (!now)
        return now.error();
    std::string missing = missing_of(*now, general_settings(*now, lifetime));
    if (!missing.empty())
        return missing;
    std::string not_said = missing_of(*now, login_settings(first_factor));
    return not_said.empty() ? key_bypass(host, first_factor) : not_said;
}

tl::expected<pid_t, std::string> find_sshd(const machine& host) {
    const auto values = ask_sshd(host);
    if (!values)
        return tl::unexpected{values.error()};
    const std::string file = value_of(*values, "pidfile");
    pid_t id = 0;
    try {
        const std::string text = read_file(file);
        std::from_chars(text.data(), text.data() + text.size(), id);
        const std::string program = std::filesystem::read_symlink(fmt::format("/proc/{}/exe", id));
        if (!program.starts_with(std::filesystem::canonical(host.sshd).string())) // may end in " (deleted)"
            return tl::unexpected{fmt::format("{}: process {} is not sshd", file, id)};
    } catch (const std::system_error& problem) {
        return tl::unexpected{
            fmt::format("sshd is not running according to its PID file: {}", problem.what())};
    }
    if (id <= 1)
        return tl::unexpected{fmt::format("{}: process {} is not sshd", file, id)};
    return id;
}

tl::expected<void, std::string> signal_sshd(const machine& host) {
    const auto id = find_sshd(host);
    if (!id)
        return tl::unexpected{id.error()};
    if (::kill(*id, SIGHUP) != 0)
        return tl::unexpected{fmt::format("cannot signal sshd (process {})", *id)};
    return {};
}

constexpr std::array units{"ssh.service", "sshd.service"}; // Debian's name, and everybody else's

bool is_active(const char* unit) {
    return run_program({"/usr/bin/systemctl", "--quiet", "is-active", unit}).succeeded();
}

} // namespace

tl::expected<sshd_plan, std::string> plan_drop_in(const machine& host, factor first_factor,
                                                  std::chrono::seconds lifetime, const std::string& service) {
    if (const auto sound = test_sshd(host); !sound)
        return tl::unexpected{sound.error() + ": correct sshd's configuration first"};
    const auto now = ask_sshd(host);
    if (!now)
        return tl::unexpected{now.error()};
    if (std::string around = key_bypass(host, first_factor); !around.empty())
        return tl::unexpected{std::move(around)};
    sshd_plan plan;
    const auto method_lists = read_method_lists(*now);
    plan.exposed =
        first_factor == factor::key && std::any_of(method_lists.begin(), method_lists.end(), is_pam_only);
    const settings general = general_settings(*now, lifetime);
    const settings login = login_settings(first_factor);
    if (missing_of(*now, general).empty() && missing_of(*now, login).empty())
        return plan;
    if (std::filesystem::exists(host.sshd_drop_in()))
        return tl::unexpected{fmt::format("{}: already exists with other settings: {}", host.sshd_drop_in(),
                                          has_own_drop_in(host, std::string{common_auth})
                                              ? "run telesignctl disable --everywhere first"
                                              : "move it away")};
    plan.text = text_of(service, first_factor, general, login);
    return plan;
}

tl::expected<void, std::string> write_drop_in(const machine& host, factor first_factor,
                                              std::chrono::seconds lifetime, const sshd_plan& plan) {
    std::filesystem::create_directories(std::filesystem::path{host.sshd_drop_in()}.parent_path());
    replace_file(host.sshd_drop_in(), plan.text);
    const std::string problem = find_mismatch(host, first_factor, lifetime);
    if (problem.empty())
        return {};
    std::filesystem::remove(host.sshd_drop_in());
    return tl::unexpected{
        fmt::format("sshd does not apply {}: `{}`: {} must begin with `Include "
                    "/etc/ssh/sshd_config.d/*.conf`, and no `Match` may override it: everything was restored",
                    host.sshd_drop_in(), problem, host.sshd_config())};
}

std::vector<std::string> match_bypasses(const machine& host, factor first_factor) {
    std::vector<std::string> result;
    for (const sshd_match& each : list_sshd_matches(host))
        for (const std::string& method_list : each.method_lists)
            if (const auto fault = find_fault(method_list, first_factor == factor::password))
                result.push_back(fmt::format("{}: {}", describe(each), fault->text));
    return result;
}

bool has_own_drop_in(const machine& host, const std::string& service) {
    return read_if_present(host.sshd_drop_in()).value_or("").starts_with(title_of(service));
}

bool is_sshd_running(const machine& host) {
    if (!host.has_systemd())
        return find_sshd(host).has_value();
    return std::any_of(units.begin(), units.end(), is_active);
}

std::string sshd_reload_command(const machine& host) {
    if (host.is_scratch() || !is_sshd_running(host))
        return {};
    const bool has_other_name = host.has_systemd() && !is_active(units.front());
    return service_command("reload", has_other_name ? "sshd" : "ssh", host.has_systemd());
}

tl::expected<void, std::string> reload_sshd(const machine& host) {
    if (!host.has_systemd())
        return signal_sshd(host);
    program_result last;
    for (const char* unit : units) {
        last = run_program({"/usr/bin/systemctl", "reload", unit});
        if (last.succeeded())
            return {};
    }
    return tl::unexpected{support::remove_control(support::trim(last.error))};
}

} // namespace telesignctl
