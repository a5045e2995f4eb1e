// SPDX-License-Identifier: BSD-3-Clause
// `telesignctl check` on a scratch machine, check by check: well, and broken.

#include "telesignctl/check/check.h"

#include "telesignctl/check/module.h"
#include "telesignctl/enable/trial.h"

#include <cstring>
#include <ctime>

#include <sys/stat.h>

#include "unit/telesignctl/check/check_fixture.h"
#include "unit/telesignctl/check/versioned_daemon.h"

namespace {

using namespace tests;
using namespace telesignctl;

constexpr const char* configuration = "/etc/telesign/telesign.conf";
constexpr const char* phone_file = "/etc/telesign/phones.ini";

void all_errors_of_the_configuration_are_told(void** state) {
    at(state).check(check_configuration);
    at(state).assert_well();
    at(state).machine.put(configuration, "[telesign]\napi_key = c2VjcmV0\nauth = none\n[otp]\nattempts = 0\n",
                          0640);
    at(state).check(check_configuration);
    assert_int_equal(at(state).found.size(), 3);
    at(state).assert_found(check_status::error, "customer_id: missing");
    at(state).assert_found(check_status::error, "auth");
    at(state).assert_found(check_status::error, "attempts");
    assert_null(std::strstr(at(state).screen().c_str(), "c2VjcmV0"));
}

void every_bad_phone_is_told_without_its_number(void** state) {
    at(state).check(check_phones);
    at(state).assert_well();
    at(state).machine.put(
        phone_file, "[phones]\nalice = +1 310 000 4321\nbob = nonsense\n[user carol]\nlanguage = de\n", 0640);
    at(state).check(check_phones);
    at(state).assert_found(check_status::warning, "phones.ini:2: alice: the number ending in 21");
    at(state).assert_found(check_status::warning, "phones.ini:3: bob");
    at(state).assert_found(check_status::warning, "carol");
    assert_null(std::strstr(at(state).screen().c_str(), "4321"));
    at(state).machine.put(phone_file, "[phones]\n", 0640);
    at(state).check(check_phones);
    at(state).assert_found(check_status::warning, "nobody has a phone");
    std::string many = "[phones]\n";
    for (int each = 0; each < 102; ++each)
        many += fmt::format("user{} = nonsense\n", each);
    at(state).machine.put(phone_file, many, 0640);
    at(state).check(check_phones);
    at(state).assert_found(check_status::warning, "2 more entries are invalid");
    ::unlink(at(state).machine.host().at(phone_file).c_str());
    at(state).check(check_phones);
    at(state).assert_found(check_status::error, "no such file");
}

void modes_that_show_or_give_too_much_are_told(void** state) {
    const auto& host = at(state).machine.host();
    ::chmod(host.at("/etc/telesign").c_str(), 0750);
    ::chmod(host.at("/var/lib/telesign").c_str(), 0700);
    at(state).check(check_files);
    at(state).assert_well();
    ::chmod(host.at(phone_file).c_str(), 0644);
    ::chmod(host.at("/var/lib/telesign").c_str(), 0755);
    at(state).check(check_files);
    at(state).assert_found(check_status::error, "/var/lib/telesign: belongs to");
    ::chmod(host.at(phone_file).c_str(), 0600); // the daemon could not read it
    at(state).check(check_files);
    at(state).assert_found(check_status::error, "phones.ini: belongs to");
    std::filesystem::remove_all(host.at("/var/lib/telesign"));
    at(state).check(check_files);
    at(state).assert_found(check_status::error, "/var/lib/telesign: No such file");
}

/// As telesignd's init script makes it: without systemd, the daemon makes the socket.
void the_sockets_folder_may_be_the_daemons_without_systemd(void** state) {
    const auto& host = at(state).machine.host();
    ::chmod(host.at("/etc/telesign").c_str(), 0750);
    ::chmod(host.at("/var/lib/telesign").c_str(), 0700);
    std::filesystem::create_directories(host.at("/run/telesign"));
    ::chmod(host.at("/run/telesign").c_str(), 0777);
    at(state).check(check_files);
    at(state).assert_found(check_status::error, "/run/telesign: belongs to");
    ::chmod(host.at("/run/telesign").c_str(), 0755);
    at(state).check(check_files);
    at(state).assert_well();
}

void a_module_that_others_may_write_is_told(void** state) {
    machine host = at(state).machine.host();
    host.module = at(state).machine.files.write("pam_telesign.so", "text", 0664);
    check_files(load_check_context(host), at(state).found);
    at(state).assert_found(check_status::error, "pam_telesign.so: users other than root can write to it");
    at(state).found.clear();
    std::filesystem::create_directory(at(state).machine.files.path("open"));
    ::chmod(at(state).machine.files.path("open").c_str(), 0777);
    host.module = at(state).machine.files.write("open/pam_telesign.so", "text", 0644);
    check_files(load_check_context(host), at(state).found);
    at(state).assert_found(check_status::error, "/open: users other than root can write to it");
}

void the_states_disk_is_looked_at(void** state) {
    at(state).check(check_space);
    assert_int_equal(at(state).found.size(), 1);
    assert_non_null(std::strstr(at(state).found[0].text.c_str(), "MiB free in"));
}

void a_module_that_cannot_be_loaded_is_told(void** state) {
    machine host = at(state).machine.host();
    host.module = at(state).machine.files.write("no-library", "text");
    check_module(load_check_context(host), at(state).found);
    at(state).assert_found(check_status::error, "libpam cannot load it");
}

void libraries_that_the_module_does_not_need_as_shipped_are_foreign(void**) {
    assert_string_equal(foreign_libraries("libpam.so.0 libc.so.6 ld-linux-x86-64.so.2").c_str(), "");
    assert_string_equal(foreign_libraries("libpam.so.0 libcurl.so.4 libc.so.6 libstdc++.so.6").c_str(),
                        "libcurl.so.4 libstdc++.so.6");
}

void the_module_names_its_version(void** state) {
    assert_string_equal(module_version(at(state).machine.host().module).c_str(), PROJECT_VERSION);
    assert_string_equal(module_version("/nonexistent").c_str(), "");
}

void check_daemon_of(void** state, const char* version, machine host) {
    const auto daemon = daemon_of(version);
    host.socket = daemon->socket_path();
    at(state).found.clear();
    check_daemon(load_check_context(host), at(state).found);
}

void the_daemons_version_is_compared(void** state) {
    machine host = at(state).machine.host();
    check_daemon_of(state, PROJECT_VERSION, host);
    at(state).assert_well();
    check_daemon_of(state, "0.0.1", host);
    at(state).assert_found(check_status::error,
                           "telesignd is 0.0.1, but pam_telesign.so is " PROJECT_VERSION);
    host.module = "/nonexistent"; // check_module tells
    check_daemon_of(state, "0.0.1", host);
    at(state).assert_found(check_status::error, "telesignd is 0.0.1, but telesignctl is " PROJECT_VERSION);
    at(state).check(check_daemon);
    at(state).assert_found(check_status::error, "telesignd is not running");
}

void sudoers_is_read(void** state) {
    turn_on(state, "sudo");
    at(state).machine.put("/etc/sudoers", "root ALL=(ALL:ALL) ALL\n", 0440);
    at(state).check(check_sudo);
    at(state).assert_well();
    assert_non_null(std::strstr(at(state).screen().c_str(), "15 minutes"));
    for (const auto& [line, part] : {std::pair{"Defaults timestamp_timeout=-1", "below 0"},
                                     {"Defaults timestamp_timeout=90", "90 minutes"},
                                     {"alice ALL=(ALL) NOPASSWD: ALL", "NOPASSWD"},
                                     {"Defaults !authenticate", "NOPASSWD"},
                                     {"nonsense", "cannot read sudoers"}}) {
        at(state).machine.put("/etc/sudoers", std::string{line} + '\n', 0440);
        at(state).check(check_sudo);
        at(state).assert_found(check_status::warning, part);
    }
    at(state).machine.put("/etc/sudoers", "Defaults:alice timestamp_timeout=-1\nDefaults pam_service=other\n",
                          0440);
    at(state).check(check_sudo);
    at(state).assert_found(check_status::warning, "below 0 for some");
    at(state).assert_found(check_status::error,
                           "sudoers makes sudo use the PAM service other, which asks for no code");
}

void confinement_is_told(void** state) {
    const auto& machine = at(state).machine;
    at(state).check(check_confinement);
    at(state).assert_well();
    assert_non_null(std::strstr(at(state).screen().c_str(), "not checked: there is no "));
    std::filesystem::create_directory(machine.host().at("/sys"));
    at(state).check(check_confinement);
    assert_non_null(std::strstr(at(state).screen().c_str(), "neither SELinux nor AppArmor is enabled"));
    for (const char* folder :
         {"/sys/fs/selinux", "/sys/module/apparmor/parameters",
          "/var/lib/selinux/targeted/active/modules/400", "/sys/kernel/security/apparmor"})
        std::filesystem::create_directories(machine.host().at(folder));
    machine.put("/sys/fs/selinux/enforce", "1");
    at(state).check(check_confinement);
    at(state).assert_found(check_status::warning, "SELinux is enforcing");
    std::filesystem::create_directories(
        machine.host().at("/var/lib/selinux/targeted/active/modules/400/telesignd"));
    at(state).check(check_confinement);
    at(state).assert_well();
    machine.put("/sys/fs/selinux/enforce", "0");
    machine.put("/sys/module/apparmor/parameters/enabled", "Y\n");
    at(state).check(check_confinement);
    assert_non_null(std::strstr(at(state).screen().c_str(), "does not confine telesignd"));
    machine.put("/sys/kernel/security/apparmor/profiles", "/usr/sbin/telesignd (enforce)\n");
    at(state).check(check_confinement);
    assert_non_null(std::strstr(at(state).screen().c_str(), "enabled and confines telesignd"));
}

void a_trial_is_told_and_one_that_nothing_ended_is_an_error(void** state) {
    at(state).check(check_trials);
    assert_int_equal(at(state).found.size(), 0);
    std::filesystem::create_directories(at(state).machine.host().backup_folder());
    at(state).machine.put(
        "/etc/telesign/enable/trial-sudo",
        fmt::format(R"({{"id":"a","until":{},"boot":"{}"}})", std::time(nullptr) + 90, boot_id()));
    at(state).check(check_trials);
    at(state).assert_found(check_status::warning, "sudo is on trial until");
    at(state).machine.put("/etc/telesign/enable/trial-sudo",
                          fmt::format(R"({{"id":"a","until":1700000000,"boot":"{}"}})", boot_id()));
    at(state).check(check_trials);
    at(state).assert_found(check_status::error, "sudo was on trial until 2023-11-14T22:13:20Z");
    at(state).machine.put(
        "/etc/telesign/enable/trial-sudo",
        fmt::format(R"({{"id":"a","until":{},"boot":"another"}})", std::time(nullptr) + 90));
    at(state).check(check_trials);
    at(state).assert_found(check_status::error, "sudo was on trial");
    at(state).machine.put("/etc/telesign/enable/trial-sudo", "damaged");
    at(state).check(check_trials);
    at(state).assert_found(check_status::error, "sudo was on trial");
}

void what_cannot_be_looked_at_is_an_error_and_the_rest_goes_on(void** state) {
    std::filesystem::create_directories(at(state).machine.host().backup_folder() + "/trial-sudo"); // no file
    at(state).found = check(at(state).machine.host(), {.offline = true});
    at(state).assert_found(check_status::error, "cannot be checked: ");
    at(state).assert_found(check_status::error, "telesignd is not running");
}

void everything_is_looked_at_and_the_worst_is_the_exit_status(void** state) {
    at(state).found = check(at(state).machine.host(), {.offline = true});
    at(state).assert_found(check_status::error, "telesignd is not running");
    assert_int_equal(telesignctl::exit_status(at(state).found), 2);
    for (const finding& each : at(state).found)
        assert_string_not_equal(each.check.c_str(), "TeleSign");
    at(state).found = {{check_status::ok, "a", "b", ""}, {check_status::warning, "c", "d\x1b", "e"}};
    assert_int_equal(telesignctl::exit_status(at(state).found), 1);
    assert_string_equal(at(state).screen().c_str(),
                        "ok       a  b\nwarning  c  d\n            → e\n0 errors, 1 warning.\n");
    assert_string_equal(
        as_json(at(state).found).c_str(),
        "{\"worst\":\"warning\",\"checks\":[{\"check\":\"a\",\"status\":\"ok\",\"text\":\"b\",\"remedy\":"
        "\"\"},{\"check\":\"c\",\"status\":\"warning\",\"text\":\"d\\u001b\",\"remedy\":\"e\"}]}\n");
    at(state).found.pop_back();
    assert_int_equal(telesignctl::exit_status(at(state).found), 0);
    assert_string_equal(at(state).screen().c_str(), "ok       a  b\nNo problems found.\n");
}

} // namespace

int main() {
#define on_machine(test) cmocka_unit_test_setup_teardown(test, open_checked, close_checked)
    const CMUnitTest tests[] = {
        on_machine(all_errors_of_the_configuration_are_told),
        on_machine(every_bad_phone_is_told_without_its_number),
        on_machine(modes_that_show_or_give_too_much_are_told),
        on_machine(the_sockets_folder_may_be_the_daemons_without_systemd),
        on_machine(a_module_that_others_may_write_is_told),
        on_machine(the_states_disk_is_looked_at),
        on_machine(a_module_that_cannot_be_loaded_is_told),
        cmocka_unit_test(libraries_that_the_module_does_not_need_as_shipped_are_foreign),
        on_machine(the_module_names_its_version),
        on_machine(the_daemons_version_is_compared),
        on_machine(sudoers_is_read),
        on_machine(confinement_is_told),
        on_machine(a_trial_is_told_and_one_that_nothing_ended_is_an_error),
        on_machine(what_cannot_be_looked_at_is_an_error_and_the_rest_goes_on),
        on_machine(everything_is_looked_at_and_the_worst_is_the_exit_status),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
