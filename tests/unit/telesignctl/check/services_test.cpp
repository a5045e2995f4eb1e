// SPDX-License-Identifier: BSD-3-Clause
// What `telesignctl check` finds in PAM services.

#include <cstring>
#include <filesystem>
#include <tuple>

#include "unit/telesignctl/check/check_fixture.h"

#include "unit/telesignctl/failures.h"

namespace {

using namespace tests;
using telesignctl::check_services;

constexpr const char* sudo = "/etc/pam.d/sudo";
const std::string password = "@include common-auth\n";
const std::string code = "auth required pam_telesign.so\n";
const std::string both = password + code;

void check_sudo_file(void** state, const std::string& text) {
    at(state).machine.put(sudo, text);
    at(state).check(check_services);
}

void a_password_and_then_a_code_is_well(void** state) {
    check_sudo_file(state, both);
    at(state).assert_well();
    assert_string_equal(at(state).found.at(0).check.c_str(), "pam sudo");
    assert_string_equal(at(state).found.at(0).text.c_str(),
                        "sudo line 2 (required), after the password: everybody is asked for a code; a "
                        "refusal or an outage lets nobody in");
}

void no_service_at_all_is_a_warning(void** state) {
    at(state).check(check_services);
    at(state).assert_found(check_status::warning, "no PAM service asks for a code");
}

void a_machine_without_pam_files_is_looked_at_all_the_same(void** state) {
    std::filesystem::remove_all(at(state).machine.host().pam_folder());
    at(state).check(check_services);
    at(state).assert_found(check_status::warning, "no PAM service asks for a code");
}

void each_fault_of_a_stack_is_told(void** state) {
    struct row {
        std::string text;
        check_status status;
        const char* part;
    };
    for (const row& each : {
             row{password + "auth optional pam_telesign.so\n", check_status::error,
                 "a wrong code lets the user in"},
             row{password + "auth sufficient pam_telesign.so\n", check_status::error,
                 "a wrong code lets the user in"},
             row{password + "auth [success=ok authinfo_unavail=ignore default=die] pam_telesign.so\n",
                 check_status::error, "stopping the daemon lets users in"},
             row{code + "auth required pam_permit.so\n", check_status::error,
                 "the code is all that is asked"},
             row{code + password, check_status::warning, "make the phone ring"},
             row{"auth sufficient pam_unix.so\n" + code, check_status::error,
                 "sudo line 1 (pam_unix.so): whoever it lets through is let in without a code"},
             row{"auth requisite pam_deny.so\n" + both, check_status::error, "no login reaches this line"},
             row{password + "auth [success=ok module_unknown=ignore default=die] pam_telesign.so\n",
                 check_status::error, "without the module, everybody is let in"},
             row{"auth [success=ignore default=2] pam_listfile.so item=user\nauth requisite pam_unix.so\n" +
                     code + "auth required pam_permit.so\n",
                 check_status::error,
                 "sudo line 1 (pam_listfile.so): whoever it does not let through is let in with neither "
                 "password nor"},
             row{password + "auth [success=1 default=ignore] pam_access.so accessfile=/etc/lan.conf\n" +
                     code + "auth optional pam_cap.so\n",
                 check_status::warning,
                 "sudo line 2 (pam_access.so): whoever it lets through is let in without a code"},
             row{password +
                     "auth [success=ignore auth_err=1 user_unknown=1 ignore=ignore default=die] "
                     "pam_succeed_if.so quiet user ingroup staff\n" +
                     code,
                 check_status::warning,
                 "is let in without a code, and so is everybody while the system cannot look up"},
             row{both + code, check_status::warning, "two codes"},
             row{both + "auth required pam_deny.so\n", check_status::warning, "do not let the user in"},
             row{"auth optional pam_unix.so\n" + code, check_status::error,
                 "a wrong password is not refused"},
             row{"auth sufficient pam_faildelay.so\n" + both, check_status::error,
                 "sudo line 1 (pam_faildelay.so): whoever it lets through is let in with neither password "
                 "nor code"},
             row{both + "session required pam_telesign.so\n", check_status::error, "serves auth only"},
             row{password + "auth required pam_telesign.so soket=/x\n", check_status::error,
                 "no argument `soket=/x`"},
             row{both + "auht required pam_env.so\n", check_status::error, "line 3: does not begin"},
             row{"auth sufficient pam_succeed_if.so user notingroup staff\n" + both, check_status::error,
                 "with neither password nor code"},
         }) {
        check_sudo_file(state, each.text);
        at(state).assert_found(each.status, each.part);
    }
}

/// Each refusal of the module by itself, as somebody may forgive it in a control word.
void each_refusal_that_lets_in_is_told(void** state) {
    for (const char* name : {"auth_err", "maxtries", "perm_denied", "service_err", "conv_err"}) {
        check_sudo_file(state, fmt::format("{}auth [success=ok {}=ignore default=die] pam_telesign.so\n",
                                           password, name));
        at(state).assert_found(check_status::error, "a wrong code lets the user in");
    }
    check_sudo_file(
        state, password + "auth [success=ok ignore=ignore cred_err=ignore default=die] pam_telesign.so\n");
    at(state).assert_well(); // which the module never returns
}

void an_exemption_on_the_lan_is_no_error(void** state) {
    check_sudo_file(state, password +
                               "auth [success=1 default=ignore] pam_access.so accessfile=/etc/lan.conf\n" +
                               code + "auth optional pam_cap.so\n");
    assert_int_equal(at(state).found.size(), 1);
    assert_int_equal(static_cast<int>(telesignctl::worst_of(at(state).found)),
                     static_cast<int>(check_status::warning));
}

void programs_that_can_ask_nobody_are_told(void** state) {
    for (const auto& [service, status, part] :
         {std::tuple{"vsftpd", check_status::error,
                     "vsftpd answers every prompt with what was typed into its only field"},
          {"xrdp-sesman", check_status::error, "xrdp answers every prompt"},
          {"nginx", check_status::error, "nginx does not run as root"},
          {"postgresql", check_status::error, "PostgreSQL does not run as root"},
          {"openvpn", check_status::warning, "only if the line of its PAM plugin maps it"},
          {"cron", check_status::warning, "cron authenticates nobody, so nobody is asked for a code"}}) {
        at(state).machine.put(("/etc/pam.d/" + std::string{service}).c_str(), both);
        at(state).check(check_services);
        at(state).assert_found(status, part);
        std::filesystem::remove(at(state).machine.host().at("/etc/pam.d/") + service);
    }
}

void what_a_profile_brings_to_a_program_that_asks_nobody_is_no_warning(void** state) {
    at(state).machine.put("/etc/pam.d/common-auth", tests::common_auth + code);
    at(state).machine.put("/etc/pam.d/cron", password);
    at(state).check(check_services);
    at(state).assert_well();
    assert_contains(at(state).screen(), "cron authenticates nobody, so nobody is asked for a code");
}

void a_program_whose_service_is_exempt_needs_nothing(void** state) {
    at(state).machine.put("/etc/pam.d/vsftpd", both);
    const std::string configured = at(state).machine.text("/etc/telesign/telesign.conf");
    at(state).machine.put("/etc/telesign/telesign.conf", configured + "[exempt vsftpd]\nservices = vsftpd\n",
                          0640);
    at(state).check(check_services);
    assert_int_equal(at(state).found.size(), 1);
    at(state).assert_found(check_status::warning, "asks nobody for a code");
    at(state).machine.put("/etc/pam.d/nginx", both); // which cannot reach telesignd even so
    at(state).check(check_services);
    at(state).assert_found(check_status::error, "nginx does not run as root");
}

void what_was_not_looked_at_is_not_spoken_of(void** state) {
    at(state).machine.put("/etc/telesign/telesign.conf", "[telesign]\n",
                          0640); // which others than root cannot read
    check_sudo_file(state, both);
    at(state).assert_well();
    assert_contains(at(state).screen(), "whether telesign.conf lets users in without a code was not checked");
    assert_null(std::strstr(at(state).screen().c_str(), "outage"));
    check_sudo_file(state, "@include none\n");
    at(state).assert_found(check_status::warning, "not checked: ");
    assert_null(std::strstr(at(state).screen().c_str(), "no PAM service asks"));
}

void a_vendors_file_counts_where_there_is_no_other(void** state) {
    std::filesystem::create_directories(at(state).machine.host().at("/usr/lib/pam.d"));
    at(state).machine.put("/usr/lib/pam.d/su", both);
    at(state).machine.put("/usr/lib/pam.d/sudo", code);
    check_sudo_file(state, password);
    assert_int_equal(at(state).found.size(), 1);
    assert_contains(at(state).found[0].check, "pam su");
}

void sshd_may_have_the_key_before(void** state) {
    at(state).machine.put("/etc/pam.d/sshd",
                          "auth requisite pam_telesign.so\nauth sufficient pam_permit.so\n" + password);
    at(state).check(check_services);
    at(state).assert_well();
}

void whom_policy_lets_through_must_not_be_denied(void** state) {
    at(state).machine.put("/etc/pam.d/sshd", code);
    at(state).check(check_services);
    at(state).assert_found(check_status::warning, "skip are denied");
}

void who_gets_in_without_a_code_is_told(void** state) {
    const auto& machine = at(state).machine;
    turn_on(state, "sudo");
    const std::string configured = machine.text("/etc/telesign/telesign.conf");
    for (const auto& [more, end] :
         {std::pair{"[exempt]\nusers = backup\n", "users of [exempt]"},
          {"[exempt there]\nusers = backup\nservices = sshd\n[remember]\nfor = 1h\n",
           "users of [remember]"}}) {
        machine.put("/etc/telesign/telesign.conf", configured + more, 0640);
        at(state).check(check_services);
        at(state).assert_well();
        assert_contains(at(state).screen(), end);
    }
    machine.put("/etc/telesign/telesign.conf", configured + "[exempt]\nservices = sudo\n", 0640);
    at(state).check(check_services);
    at(state).assert_found(check_status::warning, "asks nobody for a code");
}

void a_console_that_ends_before_the_code_is_told(void** state) {
    at(state).machine.put("/etc/pam.d/login", both);
    at(state).check(check_services);
    at(state).assert_found(check_status::warning, "ends a login after 60 s, while a code is valid for 300 s");
}

void policy_that_skips_is_told(void** state) {
    const std::string configured = at(state).machine.text("/etc/telesign/telesign.conf");
    at(state).machine.put("/etc/telesign/telesign.conf",
                          configured + "[service sudo]\noutage = skip\nunmapped = skip\n", 0640);
    check_sudo_file(state, both);
    at(state).assert_found(check_status::warning, "outage = skip");
    at(state).assert_found(check_status::warning, "unmapped = skip");
}

void other_forms_of_a_program_are_looked_at(void** state) {
    at(state).machine.put("/etc/pam.d/sudo-i", password);
    check_sudo_file(state, both);
    at(state).assert_found(check_status::error, "`sudo -i` bypasses it");
    at(state).machine.put("/etc/pam.d/su", both);
    at(state).machine.put("/etc/pam.d/su-l", password);
    at(state).check(check_services);
    at(state).assert_found(check_status::error, "`su -` bypasses it");
    at(state).assert_found(check_status::warning, "su's target");
}

void the_profile_counts_for_every_service_that_includes_it(void** state) {
    at(state).machine.put("/etc/pam.d/common-auth", tests::common_auth + code);
    at(state).check(check_services);
    assert_int_equal(at(state).found.size(), 2); // sshd and sudo
    at(state).assert_well();
}

} // namespace

