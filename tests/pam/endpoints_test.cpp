// SPDX-License-Identifier: BSD-3-Clause
// `[telesign] endpoints`: a login while the first endpoint cannot be reached.

#include "pam/login_fixture.h"

namespace {

using namespace pam_test;

int open_login(void** state) {
    tests::environment_options options;
    options.first_endpoints = "https://127.0.0.1:1, "; // tcpmux: nobody listens there
    options.otp += "completion = no\n";
    *state = new login_fixture{options};
    return 0;
}

void a_login_goes_by_the_endpoint_that_can_be_reached(void** state) {
    login_of(state).run({the_code});
    login_of(state).assert_code(PAM_SUCCESS);
    login_of(state).environment->wait_for_log("reason=code_valid");
    assert_int_equal(login_of(state).environment->requests(2).size(), 2);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_login_goes_by_the_endpoint_that_can_be_reached, open_login,
                                        close_login),
    };
    return cmocka_run_group_tests_name("endpoints", tests, nullptr, nullptr);
}
