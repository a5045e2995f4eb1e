// `[telesign] endpoints`: a login while the first endpoint cannot be reached.

#include "pam/host.h"
#include "world/world.h"

#include <memory>
#include <string>

#include "cmocka_cpp.h"

namespace {

struct scene {
    std::unique_ptr<tests::world> world;
    pam_test::login login;
    pam_test::outcome result;
};

int open_scene(void** state) {
    tests::world_options options;
    options.first_endpoints = "https://127.0.0.1:1, "; // tcpmux: nobody listens there
    auto* opened = new scene;
    opened->world = std::make_unique<tests::world>(options);
    opened->login.arguments = "socket=" + opened->world->socket();
    *state = opened;
    return 0;
}

int close_scene(void** state) {
    delete static_cast<scene*>(*state);
    return 0;
}

void a_login_goes_by_the_endpoint_that_can_be_reached(void** state) {
    scene& s = *static_cast<scene*>(*state);
    s.login.at_prompt = [&s] { s.login.answers.push_back(s.world->code(0).code); };
    s.result = pam_test::authenticate(s.login);
    if (s.result.code != PAM_SUCCESS)
        fail_msg("%s: %s", pam_test::describe(s.result).c_str(), s.world->daemon_log().c_str());
    s.world->wait_for_log("reason=code_valid");
    assert_int_equal(s.world->requests(2).size(), 2);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_login_goes_by_the_endpoint_that_can_be_reached, open_scene,
                                        close_scene),
    };
    return cmocka_run_group_tests_name("endpoints", tests, nullptr, nullptr);
}
