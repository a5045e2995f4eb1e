// SPDX-License-Identifier: BSD-3-Clause
// `enable --try`: what ends a trial, and what keeps what was on trial.

#include "telesignctl/enable/trial.h"

#include <cstring>

#include "unit/telesignctl/enable/enable_fixture.h"

namespace {

using namespace telesignctl;
using namespace tests;

void a_trial_takes_itself_back(void** state) {
    const std::string original = scratch(state).text("/etc/pam.d/sudo");
    assert_granted(enable(scratch(state).host(), {.service = "sudo",
                                                  .first_factor = factor::password,
                                                  .group = {},
                                                  .trial = std::chrono::seconds{1},
                                                  .reload = false}));
    assert_true(eventually([&] { return scratch(state).text("/etc/pam.d/sudo") == original; }));
    assert_true(eventually([&] { return list_trials(scratch(state).host()).empty(); }));
}

void a_trial_that_is_confirmed_stays(void** state) {
    assert_granted(enable(scratch(state).host(), {.service = "sudo",
                                                  .first_factor = factor::password,
                                                  .group = {},
                                                  .trial = std::chrono::hours{1},
                                                  .reload = false}));
    const auto begun = list_trials(scratch(state).host());
    assert_int_equal(begun.size(), 1);
    const answer again = enable(scratch(state).host(), {.service = "sudo"});
    assert_non_null(std::strstr(again.text.c_str(), "on trial"));
    assert_denied(confirm(scratch(state).host(), "sshd"), "No trial of sshd");
    assert_int_equal(list_trials(scratch(state).host()).size(), 1);
    const answer reply = confirm(scratch(state).host());
    assert_granted(reply);
    assert_string_equal(reply.facts.at(0).second.c_str(), "sudo");
    assert_granted(end_trial(scratch(state).host(), "sudo", begun[0].id)); // a timer that comes late
    assert_true(is_on(state, "/etc/pam.d/sudo"));
    assert_denied(confirm(scratch(state).host()), "No trial");
}

void a_timer_of_another_trial_ends_nothing(void** state) {
    assert_granted(enable(scratch(state).host(), {.service = "sudo",
                                                  .first_factor = factor::password,
                                                  .group = {},
                                                  .trial = std::chrono::hours{1},
                                                  .reload = false}));
    assert_granted(end_trial(scratch(state).host(), "sudo", "0123456789abcdef"));
    assert_true(is_on(state, "/etc/pam.d/sudo"));
    assert_granted(end_trial(scratch(state).host(), "sudo", list_trials(scratch(state).host()).at(0).id));
    assert_false(is_on(state, "/etc/pam.d/sudo"));
}

void put_on_trial(void** state, const std::string& service, std::time_t until, const std::string& boot) {
    assert_granted(enable(scratch(state).host(), {.service = service, .first_factor = by_key}));
    scratch(state).put(("/etc/telesign/enable/trial-" + service).c_str(),
                       fmt::format(R"({{"id":"a","until":{},"boot":"{}"}})", until, boot));
}

void a_boot_takes_back_what_was_on_trial_before_it(void** state) {
    const std::string original = scratch(state).text("/etc/pam.d/sudo");
    put_on_trial(state, "sudo", std::time(nullptr) + 3600, "another");
    assert_granted(end_trials(scratch(state).host()));
    assert_string_equal(scratch(state).text("/etc/pam.d/sudo").c_str(), original.c_str());
    assert_int_equal(list_trials(scratch(state).host()).size(), 0);
}

void a_trial_of_this_boot_is_taken_back_only_when_its_time_is_over(void** state) {
    put_on_trial(state, "sudo", std::time(nullptr) + 3600, boot_id());
    assert_granted(end_trials(scratch(state).host()));
    assert_true(is_on(state, "/etc/pam.d/sudo"));
    scratch(state).put(
        "/etc/telesign/enable/trial-sudo",
        fmt::format(R"({{"id":"a","until":{},"boot":"{}"}})", std::time(nullptr) - 1, boot_id()));
    assert_granted(end_trials(scratch(state).host()));
    assert_false(is_on(state, "/etc/pam.d/sudo"));
}

void a_damaged_trial_is_taken_back_at_boot(void** state) {
    put_on_trial(state, "sudo", 0, "");
    scratch(state).put("/etc/telesign/enable/trial-sudo", "damaged");
    assert_granted(end_trials(scratch(state).host()));
    assert_false(is_on(state, "/etc/pam.d/sudo"));
}

/// sshd does not run here, so nothing is there to be reloaded.
void a_trial_of_sshd_is_taken_back_without_an_sshd(void** state) {
    put_on_trial(state, "sshd", std::time(nullptr) + 3600, "another");
    assert_granted(end_trials(scratch(state).host()));
    assert_false(is_on(state, "/etc/pam.d/sshd"));
    assert_false(scratch(state).has("/etc/ssh/sshd_config.d/00-telesign.conf"));
}

void a_trial_that_cannot_be_taken_back_stays_known_and_keeps_no_other(void** state) {
    put_on_trial(state, "sshd", 0, "another");
    put_on_trial(state, "sudo", 0, "another");
    const std::string damaged = scratch(state).text("/etc/pam.d/sshd");
    scratch(state).put("/etc/pam.d/sshd", damaged.substr(0, damaged.find("pam_telesign.so")) + '\n');
    assert_int_equal(static_cast<int>(end_trials(scratch(state).host()).outcome),
                     static_cast<int>(protocol::result::denied));
    assert_false(is_on(state, "/etc/pam.d/sudo"));
    assert_int_equal(list_trials(scratch(state).host()).size(), 1);
    assert_true(scratch(state).has("/etc/telesign/enable/trial-sshd"));
}

} // namespace

int main() {
#define on_scratch(test) cmocka_unit_test_setup_teardown(test, open_scratch, close_scratch)
    const CMUnitTest tests[] = {
        on_scratch(a_trial_takes_itself_back),
        on_scratch(a_trial_that_is_confirmed_stays),
        on_scratch(a_timer_of_another_trial_ends_nothing),
        on_scratch(a_boot_takes_back_what_was_on_trial_before_it),
        on_scratch(a_trial_of_this_boot_is_taken_back_only_when_its_time_is_over),
        on_scratch(a_damaged_trial_is_taken_back_at_boot),
        on_scratch(a_trial_of_sshd_is_taken_back_without_an_sshd),
        on_scratch(a_trial_that_cannot_be_taken_back_stays_known_and_keeps_no_other),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
