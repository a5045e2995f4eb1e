#include "telesignctl/enable/sshd_drop_in.h"

#include "support/ascii.h"
#include "support/text.h"
#include "telesignctl/enable/file_change.h"
#include "telesignctl/local/program.h"
#include "telesignctl/local/sshd_exceptions.h"

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

constexpr std::string_view title = "# By `telesignctl enable sshd"; ///< of the drop-in

/// sshd counts from the connection, the code from its sending.
constexpr std::chrono::seconds before_the_code{60};

bool is_seconds_enough(const std::string& value, std::chrono::seconds wanted) {
    long seconds = 0;
    std::from_chars(value.data(), value.data() + value.size(), seconds);
    return seconds == 0 || seconds >= wanted.count(); // 0: for ever
}

/// What cannot stand below a Match.
settings general_settings(const sshd_values& now, std::chrono::seconds lifetime) {
    settings result{{"UsePAM", "yes"}};
    if (!is_seconds_enough(value_of(now, "logingracetime"), lifetime + before_the_code))
        result.emplace_back("LoginGraceTime", fmt::to_string((lifetime + before_the_code).count()));
    return result;
}

settings login_settings(factor before) {
    return {{"KbdInteractiveAuthentication", "yes"},
            {"PasswordAuthentication", "no"},
            {"AuthenticationMethods",
             before == factor::key ? "publickey,keyboard-interactive" : "keyboard-interactive"}};
}

/// The first of these that sshd does not say; empty: all are in force.
std::string missing_of(const sshd_values& now, const settings& wanted) {
    for (const auto& [keyword, value] : wanted)
        if (value_of(now, support::lower_case(keyword)) != value)
            return fmt::format("{} {}", keyword, value);
    return {};
}

std::string text_of(factor before, const settings& general, const settings& login) {
    std::string text = fmt::format("{} {}`; `telesignctl disable sshd` moves this file away.\n", title,
                                   before == factor::key ? "--key" : "--password");
    for (const settings& each : {general, login})
        for (const auto& [keyword, value] : each)
            text += fmt::format("{} {}\n", keyword, value);
    return text;
}

/// Where a login would come to PAM without its key, and there find that the code, or nothing, is all that is asked.
/// Empty: nowhere.
std::string way_around_the_key(const machine& where, factor before) {
    if (before != factor::key)
        return {};
    for (const sshd_exception& each : list_exceptions(where)) {
        if (const auto way = std::find_if(each.ways.begin(), each.ways.end(), asks_pam_alone);
            way != each.ways.end())
            return fmt::format("{} lets in by `{}`, without a key: the code alone would do there. Take that "
                               "AuthenticationMethods out",
                               title_of(each), *way);
    }
    return {};
}

/// What of it is not in force; empty: all is.
std::string misfit(const machine& where, factor before, std::chrono::seconds lifetime) {
    if (const auto sound = test_sshd(where); !sound)
        return sound.error();
    const auto now = ask_sshd(where);
    if (!now)
        return now.error();
    std::string missing = missing_of(*now, general_settings(*now, lifetime));
    if (!missing.empty())
        return missing;
    std::string not_said = missing_of(*now, login_settings(before));
    return not_said.empty() ? way_around_the_key(where, before) : not_said;
}

tl::expected<pid_t, std::string> find_sshd(const machine& where) {
    const auto values = ask_sshd(where);
    if (!values)
        return tl::unexpected{values.error()};
    const std::string file = value_of(*values, "pidfile");
    pid_t id = 0;
    try {
        const std::string text = read_file(file);
        std::from_chars(text.data(), text.data() + text.size(), id);
        const std::string program = std::filesystem::read_symlink(fmt::format("/proc/{}/exe", id));
        if (!program.starts_with(std::filesystem::canonical(where.sshd).string())) // may end in " (deleted)"
            return tl::unexpected{fmt::format("{}: process {} is not sshd", file, id)};
    } catch (const std::system_error& problem) {
        return tl::unexpected{fmt::format("sshd does not run, says its PID file: {}", problem.what())};
    }
    if (id <= 1)
        return tl::unexpected{fmt::format("{}: {} is no process of sshd's", file, id)};
    return id;
}

