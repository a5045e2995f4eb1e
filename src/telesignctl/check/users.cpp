#include "telesignctl/check/site.h"

#include "telesignctl/local/accounts.h"
#include "telesignctl/local/sshd_values.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace telesignctl {

namespace {

constexpr std::size_t most_names = 10; // told; there may be thousands

/// Whom the services ask, who have a shell or are in a service's group.
std::set<std::string> users_asked(const site& here) {
    std::set<std::string> result;
    for (const protected_service& each : here.services) {
        const auto users = each.group.empty() ? accounts_with_shell()
                                              : members_of(each.group).value_or(std::vector<std::string>{});
        result.insert(users.begin(), users.end());
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
    if (without == 0)
        into.push_back({health::ok,
                        "users",
                        fmt::format("all {} who may be asked have a phone or are exempt", asked.size()),
                        {}});
    else
        into.push_back({health::warning, "users",
                        fmt::format("{} of {} could log in and have no phone: {}{}", without, asked.size(),
                                    names, without > most_names ? ", …" : ""),
                        "add them to phones.ini, or exempt them; under unmapped = deny they are locked out"});
}

} // namespace telesignctl
