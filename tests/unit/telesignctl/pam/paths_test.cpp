// SPDX-License-Identifier: BSD-3-Clause
// Whether following each state once finds what trying every answer by itself does.

#include "telesignctl/pam/stack_analysis.h"

#include <array>
#include <set>
#include <vector>

#include <fmt/format.h>
#include <security/pam_appl.h>

#include "unit/telesignctl/pam/real_libpam.h"

namespace {

using namespace telesignctl::pam;
using tests::close_texts;
using tests::on;
using tests::open_texts;

/// What all answers together come to, tried one by one.
struct brute_force {
    bool asked = false;
    bool lets_in_unasked = false;
    bool lets_in_by_code_alone = false;
    bool asked_without_password = false;
    std::vector<int> accepted_refusals;

    static constexpr std::array answers{PAM_SUCCESS,      PAM_AUTH_ERR,         PAM_IGNORE,
                                        PAM_USER_UNKNOWN, PAM_NEW_AUTHTOK_REQD, PAM_ABORT};

    void one(const stack& auth_stack, std::size_t number, int ours) {
        unsigned times = 0;
        bool password = false;
        bool abstained = false;
        const int result = run(auth_stack, [&](const entry& each) {
            if (is_ours(each)) {
                asked_without_password |= !password && !abstained;
                ++times;
                return ours;
            }
            const int answer = answers[number % answers.size()];
            number /= answers.size();
            abstained |=
                answer == PAM_IGNORE && is_first_factor(each) && each.actions.at(PAM_IGNORE) == ignore;
            password |= is_first_factor(each) && (answer == PAM_SUCCESS || answer == PAM_NEW_AUTHTOK_REQD);
            return answer;
        });
        if (abstained) // which is not followed
            return;
        asked |= times > 0;
        if (result != PAM_SUCCESS)
            return;
        lets_in_unasked |= times == 0;
        lets_in_by_code_alone |= times > 0 && ours == PAM_SUCCESS && !password;
        if (times > 0 && ours != PAM_SUCCESS &&
            (accepted_refusals.empty() || accepted_refusals.back() != ours))
            accepted_refusals.push_back(ours);
    }

    explicit brute_force(const stack& auth_stack) {
        std::size_t all = 1;
        for (std::size_t others = auth_stack.entries.size() - 1; others > 0; --others)
            all *= answers.size();
        for (const int ours : {PAM_SUCCESS, PAM_AUTH_ERR, PAM_MAXTRIES, PAM_PERM_DENIED, PAM_AUTHINFO_UNAVAIL,
                               PAM_SERVICE_ERR, PAM_CONV_ERR, PAM_MODULE_UNKNOWN})
            for (std::size_t number = 0; number < all; ++number)
                one(auth_stack, number, ours);
    }
};

void following_all_ways_finds_what_trying_all_answers_does(void** state) {
    tests::random_choices random;
    // With lists that name no value but those that are tried.
    const auto control = [&random] {
        const auto action = [&random] {
            return random.one_of(std::array{"ok", "done", "bad", "die", "ignore", "reset", "1", "2"});
        };
        if (random.below(3) == 0)
            return std::string{random.one_of(std::array{"required", "requisite", "sufficient", "optional"})};
        return fmt::format("[success={} ignore={} user_unknown={} default={}]", action(), action(), action(),
                           action());
    };
    for (int each = 0; each < 300; ++each) {
        std::string text;
        const std::size_t ours = random.below(4);
        for (std::size_t at = 0; at < 4; ++at)
            text += fmt::format("auth {} {}\n", control(),
                                at == ours             ? "pam_telesign.so"
                                : random.below(2) == 0 ? "pam_unix.so"
                                                       : "pam_other.so");
        on(state).files["service"] = text;
        const stack all = on(state).load("service");
        const stack_analysis found = analyze(all);
        const brute_force truth{all};
        if (found.bypasses.empty() != !(truth.asked && truth.lets_in_unasked) ||
            std::set<int>{found.accepted_refusals.begin(), found.accepted_refusals.end()} !=
                std::set<int>{truth.accepted_refusals.begin(), truth.accepted_refusals.end()} ||
            found.code_alone_lets_in != truth.lets_in_by_code_alone ||
            found.asked_before_first_factor != truth.asked_without_password)
            fail_msg("seed %u: %d %d %d %d for:\n%s", random.seed(), truth.lets_in_unasked,
                     !truth.accepted_refusals.empty(), truth.lets_in_by_code_alone,
                     truth.asked_without_password, text.c_str());
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(following_all_ways_finds_what_trying_all_answers_does, open_texts,
                                        close_texts),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
