// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/pam/paths.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <tuple>

#include <security/pam_appl.h>

namespace telesignctl::pam {

namespace {

constexpr std::string_view gates[] = {"pam_access.so",    "pam_exec.so",      "pam_geoip.so",
                                      "pam_listfile.so",  "pam_localuser.so", "pam_python.so",
                                      "pam_securetty.so", "pam_shells.so",    "pam_succeed_if.so",
                                      "pam_time.so",      "pam_usertype.so",  "pam_wheel.so"};

/// What no module may return to the application: the conversation is not at its end yet.
constexpr int incomplete = PAM_INCOMPLETE;

unsigned one_more(unsigned count) {
    return std::min<unsigned>(count + 1, outcomes::counted - 1);
}

bool passes(int answer) {
    return answer == PAM_SUCCESS || answer == PAM_NEW_AUTHTOK_REQD;
}

/// Whether the stack takes the answer for a success of the module.
bool is_success(const entry& module, int answer) {
    const auto action_of = [&module](int code) { return module.actions.at(static_cast<std::size_t>(code)); };
    return answer == PAM_SUCCESS || (passes(answer) && action_of(answer) == action_of(PAM_SUCCESS));
}

/// A first factor that has no say in a login (PAM_IGNORE, which the four control words pass over) is left out: no stack with
/// `requisite pam_unix.so` would be sound otherwise, and by its success whatever comes later is reached all the same.
bool abstains(const entry& module, int answer) {
    return answer == PAM_IGNORE && is_first_factor(module) && module.actions.at(PAM_IGNORE) == ignore;
}

} // namespace

bool is_gate(const entry& module) {
    return std::find(std::begin(gates), std::end(gates), module_name(module.text)) != std::end(gates);
}

path_finder::path_finder(const stack& auth_stack, int our_answer, followed_answers followed)
    : m_stack{auth_stack}, m_our_answer{our_answer}, m_followed{followed} {
    m_whole = follow({begin(auth_stack)});
}

/// One for each that makes a difference.
std::vector<int> path_finder::answers_of(const entry& module) const {
    if (is_ours(module))
        return {m_our_answer};
    const std::string_view name = module_name(module.text);
    if (name == "pam_permit.so")
        return {PAM_SUCCESS};
    if (name == "pam_deny.so" || name == "pam_rootok.so") // root may do without a code
        return {PAM_AUTH_ERR};
    if (m_followed == followed_answers::ordinary && !is_gate(module))
        return {PAM_SUCCESS};
    std::vector<int> result;
    std::set<std::tuple<int, bool, bool>> seen;
    for (int each = PAM_SUCCESS; each < incomplete; ++each)
        if (!abstains(module, each) &&
            seen.emplace(module.actions.at(static_cast<std::size_t>(each)), each == PAM_SUCCESS, passes(each))
                .second)
            result.push_back(each);
    return result;
}

path_finder::node path_finder::after(node from, int answer) const {
    const entry& module = m_stack.entries[from.state.at];
    if (is_ours(module))
        from.asked = one_more(from.asked);
    else if (is_first_factor(module) && passes(answer))
        from.factors = one_more(from.factors);
    advance(m_stack, from.state, answer);
    if (from.state.now.status != PAM_SUCCESS) // which failure it is makes no difference to what comes
        from.state.now.status = PAM_PERM_DENIED;
    return from;
}

const path_finder::summary& path_finder::follow(const node& from) {
    const auto known = m_nodes.find(from);
    if (known != m_nodes.end())
        return known->second;
    summary found;
    if (from.state.at == m_stack.entries.size()) {
        found.ends.add(from.asked, from.factors);
        if (result_of(from.state.now) == PAM_SUCCESS)
            found.successes.add(from.asked, from.factors);
    } else if (!has_given_up()) {
        const entry& module = m_stack.entries[from.state.at];
        found.asks = is_ours(module);
        for (const int answer : answers_of(module)) {
            const summary& rest = follow(after(from, answer));
            found.successes |= rest.successes;
            found.ends |= rest.ends;
            found.asks |= rest.asks;
        }
    }
    return m_nodes.emplace(from, found).first->second;
}

bool path_finder::asks_before_first_factor() const {
    return std::any_of(m_nodes.begin(), m_nodes.end(), [this](const auto& each) {
        const node& at = each.first;
        return at.factors == 0 && at.state.at < m_stack.entries.size() &&
               is_ours(m_stack.entries[at.state.at]);
    });
}

std::vector<bypass> path_finder::bypasses() const {
    if (has_given_up())
        return {};
    std::map<std::pair<std::size_t, bool>, unsigned> found; // the least factors
    for (const auto& [from, rest] : m_nodes) {
        if (from.asked > 0 || !rest.asks || is_ours(m_stack.entries[from.state.at]))
            continue;
        const entry& module = m_stack.entries[from.state.at];
        for (const int answer : answers_of(module)) {
            const summary& left = m_nodes.at(after(from, answer));
            for (unsigned factors = 0; factors < outcomes::counted && !left.asks; ++factors) {
                if (!left.successes.has(0, factors))
                    continue;
                const auto [position, is_new] =
                    found.try_emplace({from.state.at, is_success(module, answer)}, factors);
                position->second = std::min(position->second, factors);
            }
        }
    }
    std::vector<bypass> result;
    for (const auto& [key, factors] : found)
        result.push_back({key.first, key.second, factors});
    return result;
}

} // namespace telesignctl::pam
