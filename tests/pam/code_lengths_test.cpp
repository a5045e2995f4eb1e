// SPDX-License-Identifier: BSD-3-Clause
// Logins by codes of every length, on every channel: those that TeleSign makes, and those that telesignd
// makes.

#include "pam/login_fixture.h"

#include <array>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace {

using namespace pam_test;

constexpr std::array channels{"sms", "voice", "smart"};

std::unique_ptr<login_fixture> the_login; ///< one after the other

/// A user of each channel, named after it.
std::string users_of_channels() {
    std::string sections;
    int number = 10;
    for (const char* const each : channels)
        sections += fmt::format("[user {}]\nphone = +1 310 555 12{}\nchannels = {}\n", each, number++, each);
    return sections;
}

void open_environment(tests::environment_options options) {
    options.phones = users_of_channels();
    the_login = std::make_unique<login_fixture>(options);
}

/// Logs in by the one code that is sent, and gives it.
std::string assert_let_in(const char* user, const std::vector<std::string>& lines = {the_code}) {
    const std::size_t before = the_login->environment->codes().size();
    the_login->run_as(user, lines);
    the_login->assert_code(PAM_SUCCESS);
    const auto codes = the_login->environment->codes();
    assert_int_equal(codes.size(), before + 1);
    the_login->assert_logged("reason=code_valid");
    return codes.back().code;
}

/// A length of TeleSign's codes, 0: by its defaults.
struct row {
    std::string name;
    unsigned length;
};
std::deque<row> rows; ///< CMocka keeps pointers

void every_channel_lets_in_by_telesigns_code(void** state) {
    const unsigned length = static_cast<const row*>(*state)->length;
    tests::environment_options options;
    if (length > 0)
        options.simulator_arguments = {"--code-length", std::to_string(length)};
    open_environment(options);
    for (const char* const user : channels)
        assert_int_equal(assert_let_in(user).size(), length > 0                     ? length
                                                     : std::string{user} == "voice" ? 5
                                                                                    : 7);
}

std::string fullwidth(const std::string& digits) {
    std::string text = "\ufeff\u3000";
    for (const char each : digits)
        text += std::string{"\xef\xbc"} + static_cast<char>(0x90 + (each - '0')) + "\u2011";
    return text + "\u200e";
}

void a_code_may_be_typed_in_another_script(void**) {
    open_environment({});
    the_login->user = "sms";
    the_login->wanted.user = "sms";
    the_login->wanted.at_prompt = [] {
        the_login->wanted.answers.push_back(fullwidth(the_login->last_code()));
    };
    the_login->result = authenticate(the_login->wanted);
    the_login->assert_code(PAM_SUCCESS);
}

void a_code_of_the_wrong_length_lets_nobody_in(void**) {
    open_environment({});
    the_login->wanted.user = "sms";
    the_login->wanted.at_prompt = [] {
        const std::string code = the_login->last_code();
        const std::array<std::string, 3> wrong{'0' + code, code.substr(1), code + '0'};
        if (const std::size_t at = the_login->wanted.answers.size(); at < wrong.size())
            the_login->wanted.answers.push_back(wrong.at(at));
    };
    the_login->result = authenticate(the_login->wanted);
    the_login->assert_code(PAM_MAXTRIES);
}

struct own_row {
    unsigned length; ///< 0: by default
    const char* user;
    std::size_t expected;
};

void every_channel_lets_in_by_our_own_code(void**) {
    for (const own_row& each : {own_row{0, "sms", 5},
                                {3, "sms", 3},
                                {4, "sms", 4},
                                {5, "sms", 5},
                                {6, "sms", 6},
                                {7, "sms", 7},
                                {0, "voice", 5},
                                {3, "voice", 3},
                                {4, "voice", 4},
                                {5, "voice", 5}}) {
        tests::environment_options options;
        options.otp = fmt::format("channels = {}\nverify_code = local\n", each.user);
        if (each.length > 0)
            options.otp += fmt::format("code_length = {}\n", each.length);
        options.phones = "alice = +1 310 555 1212\n";
        the_login = std::make_unique<login_fixture>(options);
        const std::string code = assert_let_in("alice");
        assert_int_equal(code.size(), each.expected);
        assert_true(code.front() != '0');
        assert_string_equal(the_login->environment->code(0).channel.c_str(), each.user);
    }
}

/// Where text messages have seven digits.
void a_call_that_is_asked_for_says_five_digits_of_ours(void**) {
    tests::environment_options options;
    options.otp = "channels = sms\nverify_code = local\ncode_length = 7\n";
    the_login = std::make_unique<login_fixture>(options);
    the_login->run_as("alice", {"call", the_code});
    the_login->assert_code(PAM_SUCCESS);
    const auto codes = the_login->environment->codes();
    assert_int_equal(codes.at(0).code.size(), 7);
    assert_int_equal(codes.at(1).code.size(), 5);
    assert_string_equal(codes.at(1).channel.c_str(), "voice");
}

int close_environment(void**) {
    the_login.reset();
    return 0;
}

} // namespace

int main() {
    rows.push_back({"telesign's defaults", 0});
    for (unsigned length = 3; length <= 10; ++length)
        rows.push_back({fmt::format("{} digits", length), length});
    std::vector<CMUnitTest> tests;
    for (row& each : rows)
        tests.push_back(
            {each.name.c_str(), every_channel_lets_in_by_telesigns_code, nullptr, close_environment, &each});
    tests.push_back(cmocka_unit_test_teardown(a_code_may_be_typed_in_another_script, close_environment));
    tests.push_back(cmocka_unit_test_teardown(a_code_of_the_wrong_length_lets_nobody_in, close_environment));
    tests.push_back(cmocka_unit_test_teardown(every_channel_lets_in_by_our_own_code, close_environment));
    tests.push_back(
        cmocka_unit_test_teardown(a_call_that_is_asked_for_says_five_digits_of_ours, close_environment));
    return _cmocka_run_group_tests("code_lengths", tests.data(), tests.size(), nullptr, nullptr);
}
