#include "telesignctl/pam/protection.h"

#include <algorithm>
#include <string_view>

#include <security/pam_appl.h>

namespace telesignctl::pam {

namespace {

/// One login, played.
struct play {
    bool password_right = true;
    int our_answer = PAM_SUCCESS;
    bool in_group = true;

    unsigned asked = 0;
    unsigned passwords = 0;
    bool granted = false;

    void through(const stack& which) {
        granted = run(which, [this](const entry& now) { return answer_of(now); }) == PAM_SUCCESS;
    }

private:
    /// Modules that decide nothing about who the user is agree, as they do on an ordinary day.
    int answer_of(const entry& now) {
        if (is_ours(now)) {
            ++asked;
            return our_answer;
        }
        passwords += is_first_factor(now) ? 1 : 0;
        if (is_first_factor(now))
            return password_right ? PAM_SUCCESS : PAM_AUTH_ERR;
        const std::string_view name = module_name(now.text);
        if (name == "pam_deny.so" || name == "pam_rootok.so") // the user is not root
            return PAM_AUTH_ERR;
        const auto& words = now.text.arguments;
        const auto has = [&words](std::string_view word) {
            return std::find(words.begin(), words.end(), word) != words.end();
        };
        if (name == "pam_wheel.so" && has("trust"))
            return PAM_AUTH_ERR;
        if (name == "pam_succeed_if.so" && (has("ingroup") || has("notingroup")))
            return has("ingroup") == in_group ? PAM_SUCCESS : PAM_AUTH_ERR;
        return PAM_SUCCESS;
    }
};

play played(const stack& which, play how) {
    how.through(which);
    return how;
}

} // namespace

protection examine(const stack& which) {
    protection found;
    found.names_module = std::any_of(which.entries.begin(), which.entries.end(), is_ours);

    const play all_right = played(which, {});
    const play outside = played(which, {.in_group = false});
    found.lets_in = all_right.granted;
    found.times = all_right.asked;
    found.password_asked = all_right.passwords > 0;
    found.others_let_in = outside.granted;
    found.code_asked = all_right.asked > 0;
    found.in_group_only = found.code_asked && outside.asked == 0;
    for (const int refusal :
         {PAM_AUTH_ERR, PAM_MAXTRIES, PAM_PERM_DENIED, PAM_SERVICE_ERR, PAM_CONV_ERR, PAM_MODULE_UNKNOWN})
        found.refused_code_lets_in |= played(which, {.our_answer = refusal}).granted;
    found.outage_lets_in = played(which, {.our_answer = PAM_AUTHINFO_UNAVAIL}).granted;

    const play wrong_password = played(which, {.password_right = false});
    found.code_alone_lets_in = wrong_password.granted;
    found.asked_before_first_factor = wrong_password.asked > 0;
    found.unasked_refused = !played(which, {.our_answer = PAM_IGNORE}).granted;
    found.unasked_needs_nothing = played(which, {.password_right = false, .our_answer = PAM_IGNORE}).granted;
    found.others_need_nothing =
        found.in_group_only && played(which, {.password_right = false, .in_group = false}).granted;
    return found;
}

} // namespace telesignctl::pam
