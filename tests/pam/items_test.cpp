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
    fixture& test = of(state);
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
    fixture& test = of(state);
    test.wanted.rhost = "";
    test.wanted.tty = "";
    const received_message& begin = granted_begin(test);
    assert_false(begin.has(field_id::ruser));
    assert_false(begin.has(field_id::rhost));
    assert_false(begin.has(field_id::tty));
    assert_int_equal(begin.flags, 0);
}

void items_pass_byte_for_byte(void** state) {
    fixture& test = of(state);
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
    fixture& test = of(state);
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
    of(state).wanted.user = too_long.c_str();
    assert_denied_unasked(of(state), PAM_AUTH_ERR,
                          "PAM_USER is 1025 bytes long and at most 1024 can be sent; denied");
}

void a_calling_user_too_long_is_denied(void** state) {
    of(state).wanted.ruser = too_long.c_str();
    assert_denied_unasked(of(state), PAM_AUTH_ERR, "PAM_RUSER is 1025 bytes long");
}

void an_empty_user_is_denied(void** state) {
    of(state).wanted.user = "";
    assert_denied_unasked(of(state), PAM_AUTH_ERR, "PAM_USER is empty");
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
    fixture& test = of(state);
    with_item(test, "PAM_SERVICE", too_long.c_str());
    assert_denied_unasked(test, PAM_SERVICE_ERR, "PAM_SERVICE is 1025 bytes long");
}

/// An earlier module has left the login password "secret", as pam_unix does.
std::string answer_beside_password(fixture& test, const std::string& typed) {
    with_item(test, "PAM_AUTHTOK", "secret");
    test.wanted.answers = {typed};
    test.run(grant);
    assert_code(test.result, PAM_SUCCESS);
    assert_true(test.daemon->received().at(1).has(field_id::text));
    return test.daemon->received().at(1).text(field_id::text);
}

void an_answer_that_is_the_login_password_stays_here(void** state) {
    assert_string_equal(answer_beside_password(of(state), "secret").c_str(), "");
}

void another_answer_goes_out_beside_a_password(void** state) {
    assert_string_equal(answer_beside_password(of(state), "secret1").c_str(), "secret1");
}

void the_longest_answer_goes_out(void** state) {
    assert_string_equal(answer_beside_password(of(state), longest).c_str(), longest.c_str());
}

void an_answer_too_long_stays_here(void** state) {
    assert_string_equal(answer_beside_password(of(state), too_long).c_str(), "");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        pam_unit_test(every_item_arrives),
        pam_unit_test(absent_and_empty_items_are_left_out),
        pam_unit_test(items_pass_byte_for_byte),
        pam_unit_test(a_host_or_terminal_too_long_is_left_out_and_logged),
        pam_unit_test(a_user_too_long_is_denied),
        pam_unit_test(a_calling_user_too_long_is_denied),
        pam_unit_test(an_empty_user_is_denied),
        cmocka_unit_test_setup_teardown(a_service_too_long_is_service_err, setup, teardown_items),
        cmocka_unit_test_setup_teardown(an_answer_that_is_the_login_password_stays_here, setup,
                                        teardown_items),
        cmocka_unit_test_setup_teardown(another_answer_goes_out_beside_a_password, setup, teardown_items),
        cmocka_unit_test_setup_teardown(the_longest_answer_goes_out, setup, teardown_items),
        cmocka_unit_test_setup_teardown(an_answer_too_long_stays_here, setup, teardown_items),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
