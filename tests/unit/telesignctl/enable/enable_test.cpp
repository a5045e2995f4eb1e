// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/enable/enable.h"

#include <cstring>

#include <sys/stat.h>

#include "unit/telesignctl/enable/enable_fixture.h"

namespace {

using namespace telesignctl;
using namespace tests;

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
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
