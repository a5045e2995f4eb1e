// SPDX-License-Identifier: BSD-3-Clause
#include "policy/exemption.h"

#include "support/log.h"

#include <variant>

#include <fmt/format.h>

namespace policy {

namespace {

membership ask(const membership_source& groups_of, const account& user, const std::string& group) {
    try {
        return groups_of(user, group);
    } catch (const std::exception& problem) {
        support::log(support::severity::error, "group {}: {}: nobody is exempt by it", group, problem.what());
        return membership::unknown;
    }
}

/// Looks at one login by one condition: returns the key and the value by which it is met, or nullopt.
class matcher {
public:
    using match = std::optional<std::string>;

    matcher(const applicant& subject, const membership_source& groups_of)
        : m_subject{subject}, m_groups_of{groups_of} {}

    match operator()(const config::exempt_users& wanted) const {
        return find("users", wanted.names, m_subject.account.name);
    }
    match operator()(const config::exempt_services& wanted) const {
        return find("services", wanted.names, m_subject.service);
    }
    match operator()(const config::exempt_networks& wanted) const {
        for (const support::ip_network& each : wanted.networks)
            if (m_subject.address && each.contains(*m_subject.address))
                return fmt::format("networks {}/{}", each.first.text(), each.prefix);
        return std::nullopt;
    }
    match operator()(const config::exempt_groups& wanted) const {
        for (const std::string& each : wanted.names) {
            const bool inverted = each.starts_with('!');
            const auto needed = inverted ? membership::outsider : membership::member;
            if (ask(m_groups_of, m_subject.account, inverted ? each.substr(1) : each) == needed)
                return fmt::format("groups {}", each);
        }
        return std::nullopt;
    }

private:
    static match find(std::string_view key, const std::set<std::string>& wanted, const std::string& value) {
        return wanted.contains(value) ? match{fmt::format("{} {}", key, value)} : std::nullopt;
    }

    const applicant& m_subject;
    const membership_source& m_groups_of;
};

/// Returns what the rule is called in the log, or nullopt if it does not exempt the login.
std::optional<std::string> apply(const config::exempt_rule& rule, const matcher& login) {
    matcher::match last;
    for (const config::exempt_condition& each : rule.conditions)
        if (last = std::visit(login, each); !last)
            return std::nullopt;
    if (!last)
        return std::nullopt;
    return rule.name.empty() ? "[exempt] " + *last : fmt::format("[exempt {}]", rule.name);
}

} // namespace

std::optional<std::string> find_exemption(const std::vector<config::exempt_rule>& rules,
                                          const applicant& subject, const membership_source& groups_of) {
    const matcher login{subject, groups_of};
    for (const config::exempt_rule& each : rules)
        if (auto name = apply(each, login))
            return name;
    return std::nullopt;
}

} // namespace policy
