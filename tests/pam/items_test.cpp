// SPDX-License-Identifier: BSD-3-Clause
// What the module tells telesignd, and what it keeps to itself.

#include "pam/fixture.h"

#include <stdlib.h>

#include "cmocka_cpp.h"

using namespace pam_test;
using protocol::field_id;
using protocol::result;

namespace {

const std::string longest(protocol::max_text, 'l');
const std::string too_long(protocol::max_text + 1, 'l');

void grant(peer& module) {
    module.ask_once();
    module.verdict(result::granted);
}

/// Runs a login that is granted, and gives the begin that came.
const received_message& granted_begin(fixture& test) {
    test.wanted.answers = {"12345"};
    test.run(grant);
    assert_code(test.result, PAM_SUCCESS);
    return test.daemon->received().at(0);
}

void every_item_arrives(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.ruser = "carol";
    test.wanted.rhost = "198.51.100.7";
    test.wanted.tty = "pts/3";
    test.wanted.flags = PAM_SILENT | PAM_DISALLOW_NULL_AUTHTOK;
    const received_message& begin = granted_begin(test);
    assert_true(begin.type == protocol::message_type::begin);
    assert_true(begin.text(field_id::service).starts_with("telesign-"));
    assert_string_equal(begin.text(field_id::user).c_str(), "alice");
    assert_string_equal(begin.text(field_id::ruser).c_str(), "carol");
    assert_string_equal(begin.text(field_id::rhost).c_str(), "198.51.100.7");
    assert_string_equal(begin.text(field_id::tty).c_str(), "pts/3");
    assert_int_equal(begin.flags, PAM_SILENT | PAM_DISALLOW_NULL_AUTHTOK);
}

void absent_and_empty_items_are_left_out(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.rhost = "";
    test.wanted.tty = "";
    const received_message& begin = granted_begin(test);
    assert_false(begin.has(field_id::ruser));
    assert_false(begin.has(field_id::rhost));
    assert_false(begin.has(field_id::tty));
    assert_int_equal(begin.flags, 0);
}

void items_pass_byte_for_byte(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.user = "al\xff\xfe\x80"
                       "ce\n%s";
    test.wanted.ruser = longest.c_str();
    test.wanted.rhost = longest.c_str();
    test.wanted.tty = "\x1b[31m";
    const received_message& begin = granted_begin(test);
    assert_string_equal(begin.text(field_id::user).c_str(), test.wanted.user);
    assert_string_equal(begin.text(field_id::ruser).c_str(), longest.c_str());
    assert_string_equal(begin.text(field_id::rhost).c_str(), longest.c_str());
    assert_string_equal(begin.text(field_id::tty).c_str(), "\x1b[31m");
}

void a_host_or_terminal_too_long_is_left_out_and_logged(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.rhost = too_long.c_str();
    test.wanted.tty = too_long.c_str();
    const received_message& begin = granted_begin(test);
    assert_false(begin.has(field_id::rhost));
    assert_false(begin.has(field_id::tty));
    assert_logged(test.result, "PAM_RHOST is 1025 bytes long and at most 1024 can be sent; left out");
    assert_logged(test.result, "PAM_TTY is 1025 bytes long");
}

/// Denied before anything was sent: the daemon would never accept.
void assert_denied_unasked(fixture& test, int code, const char* line) {
    test.run({});
    assert_code(test.result, code);
    assert_logged(test.result, line);
    assert_true(test.result.messages.empty());
}

void a_user_too_long_is_denied(void** state) {
    fixture_of(state).wanted.user = too_long.c_str();
    assert_denied_unasked(fixture_of(state), PAM_AUTH_ERR,
                          "PAM_USER is 1025 bytes long and at most 1024 can be sent; denied");
}

void a_calling_user_too_long_is_denied(void** state) {
    fixture_of(state).wanted.ruser = too_long.c_str();
    assert_denied_unasked(fixture_of(state), PAM_AUTH_ERR, "PAM_RUSER is 1025 bytes long");
}

void an_empty_user_is_denied(void** state) {
    fixture_of(state).wanted.user = "";
    assert_denied_unasked(fixture_of(state), PAM_AUTH_ERR, "PAM_USER is empty");
}

/// An earlier module sets an item: pam_set_items takes it from the environment, which the teardown clears.
void with_item(fixture& test, const char* name, const char* value) {
    ::setenv(name, value, 1); // NOLINT(concurrency-mt-unsafe): no other thread yet
    test.wanted.stack = "auth required @WRAPPER@/pam_set_items.so\nauth required @MODULE@ @ARGUMENTS@";
}

int teardown_items(void** state) {
    for (const char* name : {"PAM_SERVICE", "PAM_AUTHTOK"})
        ::unsetenv(name); // NOLINT(concurrency-mt-unsafe): no other thread any more
    return teardown(state);
}

void a_service_too_long_is_service_err(void** state) {
    fixture& test = fixture_of(state);
    with_item(test, "PAM_SERVICE", too_long.c_str());
    assert_denied_unasked(test, PAM_SERVICE_ERR, "PAM_SERVICE is 1025 bytes long");
}

/// What the module sends for an answer when an earlier module has left this login password, as pam_unix does;
/// nullptr: none. The daemon grants, whatever comes; `code` is what the module makes of that.
const received_message& answer_beside_password(fixture& test, const char* password, const std::string& typed,
                                               int code = PAM_SUCCESS) {
    if (password != nullptr)
        with_item(test, "PAM_AUTHTOK", password);
    test.wanted.answers = {typed};
    test.run(grant);
    assert_code(test.result, code);
    const received_message& answer = test.daemon->received().at(1);
    assert_true(answer.type == protocol::message_type::answer);
    assert_true(answer.has(field_id::text));
    return answer;
}

void assert_withheld(fixture& test, const char* password, const std::string& typed, protocol::withheld why) {
    const received_message& answer = answer_beside_password(test, password, typed, PAM_AUTHINFO_UNAVAIL);
    assert_logged(test.result, "granted without an answer");
    assert_string_equal(answer.text(field_id::text).c_str(), "");
    assert_int_equal(answer.withheld, static_cast<std::uint32_t>(why));
}

void assert_sent(fixture& test, const char* password, const std::string& typed) {
    const received_message& answer = answer_beside_password(test, password, typed);
    assert_string_equal(answer.text(field_id::text).c_str(), typed.c_str());
    assert_int_equal(answer.withheld, 0);
}

void an_answer_that_is_the_login_password_stays_here(void** state) {
    assert_withheld(fixture_of(state), "secret", "secret", protocol::withheld::password);
}

void a_password_that_looks_like_a_code_stays_here(void** state) {
    assert_withheld(fixture_of(state), "1234567", "1234567", protocol::withheld::password);
}

void an_answer_that_is_the_users_name_stays_here(void** state) {
    assert_withheld(fixture_of(state), nullptr, "alice", protocol::withheld::user_name);
}

void a_user_name_that_looks_like_a_code_stays_here(void** state) {
    fixture_of(state).wanted.user = "20261128";
    assert_withheld(fixture_of(state), "secret", "20261128", protocol::withheld::user_name);
}

void a_password_that_is_the_users_name_is_a_password(void** state) {
    assert_withheld(fixture_of(state), "alice", "alice", protocol::withheld::password);
}

void another_answer_goes_out_beside_a_password(void** state) {
    assert_sent(fixture_of(state), "secret", "secret1");
}

void a_part_of_the_password_goes_out(void** state) {
    assert_sent(fixture_of(state), "1234567", "123456");
}

void an_empty_answer_is_no_empty_password(void** state) {
    assert_sent(fixture_of(state), "", "");
}

void an_empty_answer_goes_out_beside_a_password(void** state) {
    assert_sent(fixture_of(state), "secret", "");
}

void an_answer_goes_out_beside_an_empty_password(void** state) {
    assert_sent(fixture_of(state), "", "12345");
}

void the_longest_answer_goes_out(void** state) {
    assert_sent(fixture_of(state), "secret", longest);
}

void a_long_password_stays_here_too(void** state) {
    assert_withheld(fixture_of(state), too_long.c_str(), too_long, protocol::withheld::password);
}

void an_answer_too_long_stays_here(void** state) {
    const received_message& answer = answer_beside_password(fixture_of(state), "secret", too_long);
    assert_string_equal(answer.text(field_id::text).c_str(), "");
    assert_int_equal(answer.withheld, 0);
}

} // namespace

