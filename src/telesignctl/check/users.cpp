// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/check/check_context.h"
#include "telesignctl/enable/missing_phones.h"
#include "telesignctl/local/accounts.h"
#include "telesignctl/local/sshd_values.h"
#include "telesignctl/local/sudoers.h"
#include "telesignctl/pam/programs.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <sstream>

#include <fmt/format.h>

namespace telesignctl {

namespace {

constexpr std::size_t max_names = 10; // listed; there may be thousands

/// Groups that may use a service which asks everybody: a directory that lists nobody (LDAP, SSSD)
/// still knows their members.
std::vector<std::string> admitted_groups(const check_context& context, const std::string& service) {
    std::vector<std::string> result;
    if (service == "sshd") {
        const auto values = ask_sshd(context.host);
        std::istringstream names{values ? value_of(*values, "allowgroups")
                                        : std::string{}}; // check_sshd reports that
        for (std::string each; names >> each;)
            result.push_back(each); // a pattern is no group's name
    } else if (service == "sudo") {
        if (const auto sudoers = read_sudoers(context.host)) // check_sudo reports that
            result = sudoers->groups;
    }
    return result;
}

/// The accounts that a service may ask: those with a shell or in a group that counts.
std::set<std::string> candidates(const check_context& context, const protected_service& service) {
    std::set<std::string> result;
    if (const pam_program* const program = find_program(service.name);
        program != nullptr && program->kind == program_kind::never_authenticates)
        return result;
    const auto add = [&result](const std::vector<std::string>& users) {
        result.insert(users.begin(), users.end());
    };
    if (service.group.empty())
        add(accounts_with_shell());
    for (const std::string& group :
         service.group.empty() ? admitted_groups(context, service.name) : std::vector{service.group})
        add(members_of(group).value_or(std::vector<std::string>{}));
    return result;
}

} // namespace

void check_users(const check_context& context, findings& results) {
    if (!context.settings || !context.phones || context.services.empty())
        return;
    std::set<std::string> all;
    std::set<std::string> without_phone;
    for (const protected_service& service : context.services)
        for (const std::string& user : candidates(context, service)) {
            all.insert(user);
            if (!context.has_phone(user) && !is_exempt(*context.settings, user, service.name))
                without_phone.insert(user);
        }
    if (std::none_of(context.services.begin(), context.services.end(),
                     [&](const protected_service& each) { return asks_root(context.host, each.name); })) {
        all.erase("root");
        without_phone.erase("root");
    }
    const std::string others = unlisted_accounts(context.host);
    if (without_phone.empty()) {
        results.push_back({check_status::ok,
                           "users",
                           fmt::format("all {} {} that may be asked for a code have a phone or are exempt{}",
                                       all.size(), others.empty() ? "accounts" : "listed accounts", others),
                           {}});
        return;
    }
    const auto end =
        std::next(without_phone.begin(), static_cast<long>(std::min(without_phone.size(), max_names)));
    results.push_back(
        {check_status::warning, "users",
         fmt::format("users without a phone: {}{} ({} of {} accounts that may be asked for a code){}",
                     fmt::join(without_phone.begin(), end, ", "), end == without_phone.end() ? "" : ", …",
                     without_phone.size(), all.size(), others),
         "Add them to phones.ini, or exempt them: with unmapped = deny they are locked out"});
}

} // namespace telesignctl
