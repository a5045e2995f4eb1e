// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/pam/stack_analysis.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <security/pam_appl.h>

namespace telesignctl::pam {

namespace {

/// Those of pam_telesign(8), and what libpam returns if the module is missing.
constexpr int refusals[] = {PAM_AUTH_ERR,    PAM_MAXTRIES, PAM_PERM_DENIED,   PAM_AUTHINFO_UNAVAIL,
                            PAM_SERVICE_ERR, PAM_CONV_ERR, PAM_MODULE_UNKNOWN};

bool has_asked(const outcomes& logins, unsigned factors) {
    return logins.has(1, factors) || logins.has(2, factors);
}

bool has_asked(const outcomes& logins) {
    return has_asked(logins, 0) || has_asked(logins, 1) || has_asked(logins, 2);
}

class analyzer {
public:
    explicit analyzer(const stack& auth_stack) : m_stack{auth_stack} {
        m_found.names_our_module = std::any_of(auth_stack.entries.begin(), auth_stack.entries.end(), is_ours);
        analyze_all_answers();
        if (!m_found.is_known)
            return;
        analyze_ordinary_answers();
        for (const int refusal : refusals)
            if (has_asked(follow(refusal, followed_answers::all).successes()))
                m_found.accepted_refusals.push_back(refusal);
    }

    stack_analysis result() { return std::move(m_found); }

private:
    path_finder follow(int our_answer, followed_answers followed) {
        path_finder paths{m_stack, our_answer, followed};
        m_found.is_known &= !paths.has_given_up();
        return paths;
    }

    void analyze_ordinary_answers() {
        const path_finder granted = follow(PAM_SUCCESS, followed_answers::ordinary);
        const outcomes& ends = granted.ends();
        m_found.lets_in = has_asked(granted.successes());
        m_found.code_asked = has_asked(ends);
        m_found.code_asked_twice = ends.has(2, 0) || ends.has(2, 1) || ends.has(2, 2);
        m_found.exempt_denied = !has_asked(follow(PAM_IGNORE, followed_answers::ordinary).successes());
    }

    void analyze_all_answers() {
        const path_finder granted = follow(PAM_SUCCESS, followed_answers::all);
        m_found.password_asked = has_asked(granted.ends(), 1) || has_asked(granted.ends(), 2);
        m_found.code_alone_lets_in = has_asked(granted.successes(), 0);
        m_found.asked_before_first_factor = granted.asks_before_first_factor();
        m_found.bypasses = granted.bypasses();
        m_found.exempt_needs_no_password =
            has_asked(follow(PAM_IGNORE, followed_answers::all).successes(), 0);
    }

    const stack& m_stack;
    stack_analysis m_found;
};

/// `ingroup` or `notingroup` of pam_succeed_if, and the word behind it.
std::vector<std::string>::const_iterator find_group(const entry& module) {
    const auto& words = module.text.arguments;
    const auto found = std::find_if(words.begin(), words.end(), [](const std::string& word) {
        return word == "ingroup" || word == "notingroup";
    });
    return module_name(module.text) == "pam_succeed_if.so" && found != words.end() && found + 1 != words.end()
               ? found
               : words.end();
}

} // namespace

stack_analysis analyze(const stack& auth_stack) {
    return analyzer{auth_stack}.result();
}

std::string group_of(const entry& module) {
    const auto found = find_group(module);
    return found == module.text.arguments.end() ? std::string{} : *(found + 1);
}

bypass_kind kind_of(const stack& auth_stack, const stack_analysis& found, const bypass& each) {
    const entry& module = auth_stack.entries[each.module];
    const bool has_first_factor =
        each.min_factors > 0 || !found.password_asked; // a key, of which PAM knows nothing
    // pam_succeed_if(8) says the same of who is not in a group and of a group that it cannot look up.
    if (const auto group = find_group(module); group != module.text.arguments.end())
        if (each.by_success == (*group == "notingroup"))
            return has_first_factor ? bypass_kind::open_group : bypass_kind::fault;
    if (is_first_factor(module))
        return each.by_success && each.min_factors > 1 ? bypass_kind::exemption : bypass_kind::fault;
    return each.by_success && is_gate(module) ? bypass_kind::exemption : bypass_kind::fault;
}

std::string describe(const stack& auth_stack, const bypass& each, const stack_analysis& found) {
    const entry& module = auth_stack.entries[each.module];
    return fmt::format("{} line {} ({}): whoever it {} is let in {}", module.file, module.text.first,
                       module_name(module.text), each.by_success ? "lets through" : "does not let through",
                       each.min_factors == 0 && found.password_asked ? "with neither password nor code"
                                                                     : "without a code");
}

} // namespace telesignctl::pam
