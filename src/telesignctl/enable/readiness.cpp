// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/enable/readiness.h"

#include "config/settings.h"
#include "directory/phone_book.h"
#include "telesignctl/ask.h"
#include "telesignctl/enable/services.h"
#include "telesignctl/local/accounts.h"
#include "telesignctl/local/sudoers.h"
#include "telesignctl/pam/programs.h"

#include <algorithm>
#include <set>
#include <sstream>
#include <utility>

#include <fmt/format.h>

namespace telesignctl {

namespace {

/// Whether this rule exempts all users outside the group, and no others.
bool exempts_outsiders(const config::exempt_rule& rule, const std::string& service,
                       const std::string& group) {
    const auto* const services = rule.find<config::exempt_services>();
    const auto* const groups = rule.find<config::exempt_groups>();
    const std::size_t known =
        services == nullptr ? 1 : 2; // a condition of another kind may let somebody else be asked
    return groups != nullptr && groups->names == std::set<std::string>{'!' + group} &&
           rule.conditions.size() == known && (services == nullptr || services->names.contains(service));
}

} // namespace

tl::expected<std::chrono::seconds, std::string> check_readiness(const machine& host,
                                                                const std::string& service) {
    const auto settings = config::load_settings(host.configuration());
    if (!settings)
        return tl::unexpected{
            fmt::format("{} (run telesignctl check for all errors)", settings.error().front())};
    const auto phones = directory::load_phone_book(*settings);
    if (!phones)
        return tl::unexpected{phones.error()};
    const config::policy_settings policy = settings->policy_for(service);
    if (phones->book->size() == 0 && policy.unmapped == config::unmapped_policy::deny)
        return tl::unexpected{
            fmt::format("{}: nobody has a phone, so nobody could log in: add the users' numbers first",
                        settings->phones_file)};
    if (!host.is_scratch()) {
        // A connection that asked for nothing would leave a warning in telesignd's log.
        if (const answer reply = ask(host.socket, {"version"}); reply.outcome != protocol::result::granted)
            return tl::unexpected{reply.text + ", or nobody could log in"};
    }
    return settings->otp_for(service).lifetime;
}

tl::expected<void, std::string> check_group(const machine& host, const std::string& service,
                                            const std::string& group) {
    if (!members_of(group))
        return tl::unexpected{fmt::format("--group {}: no such group: nobody would be asked", group)};
    const auto settings = config::load_settings(host.configuration());
    if (!settings)
        return tl::unexpected{settings.error().front()};
    const std::vector<std::string> aliases = services_of(host, service);
    const bool all = std::all_of(aliases.begin(), aliases.end(), [&](const std::string& alias) {
        return std::any_of(
            settings->exempt.begin(), settings->exempt.end(),
            [&](const config::exempt_rule& rule) { return exempts_outsiders(rule, alias, group); });
    });
    if (!all)
        return tl::unexpected{fmt::format(
            "--group {0}: {1} does not have this rule yet. Add `[exempt {2}]`, `groups = !{0}` and `services "
            "= {3}` there, one per line, run `telesignctl reload`, then run this again",
            group, host.configuration(), service, fmt::join(aliases, ", "))};
    return {};
}

bool lets_some_in_without_code(const machine& host, const std::string& service) {
    const auto settings = config::load_settings(host.configuration());
    if (!settings)
        return true; // nobody knows
    const config::policy_settings policy = settings->policy_for(service);
    return !settings->exempt.empty() || settings->remember.keep_for ||
           policy.unmapped == config::unmapped_policy::skip || policy.outage == config::outage_policy::skip;
}

std::string short_login_timeout(const machine& host, std::chrono::seconds lifetime) {
    const std::string path = host.at("/etc/login.defs");
    long seconds = 60; // login's own default
    std::istringstream lines{read_if_present(path).value_or("")};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words{line};
        std::string name;
        long value = 0;
        if (words >> name >> value && name == "LOGIN_TIMEOUT")
            seconds = value;
    }
    if (seconds <= 0 || seconds >= lifetime.count()) // 0: never
        return {};
    return fmt::format("LOGIN_TIMEOUT ({}) ends a login after {} s, while a code is valid for {} s", path,
                       seconds, lifetime.count());
}

std::vector<std::string> advice(const machine& host, const std::string& service) {
    const std::vector<std::string> services = services_of(host, service);
    const auto concerns = [&](const std::string& name) {
        return std::find(services.begin(), services.end(), name) != services.end();
    };
    std::vector<std::string> result;
    if (concerns("sudo"))
        if (const auto sudoers = read_sudoers(host)) // check reports why not
            for (const std::string& other : sudoers->pam_services)
                result.push_back(fmt::format("sudoers makes sudo use the PAM service {} (pam_service, "
                                             "pam_login_service), which is not changed",
                                             other));
    const auto settings = config::load_settings(host.configuration());
    if (concerns("login") && settings)
        if (std::string timeout = short_login_timeout(host, settings->otp_for("login").lifetime);
            !timeout.empty())
            result.push_back(std::move(timeout));
    std::vector<std::string> sections;
    for (const char* const alias : {"su", "su-l"})
        if (concerns(alias) && settings && settings->policy_for(alias).identity == config::identity::user)
            sections.push_back(fmt::format("[service {}]", alias));
    if (!sections.empty())
        result.push_back(fmt::format("the code goes to the phone of su's target, usually root's: to use the "
                                     "caller's, set `identity = caller` in {} of {}",
                                     fmt::join(sections, " and "), host.configuration()));
    for (const std::string& each : services)
        if (const pam_program* const program = find_program(each);
            program != nullptr && program->kind != program_kind::never_authenticates)
            result.push_back(fmt::format("{}. {}", describe(*program), remedy_of(*program)));
    return result;
}

} // namespace telesignctl
