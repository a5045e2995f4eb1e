// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/enable/services.h"

#include "unit/telesignctl/scratch_machine.h"

#include "unit/telesignctl/failures.h"

namespace {

using namespace telesignctl;
using tests::close_scratch;
using tests::open_scratch;
using tests::scratch;
using names = std::vector<std::string>;

void sudo_and_su_have_a_second_form(void**) {
    assert_true((service_aliases("sudo") == names{"sudo", "sudo-i"}));
    assert_true((service_aliases("su") == names{"su", "su-l"}));
    assert_true((service_aliases("sshd") == names{"sshd"}));
}

void a_service_is_a_file_or_a_link_to_one(void** state) {
    const auto& host = scratch(state).host();
    assert_true(has_service(host, "sudo"));
    assert_false(has_service(host, "login"));
    std::filesystem::create_symlink("sudo", host.at("/etc/pam.d/login"));
    assert_true(has_service(host, "login"));
    std::filesystem::create_directory(host.at("/etc/pam.d/folder"));
    assert_false(has_service(host, "folder"));
}

void what_packages_and_editors_leave_is_no_service(void** state) {
    for (const char* name : {"sudo~", "sudo.dpkg-old", "sudo.dpkg-dist", "sudo.ucf-dist", ".sudo.swp",
                             ".sudo.new", "common-password"})
        scratch(state).put(("/etc/pam.d/" + std::string{name}).c_str(), "");
    std::filesystem::create_directory(scratch(state).host().at("/etc/pam.d/folder"));
    assert_true((all_services(scratch(state).host()) == names{"sshd", "sudo"}));
}

void included_files_are_read_below_the_root(void** state) {
    scratch(state).put("/etc/elsewhere", "auth required pam_deny.so\n");
    const auto read = pam_reader(scratch(state).host());
    assert_string_equal(read("/etc/elsewhere").c_str(), "auth required pam_deny.so\n");
    assert_string_equal(read("sudo").c_str(), scratch(state).text("/etc/pam.d/sudo").c_str());
    tests::assert_contains(tests::failure_of([&] { static_cast<void>(read("none")); }),
                           "/etc/pam.d/none: No such file");
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_scratch, close_scratch)
    const CMUnitTest tests[] = {
        cmocka_unit_test(sudo_and_su_have_a_second_form),
        CASE(a_service_is_a_file_or_a_link_to_one),
        CASE(what_packages_and_editors_leave_is_no_service),
        CASE(included_files_are_read_below_the_root),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
