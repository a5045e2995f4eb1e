// SPDX-License-Identifier: BSD-3-Clause
// The command lines of enable, disable, confirm and check.

#include "telesignctl/options.h"

#include <string>

#include "unit/telesignctl/command_line_fixture.h"

namespace {

using tests::close_command_line;
using tests::command_line_fixture;
using tests::open_command_line;

command_line_fixture& on(void** state) {
    return *static_cast<command_line_fixture*>(*state);
}

void what_can_be_is_work(void** state) {
    for (const auto& line :
         std::vector<std::vector<std::string>>{{"enable", "sudo"},
                                               {"enable", "sudo", "--try", "5m", "--group", "wheel"},
                                               {"enable", "sshd", "--key", "--reload"},
                                               {"enable", "sshd", "--password"},
                                               {"enable", "sshd", "--password", "--dry-run"},
                                               {"enable", "--everywhere", "--reload", "--try", "5m"},
                                               {"enable", "--end-trial", "0", "--everywhere"},
                                               {"disable", "sshd", "--reload"},
                                               {"disable", "--everywhere", "--reload"},
                                               {"confirm"},
                                               {"confirm", "--everywhere"}}) {
        on(state).parse(line);
        assert_int_equal(on(state).status(), 0);
        assert_true(static_cast<bool>(on(state).options().action));
    }
    on(state).parse({"check", "--offline"});
    assert_true(static_cast<bool>(on(state).options().run));
}

void what_cannot_be_is_a_usage_error(void** state) {
    for (const auto& line :
         std::vector<std::vector<std::string>>{{"enable"},
                                               {"enable", "ftp"},
                                               {"enable", "sshd"},
                                               {"enable", "sshd", "--key", "--password"},
                                               {"enable", "sudo", "--key"},
                                               {"enable", "sudo", "--reload"},
                                               {"enable", "sudo", "--everywhere"},
                                               {"enable", "--everywhere", "--key"},
                                               {"enable", "--confirm"},
                                               {"enable", "sudo", "--try", "soon"},
                                               {"enable", "sudo", "--try", "2d"},
                                               {"enable", "sudo", "--root", "/nonexistent"},
                                               {"disable"},
                                               {"disable", "sudo", "--everywhere"},
                                               {"confirm", "sudo", "--everywhere"}}) {
        on(state).parse(line);
        assert_int_equal(on(state).status(), 2);
    }
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_can_be_is_work, open_command_line, close_command_line),
        cmocka_unit_test_setup_teardown(what_cannot_be_is_a_usage_error, open_command_line,
                                        close_command_line),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
