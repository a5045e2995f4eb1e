// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/local/service_commands.h"

#include <unistd.h>

#include "cmocka_cpp.h"

namespace {

using namespace telesignctl;

void a_service_is_named_as_its_manager_takes_it(void** /*state*/) {
    assert_string_equal(service_command("reload", "ssh", true).c_str(), "systemctl reload ssh");
    assert_string_equal(service_command("reload", "ssh", false).c_str(), "service ssh reload");
    assert_string_equal(log_command(true).c_str(), "journalctl -t telesignd");
    assert_string_equal(log_command(false).c_str(), "grep telesignd /var/log/auth.log");
}

void only_root_needs_no_sudo(void** /*state*/) {
    assert_string_equal(as_root("telesignctl reload").c_str(),
                        ::geteuid() == 0 ? "telesignctl reload" : "sudo telesignctl reload");
    if (::geteuid() != 0)
        return;
    assert_int_equal(::seteuid(65534), 0);
    const std::string command = as_root("telesignctl reload");
    assert_int_equal(::seteuid(0), 0);
    assert_string_equal(command.c_str(), "sudo telesignctl reload");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_service_is_named_as_its_manager_takes_it),
        cmocka_unit_test(only_root_needs_no_sudo),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
