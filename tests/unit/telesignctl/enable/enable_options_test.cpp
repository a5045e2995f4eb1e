// SPDX-License-Identifier: BSD-3-Clause
// --group, --dry-run, and what `enable` tells of those who are asked for no code all the same.

#include "telesignctl/enable/enable.h"

#include <cstring>
#include <filesystem>
#include <map>

#include "unit/telesignctl/enable/enable_fixture.h"

namespace {

using namespace telesignctl;
using namespace tests;

void a_group_that_telesign_conf_does_not_decide_is_refused(void** state) {
    const enable_options options{.service = "sudo", .group = "daemon"};
    assert_denied(enable(scratch(state).host(), {.service = "sudo", .group = "no-such-group"}),
                  "no such group");
    const std::string configured = scratch(state).text("/etc/telesign/telesign.conf");
    const auto configure = [&](const std::string& more) {
        scratch(state).put("/etc/telesign/telesign.conf", configured + more, 0640);
    };
    assert_denied(enable(scratch(state).host(), options),
                  "Add `[exempt sudo]`, `groups = !daemon` and `services = sudo` there");
    for (const char* other : {"[exempt]\ngroups = daemon\n", "[exempt]\ngroups = !daemon, !root\n",
                              "[exempt sudo]\ngroups = !daemon\nservices = su\n",
                              "[exempt sudo]\ngroups = !daemon\nusers = bob\n",
                              "[exempt sudo]\ngroups = !daemon\nnetworks = 192.0.2.0/24\n"}) {
        configure(other);
        assert_denied(enable(scratch(state).host(), options), "does not have this rule yet");
    }
    assert_false(is_on(state, "/etc/pam.d/sudo"));
    scratch(state).put("/etc/pam.d/sudo-i", "@include common-auth\n");
    configure("[exempt sudo]\ngroups = !daemon\nservices = sudo\n");
    assert_denied(enable(scratch(state).host(), options), "`services = sudo, sudo-i`");
    configure("[exempt sudo]\ngroups = !daemon\nservices = sudo, sudo-i\n");
    assert_granted(enable(scratch(state).host(), options));
    assert_null(std::strstr(scratch(state).text("/etc/pam.d/sudo").c_str(), "pam_succeed_if"));
    assert_granted(disable(scratch(state).host(), {.service = "sudo"}));
    configure("[exempt]\ngroups = !daemon\n");
    assert_granted(enable(scratch(state).host(), options));
}

/// As an earlier version wrote them.
void lines_for_a_group_are_taken_out(void** state) {
    const std::string original = scratch(state).text("/etc/pam.d/sudo");
    scratch(state).put("/etc/pam.d/sudo",
                       original +
                           "# BEGIN telesignctl enable sudo --group daemon\n"
                           "auth       [success=ignore auth_err=1 user_unknown=1 ignore=ignore default=die] "
                           "pam_succeed_if.so quiet user ingroup daemon\n"
                           "auth       required     pam_telesign.so\n# END telesignctl enable\n");
    assert_denied(enable(scratch(state).host(), {.service = "sudo"}), "telesignctl disable sudo first");
    assert_granted(disable(scratch(state).host(), {.service = "sudo"}));
    assert_string_equal(scratch(state).text("/etc/pam.d/sudo").c_str(), original.c_str());
}

/// Every file and folder below the machine, with its text.
std::map<std::string, std::string> all_files(void** state) {
    std::map<std::string, std::string> result;
    for (const auto& each : std::filesystem::recursive_directory_iterator{scratch(state).host().root})
        result[each.path()] = each.is_regular_file() ? read_file(each.path()) : "";
    return result;
}

void a_dry_run_shows_the_difference_and_changes_nothing(void** state) {
    const auto original = all_files(state);
    const answer reply = show_difference(scratch(state).host(), {.service = "sshd", .first_factor = by_key});
    assert_granted(reply);
    const std::string pam = scratch(state).host().at("/etc/pam.d/sshd");
    const std::string drop_in = scratch(state).host().sshd_drop_in();
    for (const std::string& part :
         {"--- " + pam + "\n+++ " + pam + "\n@@ -1,2 +1,6 @@\n+# BEGIN telesignctl enable sshd --key\n",
          std::string{"\n+auth       requisite    pam_telesign.so\n"},
          std::string{"\n @include common-auth\n"}, "--- /dev/null\n+++ " + drop_in + '\n',
          std::string{"\n+UsePAM yes\n"}})
        if (reply.text.find(part) == std::string::npos)
            fail_msg("%s\nis not in:\n%s", part.c_str(), reply.text.c_str());
    assert_true(reply.text.ends_with("\nNothing was changed."));
    assert_true(all_files(state) == original);
    // What stands in the way does so here, too.
    scratch(state).put("/etc/pam.d/sudo", "auth sufficient pam_unix.so\n");
    assert_denied(show_difference(scratch(state).host(), {.service = "sudo"}), "no place for the code");
}

void a_dry_run_moves_no_cursor(void** state) {
    scratch(state).put("/etc/pam.d/sudo", "# \x1b[2J\n@include common-auth\nauth\toptional\tpam_cap.so\n");
    const answer reply = show_difference(scratch(state).host(), {.service = "sudo"});
    assert_granted(reply);
    assert_null(std::strchr(reply.text.c_str(), '\x1b'));
    assert_non_null(std::strstr(reply.text.c_str(), "\n auth\toptional\tpam_cap.so\n"));
}

void what_is_on_has_no_difference(void** state) {
    assert_granted(enable(scratch(state).host(), {.service = "sudo"}));
    assert_string_equal(show_difference(scratch(state).host(), {.service = "sudo"}).text.c_str(),
                        "sudo is already protected this way.");
}

void who_is_asked_for_no_code_all_the_same_is_told(void** state) {
    scratch(state).put("/etc/pam.d/su", "auth sufficient pam_wheel.so trust\n@include common-auth\n");
    assert_non_null(
        std::strstr(notes_of(enable(scratch(state).host(), {.service = "su"})).c_str(),
                    "su line 1 (pam_wheel.so): whoever it lets through is let in with neither password nor "
                    "code\n"));
    scratch(state).put("/etc/ssh/sshd_config",
                       "Include /etc/ssh/sshd_config.d/*.conf\nMatch Address 10.0.0.0/8\n"
                       "AuthenticationMethods publickey\n");
    for (const answer& reply :
         {show_difference(scratch(state).host(), {.service = "sshd", .first_factor = by_key}),
          enable(scratch(state).host(), {.service = "sshd", .first_factor = by_key})}) {
        assert_granted(reply);
        assert_non_null(std::strstr(notes_of(reply).c_str(),
                                    "sshd_config:3): `publickey` lets users in without a code\n"));
    }
}

} // namespace

int main() {
#define on_scratch(test) cmocka_unit_test_setup_teardown(test, open_scratch, close_scratch)
    const CMUnitTest tests[] = {
        on_scratch(a_group_that_telesign_conf_does_not_decide_is_refused),
        on_scratch(lines_for_a_group_are_taken_out),
        on_scratch(a_dry_run_shows_the_difference_and_changes_nothing),
        on_scratch(a_dry_run_moves_no_cursor),
        on_scratch(what_is_on_has_no_difference),
        on_scratch(who_is_asked_for_no_code_all_the_same_is_told),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