int main() {
#define WITH_ITEMS(test) cmocka_unit_test_setup_teardown(test, setup, teardown_items)
    const CMUnitTest tests[] = {
        pam_unit_test(every_item_arrives),
        pam_unit_test(absent_and_empty_items_are_left_out),
        pam_unit_test(items_pass_byte_for_byte),
        pam_unit_test(a_host_or_terminal_too_long_is_left_out_and_logged),
        pam_unit_test(a_user_too_long_is_denied),
        pam_unit_test(a_calling_user_too_long_is_denied),
        pam_unit_test(an_empty_user_is_denied),
        WITH_ITEMS(a_service_too_long_is_service_err),
        WITH_ITEMS(an_answer_that_is_the_login_password_stays_here),
        WITH_ITEMS(a_password_that_looks_like_a_code_stays_here),
        WITH_ITEMS(an_answer_that_is_the_users_name_stays_here),
        WITH_ITEMS(a_user_name_that_looks_like_a_code_stays_here),
        WITH_ITEMS(a_password_that_is_the_users_name_is_a_password),
        WITH_ITEMS(another_answer_goes_out_beside_a_password),
        WITH_ITEMS(a_part_of_the_password_goes_out),
        WITH_ITEMS(an_empty_answer_is_no_empty_password),
        WITH_ITEMS(an_empty_answer_goes_out_beside_a_password),
        WITH_ITEMS(an_answer_goes_out_beside_an_empty_password),
        WITH_ITEMS(the_longest_answer_goes_out),
        WITH_ITEMS(a_long_password_stays_here_too),
        WITH_ITEMS(an_answer_too_long_stays_here),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
