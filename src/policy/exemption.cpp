#include "policy/exemption.h"

#include "support/log.h"

#include <algorithm>

#include <fmt/format.h>

namespace policy {

namespace {

membership ask(const membership_source& groups_of, const std::string& user, const std::string& group) {
    try {
        return groups_of(user, group);
    } catch (const std::exception& problem) {
        support::log(support::severity::error, "group {}: {}: nobody is exempt by it", group, problem.what());
        return membership::unknown;
    }
}

/// Looks at one login by one rule.
class matcher {
public:
    matcher(const config::exempt_rule& rule, const applicant& who, const membership_source& groups_of)
        : m_rule{rule}, m_who{who}, m_groups_of{groups_of} {}

    bool match() {
        const config::exempt_rule& all = m_rule;
        const bool says_something =
            !all.users.empty() || !all.services.empty() || !all.networks.empty() || !all.groups.empty();
        // Groups last: they may have to be waited for.
        return says_something && is_one_of("users", all.users, m_who.account) &&
               is_one_of("services", all.services, m_who.service) && is_in_network() && is_in_group();
    }

    /// After match(): what it was.
    [[nodiscard]] std::string name() const {
        return m_rule.name.empty() ? "[exempt] " + m_value : fmt::format("[exempt {}]", m_rule.name);
    }

private:
    bool is_one_of(std::string_view key, const std::set<std::string>& wanted, const std::string& value) {
        if (wanted.empty())
            return true;
        m_value = fmt::format("{} {}", key, value);
        return wanted.contains(value);
    }
    bool is_in_network() {
        if (m_rule.networks.empty())
            return true;
        for (const support::ip_network& each : m_rule.networks)
            if (m_who.address && each.contains(*m_who.address)) {
                m_value = fmt::format("networks {}/{}", each.first.text(), each.prefix);
                return true;
            }
        return false;
    }
    bool is_in_group() {
        if (m_rule.groups.empty())
            return true;
        for (const std::string& each : m_rule.groups) {
            const bool inverted = each.starts_with('!');
            const auto wanted = inverted ? membership::outsider : membership::member;
            if (ask(m_groups_of, m_who.account, inverted ? each.substr(1) : each) == wanted) {
                m_value = fmt::format("groups {}", each);
                return true;
            }
        }
        return false;
    }

    const config::exempt_rule& m_rule;
    const applicant& m_who;
    const membership_source& m_groups_of;
    std::string m_value; ///< "groups !wheel": the key that was looked at last
};

} // namespace

std::optional<std::string> find_exemption(const std::vector<config::exempt_rule>& rules, const applicant& who,
                                          const membership_source& groups_of) {
    for (const config::exempt_rule& each : rules)
        if (matcher one{each, who, groups_of}; one.match())
            return one.name();
    return std::nullopt;
}

} // namespace policy
