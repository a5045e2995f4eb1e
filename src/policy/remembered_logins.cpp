// SPDX-License-Identifier: BSD-3-Clause
#include "policy/remembered_logins.h"

#include <algorithm>
#include <set>
#include <utility>

namespace policy {

std::chrono::sys_seconds remembered_logins::wall_clock() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

bool remembered_logins::counts(const value& login, std::chrono::sys_seconds now,
                               const config::remember_settings& rules) {
    return rules.keep_for && login.since <= now && now - login.since < *rules.keep_for;
}

void remembered_logins::remember(remembered_login login, const config::remember_settings& rules,
                                 const listener& notify) {
    if (!rules.keep_for)
        return;
    const std::lock_guard lock{m_mutex};
    login.since = m_now();
    std::erase_if(m_logins, [&](const auto& old) { return !counts(old.second, login.since, rules); });
    put(std::move(login));
    notify();
}

void remembered_logins::restore(remembered_login login) {
    const std::lock_guard lock{m_mutex};
    put(std::move(login));
}

/// The lock is held.
void remembered_logins::put(remembered_login login) {
    m_logins.insert_or_assign({std::move(login.account), std::move(login.address), std::move(login.service)},
                              value{std::move(login.phone), login.since});
    if (m_logins.size() > capacity)
        m_logins.erase(
            std::min_element(m_logins.begin(), m_logins.end(), [](const auto& one, const auto& other) {
                return one.second.since < other.second.since;
            }));
}

std::optional<remembered_login> remembered_logins::find(const remembered_login& wanted,
                                                        const config::remember_settings& rules) const {
    const std::set<std::string> alone{wanted.service};
    const auto& services = rules.services.contains(wanted.service) ? rules.services : alone;
    std::optional<remembered_login> newest;
    const std::lock_guard lock{m_mutex};
    const auto now = m_now();
    for (const std::string& service : services) {
        const auto found = m_logins.find({wanted.account, wanted.address, service});
        if (found == m_logins.end() || !counts(found->second, now, rules) ||
            found->second.phone != wanted.phone)
            continue;
        if (!newest || newest->since < found->second.since)
            newest = {wanted.account, wanted.address, service, wanted.phone, found->second.since};
    }
    return newest;
}

std::vector<remembered_login> remembered_logins::all(const config::remember_settings& rules) const {
    std::vector<remembered_login> result;
    const std::lock_guard lock{m_mutex};
    const auto now = m_now();
    for (const auto& [names, login] : m_logins) {
        const auto& [account, address, service] = names;
        if (counts(login, now, rules))
            result.push_back({account, address, service, login.phone, login.since});
    }
    return result;
}

std::size_t remembered_logins::forget(std::string_view account, const listener& notify) {
    const std::lock_guard lock{m_mutex};
    const auto count =
        std::erase_if(m_logins, [&](const auto& each) { return std::get<0>(each.first) == account; });
    notify();
    return count;
}

std::size_t remembered_logins::forget_all(const listener& notify) {
    const std::lock_guard lock{m_mutex};
    const std::size_t count = m_logins.size();
    m_logins.clear();
    notify();
    return count;
}

} // namespace policy
