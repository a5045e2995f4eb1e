// `verify_code = local`: the daemon makes the code, TeleSign carries and checks it.

#include "pam/host.h"
#include "world/world.h"

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "cmocka_cpp.h"

namespace {

struct scene {
    std::unique_ptr<tests::world> world;
    pam_test::login login;
    pam_test::outcome result;
    std::vector<tests::sent_code> codes;
};

int open_scene(void** state) {
    tests::world_options options;
    options.otp = "channels = voice, sms\nverify_code = local\n";
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

bool is_five_digits(const std::string& code) {
    return code.size() == 5 && code.front() != '0' &&
           code.find_first_not_of("0123456789") == std::string::npos;
}

void the_last_of_several_codes_lets_in_and_none_is_logged(void** state) {
    scene& s = *static_cast<scene*>(*state);
    s.login.at_prompt = [&s] {
        const std::size_t typed = s.login.answers.size();
        s.codes.push_back(s.world->code(typed));
        s.login.answers.push_back(typed == 0 ? "resend" : typed == 1 ? "sms" : s.codes.back().code);
    };
    s.result = pam_test::authenticate(s.login);
    if (s.result.code != PAM_SUCCESS)
        fail_msg("%s: %s", pam_test::describe(s.result).c_str(), s.world->daemon_log().c_str());
    assert_int_equal(s.codes.size(), 3);
    assert_true(s.codes[0].code != s.codes[1].code || s.codes[1].code != s.codes[2].code);
    s.world->wait_for_log("reason=code_valid");
    for (const auto& each : s.codes) {
        assert_true(is_five_digits(each.code));
        // Between blanks, quotes or the like: a process id or a reference may hold the same digits.
        for (const char* const before : {"code=", "verify_code", "\"", "code ", ": "})
            assert_null(std::strstr(s.world->daemon_log().c_str(), (before + each.code).c_str()));
    }
}

void a_code_before_the_last_does_not_let_in(void** state) {
    scene& s = *static_cast<scene*>(*state);
    s.login.at_prompt = [&s] {
        const std::size_t typed = s.login.answers.size();
        if (typed < 2)
            s.codes.push_back(s.world->code(typed));
        s.login.answers.push_back(typed == 0 ? "resend" : s.codes[0].code);
    };
    s.result = pam_test::authenticate(s.login);
    // One time in 90000 both codes are equal.
    assert_int_equal(s.result.code, s.codes[0].code == s.codes[1].code ? PAM_SUCCESS : PAM_MAXTRIES);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_scene, close_scene)
    const CMUnitTest tests[] = {
        CASE(the_last_of_several_codes_lets_in_and_none_is_logged),
        CASE(a_code_before_the_last_does_not_let_in),
    };
    return cmocka_run_group_tests_name("own_code", tests, nullptr, nullptr);
}
