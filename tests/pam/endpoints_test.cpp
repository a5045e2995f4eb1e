// `[telesign] endpoints`: a login while the first endpoint cannot be reached.

#include "pam/world_login.h"

namespace {

using namespace pam_test;

int open_login(void** state) {
    tests::world_options options;
    options.first_endpoints = "https://127.0.0.1:1, "; // tcpmux: nobody listens there
    options.otp += "completion = no\n";
    *state = new world_login{options};
    return 0;
}

void a_login_goes_by_the_endpoint_that_can_be_reached(void** state) {
    on(state).run({the_code});
    on(state).assert_code(PAM_SUCCESS);
    on(state).world->wait_for_log("reason=code_valid");
    assert_int_equal(on(state).world->requests(2).size(), 2);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_login_goes_by_the_endpoint_that_can_be_reached, open_login,
                                        close_login),
    };
    return cmocka_run_group_tests_name("endpoints", tests, nullptr, nullptr);
}
