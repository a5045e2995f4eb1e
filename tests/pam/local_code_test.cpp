// SPDX-License-Identifier: BSD-3-Clause
// `verify_code = local`: the daemon makes the code, TeleSign carries and checks it.

#include "pam/login_fixture.h"

#include <cstring>
#include <string>
#include <vector>

namespace {

using namespace pam_test;

struct local_code_fixture : login_fixture {
    using login_fixture::login_fixture;
    std::vector<tests::sent_code> codes;
};

int open_login(void** state) {
    tests::environment_options options;
    options.otp = "channels = voice, sms\nverify_code = local\n";
    *state = new local_code_fixture{options};
    return 0;
}

int close_local_code_login(void** state) {
    delete static_cast<local_code_fixture*>(*state);
    return 0;
}

bool is_five_digits(const std::string& code) {
    return code.size() == 5 && code.front() != '0' &&
           code.find_first_not_of("0123456789") == std::string::npos;
}

void the_last_of_several_codes_lets_in_and_none_is_logged(void** state) {
    local_code_fixture& s = *static_cast<local_code_fixture*>(*state);
    s.wanted.at_prompt = [&s] {
        const std::size_t typed = s.wanted.answers.size();
        s.codes.push_back(s.environment->code(typed));
        s.wanted.answers.push_back(typed == 0 ? "resend" : typed == 1 ? "sms" : s.codes.back().code);
    };
    s.result = authenticate(s.wanted);
    s.assert_code(PAM_SUCCESS);
    assert_int_equal(s.codes.size(), 3);
    assert_true(s.codes[0].code != s.codes[1].code || s.codes[1].code != s.codes[2].code);
    s.environment->wait_for_log("reason=code_valid");
    for (const auto& each : s.codes) {
        assert_true(is_five_digits(each.code));
        // Between blanks, quotes or the like: a process id or a reference may hold the same digits.
        for (const char* const before : {"code=", "verify_code", "\"", "code ", ": "})
            assert_null(std::strstr(s.environment->daemon_log().c_str(), (before + each.code).c_str()));
    }
}

void a_code_before_the_last_does_not_let_in(void** state) {
    local_code_fixture& s = *static_cast<local_code_fixture*>(*state);
    s.wanted.at_prompt = [&s] {
        const std::size_t typed = s.wanted.answers.size();
        if (typed < 2)
            s.codes.push_back(s.environment->code(typed));
        s.wanted.answers.push_back(typed == 0 ? "resend" : s.codes[0].code);
    };
    s.result = authenticate(s.wanted);
    // One time in 90000 both codes are equal.
    assert_int_equal(s.result.code, s.codes[0].code == s.codes[1].code ? PAM_SUCCESS : PAM_AUTH_ERR);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_login, close_local_code_login)
    const CMUnitTest tests[] = {
        CASE(the_last_of_several_codes_lets_in_and_none_is_logged),
        CASE(a_code_before_the_last_does_not_let_in),
    };
    return cmocka_run_group_tests_name("local_code", tests, nullptr, nullptr);
}
