// What the doctor says of PAM services.

#include <filesystem>

#include "unit/telesignctl/check/findings.h"

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
    assert_string_equal(
        at(state).found.at(0).text.c_str(),
        "sudo line 2 (required), after the password, everybody is asked; neither a refusal nor an "
        "outage lets in");
}

void no_service_at_all_is_a_warning(void** state) {
    at(state).check(check_services);
    at(state).assert_found(health::warning, "no PAM service asks for a code");
}

void a_machine_without_pam_files_is_looked_at_all_the_same(void** state) {
    std::filesystem::remove_all(at(state).machine.where().pam_folder());
    at(state).check(check_services);
    at(state).assert_found(health::warning, "no PAM service asks for a code");
}

void each_fault_of_a_stack_is_told(void** state) {
    struct row {
        std::string text;
        health how;
        const char* part;
    };
    for (const row& each : {
             row{password + "auth optional pam_telesign.so\n", health::error, "a wrong code is let in"},
             row{password + "auth sufficient pam_telesign.so\n", health::error, "a wrong code is let in"},
             row{password + "auth [success=ok authinfo_unavail=ignore default=die] pam_telesign.so\n",
                 health::error, "who stops the daemon is let in"},
             row{code + "auth required pam_permit.so\n", health::error, "the code is all that is asked"},
             row{code + password, health::warning, "make the phone ring"},
             row{"auth sufficient pam_unix.so\n" + code, health::error, "no login comes as far"},
             row{both + code, health::warning, "two codes"},
             row{both + "auth required pam_deny.so\n", health::warning, "do not let in"},
             row{"auth optional pam_unix.so\n" + code, health::error, "a wrong password is not refused"},
             row{"auth sufficient pam_faildelay.so\n" + both, health::error, "no login comes as far"},
             row{both + "session required pam_telesign.so\n", health::error, "serves auth only"},
             row{password + "auth required pam_telesign.so soket=/x\n", health::error, "takes no `soket=/x`"},
             row{both + "auht required pam_env.so\n", health::error, "line 3: does not begin"},
             row{"auth sufficient pam_succeed_if.so user notingroup staff\n" + both, health::error,
                 "needs no password"},
         }) {
        check_sudo_file(state, each.text);
        at(state).assert_found(each.how, each.part);
    }
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
    at(state).assert_found(health::warning, "skip let through is denied");
}

void who_gets_in_without_a_code_is_told(void** state) {
    const auto& machine = at(state).machine;
    turn_on(state, "sudo");
    const std::string configured = machine.text("/etc/telesign/telesign.conf");
    for (const auto& [more, end] :
         {std::pair{"[exempt]\nusers = backup\n", "without a code get in those of [exempt]"},
          {"[exempt there]\nusers = backup\nservices = sshd\n[remember]\nfor = 1h\n",
           "without a code get in those of [remember]"}}) {
        machine.put("/etc/telesign/telesign.conf", configured + more, 0640);
        at(state).check(check_services);
        at(state).assert_well();
        assert_contains(at(state).screen(), end);
    }
    machine.put("/etc/telesign/telesign.conf", configured + "[exempt]\nservices = sudo\n", 0640);
    at(state).check(check_services);
    at(state).assert_found(health::warning, "asks nobody for a code");
}

void a_console_that_ends_before_the_code_is_told(void** state) {
    at(state).machine.put("/etc/pam.d/login", both);
    at(state).check(check_services);
    at(state).assert_found(health::warning, "ends a login after 60 s, while a code counts for 300 s");
}

void policy_that_skips_is_told(void** state) {
    const std::string configured = at(state).machine.text("/etc/telesign/telesign.conf");
    at(state).machine.put("/etc/telesign/telesign.conf",
                          configured + "[service sudo]\noutage = skip\nunmapped = skip\n", 0640);
    check_sudo_file(state, both);
    at(state).assert_found(health::warning, "outage = skip");
    at(state).assert_found(health::warning, "unmapped = skip");
}

void other_forms_of_a_program_are_looked_at(void** state) {
    at(state).machine.put("/etc/pam.d/sudo-i", password);
    check_sudo_file(state, both);
    at(state).assert_found(health::error, "`sudo -i` goes by it");
    at(state).machine.put("/etc/pam.d/su", both);
    at(state).machine.put("/etc/pam.d/su-l", password);
    at(state).check(check_services);
    at(state).assert_found(health::error, "`su -` goes by it");
    at(state).assert_found(health::warning, "su's target");
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
