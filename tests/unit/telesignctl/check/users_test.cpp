// SPDX-License-Identifier: BSD-3-Clause
// What `telesignctl check` finds about users: who could log in, and has no phone or no recovery code.

#include "telesignctl/local/accounts.h"

#include <unistd.h>

#include "unit/telesignctl/check/check_fixture.h"
#include "unit/telesignctl/check/versioned_daemon.h"
#include "unit/telesignctl/failures.h"

namespace {

using namespace tests;
using namespace telesignctl;

constexpr const char* phone_file = "/etc/telesign/phones.ini";

void give_phones_to(void** state, const std::vector<std::string>& users) {
    std::string phones = "[phones]\n";
    for (const std::string& each : users)
        phones += each + " = +44 20 7946 0011\n";
    at(state).machine.put(phone_file, phones, 0640);
}

void who_has_no_phone_is_named(void** state) {
    turn_on(state, "sudo");
    give_phones_to(state, accounts_with_shell());
    at(state).check(check_users);
    at(state).assert_well();
    turn_on(state, "sshd", factor::key);
    give_phones_to(state, {"somebody-else"});
    ::unlink(at(state).machine.host().sshd_drop_in().c_str());
    at(state).machine.set_sshd("permitrootlogin yes\n");
    at(state).check(check_users);
    at(state).assert_found(check_status::warning, "root");
}

void who_is_exempt_everywhere_needs_no_phone(void** state) {
    turn_on(state, "sudo");
    give_phones_to(state, accounts_with_shell());
    at(state).machine.put("/etc/sudoers", "%daemon ALL = (ALL) ALL\n", 0440);
    const std::string configured = at(state).machine.text("/etc/telesign/telesign.conf");
    at(state).machine.put("/etc/telesign/telesign.conf", configured + "[exempt]\nusers = daemon\n", 0640);
    at(state).check(check_users);
    at(state).assert_well();
    at(state).machine.put("/etc/telesign/telesign.conf",
                          configured + "[exempt there]\nusers = daemon\nnetworks = 192.0.2.0/24\n", 0640);
    at(state).check(check_users);
    at(state).assert_found(check_status::warning, "users without a phone: daemon");
}

void who_is_outside_of_the_group_that_is_asked_needs_no_phone(void** state) {
    turn_on(state, "sudo");
    give_phones_to(state, {"daemon"});
    at(state).machine.put("/etc/sudoers", "%daemon ALL = (ALL) ALL\n", 0440);
    const std::string configured = at(state).machine.text("/etc/telesign/telesign.conf");
    const auto exempt = [&](const std::string& more) {
        at(state).machine.put("/etc/telesign/telesign.conf", configured + more, 0640);
        at(state).check(check_users);
    };
    exempt("[exempt sudo]\ngroups = !daemon\nservices = sudo\n");
    at(state).assert_well();
    exempt("[exempt sudo]\ngroups = !daemon\nservices = su\n");
    at(state).assert_found(check_status::warning, "users without a phone");
    exempt("[exempt sudo]\ngroups = !daemon\nservices = sudo\n");
    at(state).machine.put("/etc/pam.d/cron", at(state).machine.text("/etc/pam.d/sudo")); // which asks nobody
    at(state).check(check_users);
    at(state).assert_well();
    exempt("[exempt sudo]\ngroups = !no-such-group\nservices = sudo\n");
    at(state).assert_found(check_status::warning, "users without a phone");
}

/// As LDAP and SSSD have them: `daemon` has no shell here, so nothing lists them among those who log in.
void members_of_groups_that_sudoers_names_are_looked_at(void** state) {
    turn_on(state, "sudo");
    give_phones_to(state, accounts_with_shell());
    at(state).machine.put("/etc/sudoers", "User_Alias OPS = %daemon\nOPS ALL = (ALL) ALL\n", 0440);
    at(state).check(check_users);
    at(state).assert_found(check_status::warning, "users without a phone: daemon");
}

void members_of_groups_that_sshd_admits_are_looked_at(void** state) {
    turn_on(state, "sshd", factor::key);
    ::unlink(at(state).machine.host().sshd_drop_in().c_str());
    at(state).machine.set_sshd(
        "permitrootlogin no\nallowgroups no-such-group\nallowgroups daemon\nallowgroups ad-*\n");
    give_phones_to(state, accounts_with_shell());
    at(state).check(check_users);
    at(state).assert_found(check_status::warning, "users without a phone: daemon");
}

void only_members_are_asked_where_a_group_is(void** state) {
    const std::string stack =
        "auth [success=1 default=ignore] pam_succeed_if.so quiet user notingroup daemon\n"
        "auth requisite pam_telesign.so\n";
    at(state).machine.put("/etc/pam.d/sudo",
                          "@include common-auth\n" + stack + "auth required pam_permit.so\n");
    give_phones_to(state, {"somebody-else"});
    at(state).check(check_users);
    at(state).assert_found(check_status::warning,
                           "users without a phone: daemon (1 of 1 accounts that may be asked for a code)");
}

void it_is_not_said_of_all_where_a_directory_may_know_more(void** state) {
    turn_on(state, "sudo");
    give_phones_to(state, accounts_with_shell());
    at(state).machine.put("/etc/nsswitch.conf", "passwd: files sss\n");
    at(state).check(check_users);
    at(state).assert_well();
    assert_contains(at(state).screen(), "listed accounts that may be asked for a code have a phone or are "
                                        "exempt; sss (nsswitch.conf) may have others that it does not list");
    give_phones_to(state, {"somebody-else"});
    at(state).machine.put("/etc/sudoers", "%daemon ALL = (ALL) ALL\n", 0440);
    at(state).check(check_users);
    at(state).assert_found(check_status::warning, "; sss (nsswitch.conf) may have others");
}

void users_are_not_looked_at_while_nothing_asks_them(void** state) {
    at(state).check(check_users);
    assert_int_equal(at(state).found.size(), 0);
    turn_on(state, "sudo");
    ::unlink(at(state).machine.host().at(phone_file).c_str()); // check_phones tells
    at(state).check(check_users);
    assert_int_equal(at(state).found.size(), 0);
}

void a_daemon_that_does_not_tell_of_recovery_codes_is_no_good_news(void** state) {
    turn_on(state, "sudo");
    std::string socket;
    const auto daemon = daemon_of("1.0", [&socket] { ::unlink(socket.c_str()); }); // it ends in between
    socket = daemon->socket_path();
    machine host = at(state).machine.host();
    host.socket = socket;
    check_recovery(load_check_context(host), at(state).found);
    at(state).assert_found(check_status::warning, "root: " + socket + ": telesignd is not running");
}

} // namespace

int main() {
#define on_machine(test) cmocka_unit_test_setup_teardown(test, open_checked, close_checked)
    const CMUnitTest tests[] = {
        on_machine(who_has_no_phone_is_named),
        on_machine(who_is_exempt_everywhere_needs_no_phone),
        on_machine(who_is_outside_of_the_group_that_is_asked_needs_no_phone),
        on_machine(members_of_groups_that_sudoers_names_are_looked_at),
        on_machine(members_of_groups_that_sshd_admits_are_looked_at),
        on_machine(only_members_are_asked_where_a_group_is),
        on_machine(it_is_not_said_of_all_where_a_directory_may_know_more),
        on_machine(users_are_not_looked_at_while_nothing_asks_them),
        on_machine(a_daemon_that_does_not_tell_of_recovery_codes_is_no_good_news),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
