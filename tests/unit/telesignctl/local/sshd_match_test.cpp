// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/local/sshd_match.h"

#include "unit/telesignctl/scratch_machine.h"

#include "unit/telesignctl/failures.h"

namespace {

using namespace telesignctl;
using tests::close_scratch;
using tests::open_scratch;
using tests::scratch;

std::string listed(void** state) {
    std::string text;
    for (const sshd_match& each : list_sshd_matches(scratch(state).host()))
        text += fmt::format("{}:{} {}: {}\n", std::filesystem::path{each.file}.filename().string(), each.line,
                            each.condition, fmt::join(each.method_lists, " | "));
    return text;
}

void what_holds_for_everybody_is_no_exception(void** state) {
    scratch(state).put("/etc/ssh/sshd_config", "AuthenticationMethods publickey\n# Match User bob\n"
                                               "Match User bob\nX11Forwarding no\nMatch all\n"
                                               "AuthenticationMethods password\n");
    assert_string_equal(listed(state).c_str(), "");
}

void methods_below_a_match_are_found_however_they_are_written(void** state) {
    scratch(state).put("/etc/ssh/sshd_config",
                       "Match Address 10.0.0.0/8,192.168.0.0/16\n"
                       "  authenticationmethods=password publickey,keyboard-interactive # why\n"
                       "match user \"some body\"\n\tAuthenticationMethods = \"password\"\n");
    assert_string_equal(
        listed(state).c_str(),
        "sshd_config:2 Address 10.0.0.0/8,192.168.0.0/16: password | publickey,keyboard-interactive\n"
        "sshd_config:4 user some body: password\n");
    assert_string_equal(describe(list_sshd_matches(scratch(state).host()).at(1)).c_str(),
                        ("Match user some body (" + scratch(state).host().sshd_config() + ":4)").c_str());
}

void included_files_stand_where_they_are_included(void** state) {
    scratch(state).put("/etc/ssh/sshd_config.d/10.conf", "Match LocalPort 2222\nAuthenticationMethods a\n");
    scratch(state).put("/etc/ssh/sshd_config.d/20.conf", "AuthenticationMethods b\n");
    scratch(state).put("/etc/ssh/more", "AuthenticationMethods c\nInclude more\n");
    scratch(state).put("/etc/ssh/sshd_config",
                       "Include none /etc/ssh/sshd_config.d/*.conf\nAuthenticationMethods d\n"
                       "Match Host x\nInclude more\n");
    const std::string text = listed(state); // `more` includes itself, which ends
    tests::assert_contains(text, "10.conf:2 LocalPort 2222: a\nmore:1 Host x: c\nmore:1 Host x: c\n");
    assert_true(text.find(": b") == text.npos && text.find(": d") == text.npos);
}

void a_file_that_includes_itself_often_ends_soon(void** state) {
    scratch(state).put("/etc/ssh/sshd_config",
                       "Match Host x\nAuthenticationMethods a\n"
                       "Include sshd_config\nInclude sshd_config\nInclude sshd_config\n");
    const auto before = std::chrono::steady_clock::now();
    assert_true(!list_sshd_matches(scratch(state).host()).empty());
    assert_true(std::chrono::steady_clock::now() - before <
                std::chrono::seconds{5}); // 43 million files otherwise
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_scratch, close_scratch)
    const CMUnitTest tests[] = {
        CASE(what_holds_for_everybody_is_no_exception),
        CASE(methods_below_a_match_are_found_however_they_are_written),
        CASE(included_files_stand_where_they_are_included),
        CASE(a_file_that_includes_itself_often_ends_soon),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