int main() {
#define on_machine(test) cmocka_unit_test_setup_teardown(test, open_checked, close_checked)
    const CMUnitTest tests[] = {
        on_machine(a_password_and_then_a_code_is_well),
        on_machine(no_service_at_all_is_a_warning),
        on_machine(a_machine_without_pam_files_is_looked_at_all_the_same),
        on_machine(each_fault_of_a_stack_is_told),
        on_machine(each_refusal_that_lets_in_is_told),
        on_machine(an_exemption_on_the_lan_is_no_error),
        on_machine(programs_that_can_ask_nobody_are_told),
        on_machine(what_a_profile_brings_to_a_program_that_asks_nobody_is_no_warning),
        on_machine(a_program_whose_service_is_exempt_needs_nothing),
        on_machine(what_was_not_looked_at_is_not_spoken_of),
        on_machine(a_vendors_file_counts_where_there_is_no_other),
        on_machine(sshd_may_have_the_key_before),
        on_machine(whom_policy_lets_through_must_not_be_denied),
        on_machine(who_gets_in_without_a_code_is_told),
        on_machine(a_console_that_ends_before_the_code_is_told),
        on_machine(policy_that_skips_is_told),
        on_machine(other_forms_of_a_program_are_looked_at),
        on_machine(the_profile_counts_for_every_service_that_includes_it),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
