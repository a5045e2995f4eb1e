// SPDX-License-Identifier: BSD-3-Clause
// [remember]: a code that was valid lets the next login from the same address in, through the real module and
// daemon.

#include "ctl/ctl_process.h"
#include "pam/login_fixture.h"

#include <cstring>

namespace {

using namespace pam_test;
using tests::printed_by_ctl;

constexpr const char* home = "203.0.113.7";

int open_login(void** state) {
    tests::environment_options options;
    options.phones = "alice = +1 310 555 1212\nbob = +44 20 7946 0000\n";
    options.more = "[remember]\nfor = 12h\nservices = sshd, cockpit\n";
    *state = new login_fixture{options};
    return 0;
}

/// A login with the right code, if one is asked for. Whether that was so.
bool is_asked(login_fixture& login, const char* user, const char* service, const char* rhost) {
    login.phone = std::strcmp(user, "alice") == 0 ? "13105551212" : "442079460000";
    login.wanted.service = service;
    login.wanted.rhost = rhost;
    login.wanted.stack = "auth [ignore=ignore success=ok default=bad] @MODULE@ @ARGUMENTS@\n"
                         "auth required pam_permit.so\n";
    const std::size_t codes = login.environment->codes().size();
    login.run_as(user, {the_code});
    login.assert_code(PAM_SUCCESS);
    const std::size_t sent = login.environment->codes().size() - codes;
    assert_int_equal(sent, login.result.messages.empty() ? 0 : 1);
    return sent == 1;
}

void the_same_user_from_the_same_address_is_asked_once(void** state) {
    login_fixture& login = login_of(state);
    assert_true(is_asked(login, "alice", "sshd", home));
    assert_false(is_asked(login, "alice", "sshd", home));
    login.environment->wait_for_log(
        "login outcome=ignored reason=remembered service=sshd user=alice rhost=203.0.113.7 ");
    assert_false(is_asked(login, "alice", "sshd", "::ffff:203.0.113.7"));
}

void services_of_the_list_share_it_and_others_do_not(void** state) {
    login_fixture& login = login_of(state);
    assert_true(is_asked(login, "alice", "sshd", home));
    assert_false(is_asked(login, "alice", "cockpit", home));
    assert_true(is_asked(login, "alice", "sudo", home));
    assert_false(is_asked(login, "alice", "sudo", home));
}

void telesignctl_shows_and_ends_it(void** state) {
    login_fixture& login = login_of(state);
    assert_string_equal(printed_by_ctl(*login.environment, {"sessions"}).c_str(), "Nobody is remembered.\n");
    assert_true(is_asked(login, "alice", "sshd", home));
    assert_true(is_asked(login, "bob", "sudo", home));
    const std::string shown = printed_by_ctl(*login.environment, {"sessions"});
    assert_non_null(std::strstr(shown.c_str(), "alice  address=203.0.113.7 service=sshd since=20"));
    assert_non_null(std::strstr(shown.c_str(), "bob    address=203.0.113.7 service=sudo since=20"));
    assert_null(std::strstr(shown.c_str(), "5551212")); // nobody's phone
    assert_string_equal(printed_by_ctl(*login.environment, {"forget", "alice"}).c_str(), "Forgotten: 1.\n");
    assert_true(is_asked(login, "alice", "sshd", home));
    assert_false(is_asked(login, "bob", "sudo", home));
    assert_string_equal(printed_by_ctl(*login.environment, {"forget", "--all"}).c_str(), "Forgotten: 2.\n");
    assert_true(is_asked(login, "bob", "sudo", home));
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_login, close_login)
    const CMUnitTest tests[] = {
        CASE(the_same_user_from_the_same_address_is_asked_once),
        CASE(services_of_the_list_share_it_and_others_do_not),
        CASE(telesignctl_shows_and_ends_it),
    };
    return cmocka_run_group_tests_name("remember", tests, nullptr, nullptr);
}
