#include "telesignctl/check/site.h"

#include "telesignctl/local/accounts.h"
#include "telesignctl/local/sshd_values.h"
#include "telesignctl/local/sudoers.h"

#include <algorithm>
#include <set>
#include <sstream>

#include <fmt/format.h>

namespace telesignctl {

namespace {

constexpr std::size_t most_names = 10; // told; there may be thousands

/// Groups that are named as those who may use a service that asks everybody: a directory that lists nobody (LDAP, SSSD)
/// still knows their members.
std::vector<std::string> admitted_groups(const site& here, const std::string& service) {
    std::vector<std::string> result;
    if (service == "sshd") {
        const auto values = ask_sshd(here.where);
        std::istringstream names{values ? value_of(*values, "allowgroups")
                                        : std::string{}}; // check_sshd tells
        for (std::string each; names >> each;)
            result.push_back(each); // a pattern is no group's name
    } else if (service == "sudo") {
        if (const auto sudoers = read_sudoers(here.where)) // check_sudo tells
            result = sudoers->groups;
    }
    return result;
}

/// Whom the services ask, who have a shell or are in a group that counts.
std::set<std::string> users_asked(const site& here) {
    std::set<std::string> result;
    const auto add = [&result](const std::vector<std::string>& users) {
        result.insert(users.begin(), users.end());
    };
    for (const protected_service& each : here.services) {
        if (each.group.empty())
            add(accounts_with_shell());
        for (const std::string& group :
             each.group.empty() ? admitted_groups(here, each.name) : std::vector{each.group})
            add(members_of(group).value_or(std::vector<std::string>{}));
    }
    return result;
}

/// Whether root logs in by a service that asks: not by sudo, and in su root is asked nothing.
bool root_is_asked(const site& here) {
    if (here.find("login") != nullptr)
        return true;
    if (here.find("sshd") == nullptr)
        return false;
    const auto values = ask_sshd(here.where, "root");
    return !values || value_of(*values, "permitrootlogin") != "no";
}

bool is_exempt(const config::settings& settings, const std::string& user) {
    return std::any_of(settings.exempt.begin(), settings.exempt.end(),
                       [&user](const config::exempt_rule& rule) {
                           return rule.users.contains(user) && rule.groups.empty() && rule.services.empty() &&
                                  rule.networks.empty();
                       });
}

} // namespace

void check_users(const site& here, findings& into) {
    if (!here.settings || !here.phones || here.services.empty())
        return;
    std::set<std::string> asked = users_asked(here);
    if (!root_is_asked(here))
        asked.erase("root");
    std::string names;
    std::size_t without = 0;
    for (const std::string& user : asked) {
        if (here.has_phone(user) || is_exempt(*here.settings, user))
            continue;
        if (++without <= most_names)
            names += fmt::format("{}{}", names.empty() ? "" : ", ", user);
    }
    const std::string others = unlisted_accounts(here.where);
    if (without == 0)
        into.push_back({health::ok,
                        "users",
                        fmt::format("all {} {}who may be asked have a phone or are exempt{}", asked.size(),
                                    others.empty() ? "" : "listed accounts ", others),
                        {}});
    else
        into.push_back({health::warning, "users",
                        fmt::format("{} of {} could log in and have no phone: {}{}{}", without, asked.size(),
                                    names, without > most_names ? ", …" : "", others),
                        "add them to phones.ini, or exempt them; under unmapped = deny they are locked out"});
}

} // namespace telesignctl
