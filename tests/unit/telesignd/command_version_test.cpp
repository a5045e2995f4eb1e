// SPDX-License-Identifier: BSD-3-Clause
// telesignctl's question for telesignd's version.

#include "telesignd/command_fixture.h"

namespace {

using namespace tests;

void the_version_is_told(void** state) {
    command_fixture& d = at(state);
    d.ask("version", {});
    assert_facts(d, {"version=" PROJECT_VERSION});
    assert_end(d, result::granted, "");
    assert_string_equal(d.log.c_str(), ""); // `telesignctl check` and `enable` ask it by themselves
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_version_is_told, open_command, close_command),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