tl::expected<void, std::string> signal_sshd(const machine& where) {
    const auto id = find_sshd(where);
    if (!id)
        return tl::unexpected{id.error()};
    if (::kill(*id, SIGHUP) != 0)
        return tl::unexpected{fmt::format("sshd, process {}, takes no signal", *id)};
    return {};
}

constexpr std::array units{"ssh.service", "sshd.service"}; // Debian's name, and everybody else's

} // namespace

tl::expected<sshd_plan, std::string> plan_drop_in(const machine& where, factor before,
                                                  std::chrono::seconds lifetime) {
    if (const auto sound = test_sshd(where); !sound)
        return tl::unexpected{sound.error() + ": correct sshd's configuration first"};
    const auto now = ask_sshd(where);
    if (!now)
        return tl::unexpected{now.error()};
    if (std::string around = way_around_the_key(where, before); !around.empty())
        return tl::unexpected{std::move(around)};
    sshd_plan plan;
    const auto ways = login_ways(*now);
    plan.exposed = before == factor::key && std::any_of(ways.begin(), ways.end(), asks_pam_alone);
    const settings general = general_settings(*now, lifetime);
    const settings login = login_settings(before);
    if (missing_of(*now, general).empty() && missing_of(*now, login).empty())
        return plan;
    if (std::filesystem::exists(where.sshd_drop_in()))
        return tl::unexpected{fmt::format(
            "{}: is there already, and does not do what is wanted: move it away", where.sshd_drop_in())};
    plan.text = text_of(before, general, login);
    return plan;
}

tl::expected<void, std::string> put_drop_in(const machine& where, factor before,
                                            std::chrono::seconds lifetime, const sshd_plan& plan) {
    std::filesystem::create_directories(std::filesystem::path{where.sshd_drop_in()}.parent_path());
    replace_file(where.sshd_drop_in(), plan.text);
    const std::string problem = misfit(where, before, lifetime);
    if (problem.empty())
        return {};
    std::filesystem::remove(where.sshd_drop_in());
    return tl::unexpected{fmt::format("sshd does not take {}: `{}`: {} has to say `Include "
                                      "/etc/ssh/sshd_config.d/*.conf` first, and no `Match` may "
                                      "overrule it: everything was put back",
                                      where.sshd_drop_in(), problem, where.sshd_config())};
}

std::vector<std::string> ways_around(const machine& where, factor before) {
    std::vector<std::string> result;
    for (const sshd_exception& each : list_exceptions(where))
        for (const std::string& way : each.ways)
            if (const auto fault = fault_of_way(way, before == factor::password))
                result.push_back(fmt::format("{}: {}", title_of(each), fault->text));
    return result;
}

bool has_own_drop_in(const machine& where) {
    return std::filesystem::exists(where.sshd_drop_in()) &&
           read_file(where.sshd_drop_in()).starts_with(title);
}

bool runs_sshd(const machine& where) {
    if (!where.has_systemd())
        return find_sshd(where).has_value();
    return std::any_of(units.begin(), units.end(), [](const char* unit) {
        return run_program({"/usr/bin/systemctl", "--quiet", "is-active", unit}).succeeded();
    });
}

tl::expected<void, std::string> reload_sshd(const machine& where) {
    if (!where.has_systemd())
        return signal_sshd(where);
    program_result last;
    for (const char* unit : units) {
        last = run_program({"/usr/bin/systemctl", "reload", unit});
        if (last.succeeded())
            return {};
    }
    return tl::unexpected{support::remove_control(support::trim(last.error))};
}

} // namespace telesignctl
