#include "telesignctl/pam/protection.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <security/pam_appl.h>

namespace telesignctl::pam {

namespace {

/// pam_telesign(8), and what libpam says when the module is not there.
constexpr int refusals[] = {PAM_AUTH_ERR,    PAM_MAXTRIES, PAM_PERM_DENIED,   PAM_AUTHINFO_UNAVAIL,
                            PAM_SERVICE_ERR, PAM_CONV_ERR, PAM_MODULE_UNKNOWN};

bool has_asked(const outcomes& which, unsigned factors) {
    return which.has(1, factors) || which.has(2, factors);
}

bool has_asked(const outcomes& which) {
    return has_asked(which, 0) || has_asked(which, 1) || has_asked(which, 2);
}

class examination {
public:
    explicit examination(const stack& which) : m_stack{which} {
        m_found.names_module = std::any_of(which.entries.begin(), which.entries.end(), is_ours);
        look_at_every_day();
        if (!m_found.is_known)
            return;
        look_at_ordinary_days();
        for (const int refusal : refusals)
            if (has_asked(follow(refusal, days::every).successes()))
                m_found.forgiven.push_back(refusal);
    }

    protection result() { return std::move(m_found); }

private:
    path_finder follow(int our_answer, days followed) {
        path_finder ways{m_stack, our_answer, followed};
        m_found.is_known &= !ways.has_given_up();
        return ways;
    }

    void look_at_ordinary_days() {
        const path_finder granted = follow(PAM_SUCCESS, days::ordinary);
        const outcomes& ends = granted.ends();
        m_found.lets_in = has_asked(granted.successes());
        m_found.code_asked = has_asked(ends);
        m_found.asked_twice = ends.has(2, 0) || ends.has(2, 1) || ends.has(2, 2);
        m_found.unasked_refused = !has_asked(follow(PAM_IGNORE, days::ordinary).successes());
    }

    void look_at_every_day() {
        const path_finder granted = follow(PAM_SUCCESS, days::every);
        m_found.password_asked = has_asked(granted.ends(), 1) || has_asked(granted.ends(), 2);
        m_found.code_alone_lets_in = has_asked(granted.successes(), 0);
        m_found.asked_before_first_factor = granted.asks_before_first_factor();
        m_found.bypasses = granted.bypasses();
        m_found.unasked_needs_nothing = has_asked(follow(PAM_IGNORE, days::every).successes(), 0);
    }

    const stack& m_stack;
    protection m_found;
};

/// `ingroup` or `notingroup` of pam_succeed_if, and the word behind it.
std::vector<std::string>::const_iterator find_group(const entry& which) {
    const auto& words = which.text.arguments;
    const auto found = std::find_if(words.begin(), words.end(), [](const std::string& word) {
        return word == "ingroup" || word == "notingroup";
    });
    return module_name(which.text) == "pam_succeed_if.so" && found != words.end() && found + 1 != words.end()
               ? found
               : words.end();
}

} // namespace

protection examine(const stack& which) {
    return examination{which}.result();
}

std::string group_of(const entry& which) {
    const auto found = find_group(which);
    return found == which.text.arguments.end() ? std::string{} : *(found + 1);
}

bypass_kind kind_of(const stack& which, const protection& found, const bypass& each) {
    const entry& module = which.entries[each.module];
    const bool has_first_factor =
        each.least_factors > 0 || !found.password_asked; // a key, of which PAM knows nothing
    // pam_succeed_if(8) says the same of who is not in a group and of a group that it cannot look up.
    if (const auto group = find_group(module); group != module.text.arguments.end())
        if (each.by_success == (*group == "notingroup"))
            return has_first_factor ? bypass_kind::open_group : bypass_kind::fault;
    if (is_first_factor(module))
        return each.by_success && each.least_factors > 1 ? bypass_kind::exemption : bypass_kind::fault;
    return each.by_success && is_gate(module) ? bypass_kind::exemption : bypass_kind::fault;
}

std::string describe(const stack& which, const bypass& each, const protection& found) {
    const entry& module = which.entries[each.module];
    return fmt::format("{} line {} ({}): whoever it {} is let in {}", module.file, module.text.first,
                       module_name(module.text), each.by_success ? "lets through" : "does not let through",
                       each.least_factors == 0 && found.password_asked ? "with neither password nor code"
                                                                       : "without a code");
}

} // namespace telesignctl::pam
