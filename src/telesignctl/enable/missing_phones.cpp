// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/enable/missing_phones.h"

#include "policy/exemption.h"
#include "telesignctl/local/accounts.h"
#include "telesignctl/local/sshd_values.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace telesignctl {

namespace {

constexpr std::size_t max_names = 5; // listed; `check` lists more

bool is_su(const std::string& service) {
    return service == "su" || service == "su-l";
}

} // namespace

bool asks_root(const machine& host, const std::string& service) {
    if (service != "sshd")
        return service == "login";
    const auto values = ask_sshd(host, "root");
    return !values || value_of(*values, "permitrootlogin") != "no";
}

bool is_exempt(const config::settings& settings, const std::string& user, const std::string& service) {
    const auto account = policy::find_account(user);
    return account && policy::find_exemption(settings.exempt, {*account, service, std::nullopt}).has_value();
}

tl::expected<missing_phones, std::string> missing_phones::load(const machine& host) {
    auto settings = config::load_settings(host.configuration());
    if (!settings)
        return tl::unexpected{settings.error().front()};
    auto phones = directory::load_phone_book(*settings);
    if (!phones)
        return tl::unexpected{phones.error()};
    return missing_phones{host, *std::move(settings), std::move(phones->book)};
}

bool missing_phones::has_phone(const std::string& user) const {
    const directory::entry* const found = m_book->find(user);
    return found != nullptr && found->digits != 0 && m_book->number_of(*found);
}

bool missing_phones::refuses(const std::string& user, const std::string& service) const {
    if (has_phone(user) || is_exempt(m_settings, user, service))
        return false;
    const bool skips = m_settings.policy_for(service).unmapped == config::unmapped_policy::skip;
    return !skips || m_book->find(user) != nullptr || !m_book->complete();
}

bool missing_phones::asks_target(const std::string& service) const {
    return is_su(service) && m_settings.policy_for(service).identity == config::identity::user;
}

std::string missing_phones::find_caller_problem(const std::string& caller,
                                                const std::vector<std::string>& services) const {
    for (const std::string& service : services) {
        const bool is_asked = !asks_target(service) && (caller != "root" || asks_root(m_host, service));
        if (is_asked && refuses(caller, service))
            return fmt::format(
                "{0} runs this, has no phone in {1}, and could not log in at {2} any more: run "
                "telesignctl phone set {0} first",
                caller, m_settings.phones_file, service);
    }
    return {};
}

std::vector<std::string> missing_phones::refused_users(const std::vector<std::string>& services,
                                                       const std::string& group) const {
    std::vector<std::string> result;
    for (const std::string& user :
         group.empty() ? accounts_with_shell() : members_of(group).value_or(std::vector<std::string>{}))
        if (std::any_of(services.begin(), services.end(), [&](const std::string& service) {
                return (user != "root" || asks_root(m_host, service)) && refuses(user, service);
            }))
            result.push_back(user);
    return result;
}

std::vector<std::string> missing_phones::notes(const std::vector<std::string>& services,
                                               const std::string& group) const {
    std::vector<std::string> result;
    if (const auto refused = refused_users(services, group); !refused.empty()) {
        const std::string names = refused.size() <= max_names
                                      ? fmt::format("{}", fmt::join(refused, ", "))
                                      : fmt::format("{} (telesignctl check names them)", refused.size());
        result.push_back(fmt::format("{} without a phone: {}; they are refused until they have one",
                                     group.empty() ? "users" : "members of " + group, names));
    }
    std::vector<std::string> closed;
    for (const std::string& service : services)
        if (asks_target(service) && refuses("root", service))
            closed.push_back(service);
    if (!closed.empty())
        result.push_back(fmt::format("root has no phone in {}, so nobody could become root through {}",
                                     m_settings.phones_file, fmt::join(closed, " and ")));
    return result;
}

} // namespace telesignctl
