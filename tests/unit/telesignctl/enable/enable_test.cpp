// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/enable/enable.h"

#include <cstring>

#include "telesignctl/enable/trial.h"

#include <sys/stat.h>

#include "unit/telesignctl/scratch_machine.h"

namespace {

using namespace telesignctl;
using protocol::result;
using tests::close_scratch;
using tests::eventually;
using tests::open_scratch;
using tests::scratch;

void assert_granted(const answer& reply) {
    if (reply.outcome != result::granted)
        fail_msg("%s", reply.text.c_str());
}

void assert_denied(const answer& reply, const char* why) {
    assert_int_equal(static_cast<int>(reply.outcome), static_cast<int>(result::denied));
    if (reply.text.find(why) == std::string::npos)
        fail_msg("%s", reply.text.c_str());
}

bool is_on(void** state, const char* path) {
    return scratch(state).text(path).find("pam_telesign.so") != std::string::npos;
}

constexpr factor by_key = factor::key;

void disable_gives_back_every_byte(void** state) {
    const std::string original = scratch(state).text("/etc/pam.d/sudo");
    ::chmod(scratch(state).host().at("/etc/pam.d/sudo").c_str(), 0640);
    const answer reply = enable(scratch(state).host(), {.service = "sudo"});
    assert_granted(reply);
    assert_true(is_on(state, "/etc/pam.d/sudo"));
    assert_string_equal(reply.facts.at(1).first.c_str(), "backup");
    assert_string_equal(read_file(reply.facts.at(1).second).c_str(), original.c_str());
    assert_granted(disable(scratch(state).host(), {.service = "sudo"}));
    assert_string_equal(scratch(state).text("/etc/pam.d/sudo").c_str(), original.c_str());
    struct stat status {};
    assert_int_equal(::stat(scratch(state).host().at("/etc/pam.d/sudo").c_str(), &status), 0);
    assert_int_equal(status.st_mode & 07777U, 0640);
    assert_int_equal(::stat(reply.facts.at(1).second.c_str(), &status), 0);
    assert_int_equal(status.st_mode & 07777U, 0640);
}

void twice_changes_nothing_and_says_so(void** state) {
    assert_granted(enable(scratch(state).host(), {.service = "sudo"}));
    const std::string once = scratch(state).text("/etc/pam.d/sudo");
    const answer again = enable(scratch(state).host(), {.service = "sudo"});
    assert_granted(again);
    assert_non_null(std::strstr(again.text.c_str(), "already"));
    assert_string_equal(scratch(state).text("/etc/pam.d/sudo").c_str(), once.c_str());
    assert_denied(enable(scratch(state).host(), {.service = "sudo", .first_factor = by_key}),
                  "telesignctl disable sudo first");
}

void disable_of_what_is_off_says_so(void** state) {
    const answer reply = disable(scratch(state).host(), {.service = "sudo"});
    assert_granted(reply);
    assert_non_null(std::strstr(reply.text.c_str(), "nothing was changed"));
}

void sudo_in_a_login_shell_is_protected_too(void** state) {
    scratch(state).put("/etc/pam.d/sudo-i", "@include common-auth\n");
    assert_granted(enable(scratch(state).host(), {.service = "sudo"}));
    assert_true(is_on(state, "/etc/pam.d/sudo-i"));
    assert_granted(disable(scratch(state).host(), {.service = "sudo"}));
    assert_string_equal(scratch(state).text("/etc/pam.d/sudo-i").c_str(), "@include common-auth\n");
}

void what_a_run_that_was_cut_short_left_out_is_done(void** state) {
    const std::string without = "@include common-auth\n";
    scratch(state).put("/etc/pam.d/sudo-i", without);
    assert_granted(enable(scratch(state).host(), {.service = "sudo"}));
    scratch(state).put("/etc/pam.d/sudo-i", without);
    const answer reply = enable(scratch(state).host(), {.service = "sudo"});
    assert_granted(reply);
    assert_null(std::strstr(reply.text.c_str(), "already"));
    assert_true(is_on(state, "/etc/pam.d/sudo-i"));

    assert_granted(enable(scratch(state).host(), {.service = "sshd", .first_factor = by_key}));
    std::filesystem::remove(scratch(state).host().sshd_drop_in());
    assert_granted(enable(scratch(state).host(), {.service = "sshd", .first_factor = by_key}));
    assert_true(scratch(state).has("/etc/ssh/sshd_config.d/00-telesign.conf"));
    const answer again = enable(scratch(state).host(), {.service = "sshd", .first_factor = by_key});
    assert_non_null(std::strstr(again.text.c_str(), "already"));
    // What is on may still wait for its reload; here is no sshd to get one.
    scratch(state).set_sshd("usepam yes\nlogingracetime 0\npidfile /nonexistent/sshd.pid\n");
    assert_denied(
        enable(scratch(state).host(),
               {.service = "sshd", .first_factor = by_key, .group = {}, .trial = {}, .reload = true}),
        "/nonexistent/sshd.pid");
}

void what_killed_processes_left_is_removed(void** state) {
    scratch(state).put("/etc/pam.d/loop", "");
    std::filesystem::remove(scratch(state).host().at("/etc/pam.d/loop"));
    std::filesystem::create_symlink("loop", scratch(state).host().at("/etc/pam.d/loop"));
    ::mkdir(scratch(state).host().backup_folder().c_str(), 0700);
    ::mkdir((scratch(state).host().backup_folder() + "/try-killed").c_str(), 0700);
    scratch(state).put("/etc/telesign/enable/try-killed/sudo", "text");
    assert_granted(enable(scratch(state).host(), {.service = "sudo"}));
    assert_false(scratch(state).has("/etc/telesign/enable/try-killed"));
}

void su_with_a_hyphen_that_includes_su_is_left_alone(void** state) {
    scratch(state).put("/etc/pam.d/su", "auth sufficient pam_rootok.so\n@include common-auth\n");
    scratch(state).put("/etc/pam.d/su-l", "auth include su\n");
    const answer reply = enable(scratch(state).host(), {.service = "su"});
    assert_granted(reply);
    assert_string_equal(scratch(state).text("/etc/pam.d/su-l").c_str(), "auth include su\n");
    assert_string_equal(reply.facts.back().first.c_str(), "note"); // whose phone it is
    assert_non_null(std::strstr(reply.facts.back().second.c_str(), "[service su-l]"));
}

void sshd_gets_a_drop_in_and_loses_it(void** state) {
    const std::string original = scratch(state).text("/etc/pam.d/sshd");
    assert_granted(enable(scratch(state).host(), {.service = "sshd", .first_factor = by_key}));
    assert_true(is_on(state, "/etc/pam.d/sshd"));
    assert_string_equal(
        scratch(state).text("/etc/ssh/sshd_config.d/00-telesign.conf").c_str(),
        "# By `telesignctl enable sshd --key`; `telesignctl disable sshd` moves this file away.\n"
        "UsePAM yes\nLoginGraceTime 360\nKbdInteractiveAuthentication yes\nPasswordAuthentication no\n"
        "AuthenticationMethods publickey,keyboard-interactive\n");
    const answer reply = disable(scratch(state).host(), {.service = "sshd"});
    assert_granted(reply);
    assert_string_equal(scratch(state).text("/etc/pam.d/sshd").c_str(), original.c_str());
    assert_false(scratch(state).has("/etc/ssh/sshd_config.d/00-telesign.conf"));
}

void what_was_written_by_hand_is_not_taken_out(void** state) {
    const char* const by_hand = "AuthenticationMethods publickey,keyboard-interactive\n";
    scratch(state).put("/etc/ssh/sshd_config.d/00-telesign.conf", by_hand);
    scratch(state).put("/etc/pam.d/sshd", "auth requisite pam_telesign.so\nauth sufficient pam_permit.so\n");
    const answer reply = disable(scratch(state).host(), {.service = "sshd"});
    assert_granted(reply);
    assert_non_null(std::strstr(reply.text.c_str(), "nothing was changed"));
    assert_string_equal(scratch(state).text("/etc/ssh/sshd_config.d/00-telesign.conf").c_str(), by_hand);
}

void an_sshd_that_complains_changes_nothing(void** state) {
    const std::string original = scratch(state).text("/etc/pam.d/sshd");
    scratch(state).set_sshd_error("sshd_config line 3: Bad configuration option");
    assert_denied(enable(scratch(state).host(), {.service = "sshd", .first_factor = by_key}),
                  "Bad configuration option");
    assert_string_equal(scratch(state).text("/etc/pam.d/sshd").c_str(), original.c_str());
    assert_false(scratch(state).has("/etc/ssh/sshd_config.d/00-telesign.conf"));
}

void who_is_let_in_without_a_code_needs_an_sshd_that_asks_for_the_key_first(void** state) {
    scratch(state).put("/etc/telesign/telesign.conf",
                       scratch(state).text("/etc/telesign/telesign.conf") + "[exempt]\nusers = backup\n",
                       0640);
    assert_denied(enable(scratch(state).host(), {.service = "sshd", .first_factor = by_key}), "add --reload");
    assert_false(is_on(state, "/etc/pam.d/sshd"));
    scratch(state).set_sshd("usepam yes\npasswordauthentication no\nkbdinteractiveauthentication no\n"
                            "authenticationmethods publickey\nlogingracetime 0\n");
    assert_granted(enable(scratch(state).host(), {.service = "sshd", .first_factor = by_key}));
}

void a_reload_that_fails_takes_everything_back(void** state) {
    scratch(state).set_sshd("usepam yes\npidfile /nonexistent/sshd.pid\n");
    const std::string original = scratch(state).text("/etc/pam.d/sshd");
    assert_denied(
        enable(scratch(state).host(),
               {.service = "sshd", .first_factor = by_key, .group = {}, .trial = {}, .reload = true}),
        "/nonexistent/sshd.pid");
    assert_string_equal(scratch(state).text("/etc/pam.d/sshd").c_str(), original.c_str());
    assert_false(scratch(state).has("/etc/ssh/sshd_config.d/00-telesign.conf"));
}

void nobody_is_locked_out_by_a_machine_that_is_not_ready(void** state) {
    scratch(state).put("/etc/telesign/phones.ini", "[phones]\n", 0640);
    assert_denied(enable(scratch(state).host(), {.service = "sudo"}), "nobody has a phone");
    scratch(state).put("/etc/telesign/telesign.conf", "[telesign]\n", 0640);
    assert_denied(enable(scratch(state).host(), {.service = "sudo"}), "customer_id");
    assert_false(is_on(state, "/etc/pam.d/sudo"));
}

void a_module_that_cannot_be_loaded_is_put_nowhere(void** state) {
    machine host = scratch(state).host();
    host.module = "/nonexistent/pam_telesign.so";
    assert_denied(enable(host, {.service = "sudo"}), "cannot be loaded");
    assert_false(is_on(state, "/etc/pam.d/sudo"));
}

void an_unknown_service_is_refused(void** state) {
    assert_denied(enable(scratch(state).host(), {.service = "login"}), "no such PAM service");
}

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
        on_scratch(disable_gives_back_every_byte),
        on_scratch(twice_changes_nothing_and_says_so),
        on_scratch(disable_of_what_is_off_says_so),
        on_scratch(sudo_in_a_login_shell_is_protected_too),
        on_scratch(what_a_run_that_was_cut_short_left_out_is_done),
        on_scratch(what_killed_processes_left_is_removed),
        on_scratch(su_with_a_hyphen_that_includes_su_is_left_alone),
        on_scratch(sshd_gets_a_drop_in_and_loses_it),
        on_scratch(what_was_written_by_hand_is_not_taken_out),
        on_scratch(an_sshd_that_complains_changes_nothing),
        on_scratch(who_is_let_in_without_a_code_needs_an_sshd_that_asks_for_the_key_first),
        on_scratch(a_reload_that_fails_takes_everything_back),
        on_scratch(nobody_is_locked_out_by_a_machine_that_is_not_ready),
        on_scratch(a_module_that_cannot_be_loaded_is_put_nowhere),
        on_scratch(an_unknown_service_is_refused),
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
