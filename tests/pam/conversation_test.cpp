// SPDX-License-Identifier: BSD-3-Clause
// The module and the host's conversation: what is asked and shown, and what happens when the host fails.

#include "pam/fixture.h"

#include <cstdlib>

#include "pam/assert_fault.h"

using namespace pam_test;
using protocol::result;

namespace {

void grant_after_one_answer(peer& module) {
    module.ask_once();
    module.verdict(result::granted);
}

/// Asks, and grants whatever comes: only the module's own care can deny.
void assert_cancelled(void** state, pam_conv conversation) {
    fixture& test = fixture_of(state);
    test.wanted.conversation = conversation;
    test.run(grant_after_one_answer);
    assert_code(test.result, PAM_CONV_ERR);
    assert_logged(test.result, "cannot ask for the code");
    assert_int_equal(test.daemon->received().size(), 2);
    assert_true(test.daemon->received()[1].type == protocol::message_type::cancel);
}

void a_missing_conversation_function_cancels(void** state) {
    assert_cancelled(state, {nullptr, nullptr});
}

int answer_12345(int, const pam_message**, pam_response** responses, void*) {
    *responses = new_response("12345");
    return PAM_SUCCESS;
}

/// sshd's PasswordAuthentication: it would answer with the login password.
void a_conversation_without_a_person_is_not_begun(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.tty = "ssh";
    test.wanted.conversation = pam_conv{answer_12345, nullptr};
    test.wanted.arguments = "socket=/nonexistent/telesignd.sock"; // connecting would end in another code
    test.result = authenticate(test.wanted);
    assert_code(test.result, PAM_CONV_ERR);
    assert_logged(test.result, "PasswordAuthentication");
}

void sshds_keyboard_interactive_has_a_person(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.tty = "ssh";
    test.wanted.conversation = pam_conv{answer_12345, &test};
    test.run(grant_after_one_answer);
    assert_code(test.result, PAM_SUCCESS);
}

void other_hosts_need_no_appdata(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.tty = "/dev/tty1";
    test.wanted.conversation = pam_conv{answer_12345, nullptr};
    test.run(grant_after_one_answer);
    assert_code(test.result, PAM_SUCCESS);
}

void a_failing_conversation_cancels(void** state) {
    const auto fail_empty = [](int, const pam_message**, pam_response**, void*) { return PAM_CONV_ERR; };
    assert_cancelled(state, {fail_empty, nullptr});
}

void a_conversation_that_fails_with_a_reply_cancels(void** state) {
    const auto fail_with_reply = [](int, const pam_message**, pam_response** responses, void*) {
        *responses = new_response("12345");
        return PAM_CONV_ERR;
    };
    assert_cancelled(state, {fail_with_reply, nullptr});
}

void a_conversation_that_would_go_on_later_cancels(void** state) {
    const auto again = [](int, const pam_message**, pam_response**, void*) { return PAM_CONV_AGAIN; };
    assert_cancelled(state, {again, nullptr});
}

void a_conversation_without_a_response_cancels(void** state) {
    const auto no_response = [](int, const pam_message**, pam_response**, void*) { return PAM_SUCCESS; };
    assert_cancelled(state, {no_response, nullptr});
}

void a_response_without_text_cancels(void** state) {
    const auto no_text = [](int, const pam_message**, pam_response** responses, void*) {
        *responses = new_response(nullptr);
        return PAM_SUCCESS;
    };
    assert_cancelled(state, {no_text, nullptr});
}

void a_daemon_that_ignores_the_cancel_cannot_hold_the_login(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.arguments = "timeout=1";
    test.run([](peer& module) {
        module.ask_once(); // the second message is the cancel
        module.receive();  // nothing comes until the module has closed
    });
    assert_code(test.result, PAM_CONV_ERR);
    assert_int_equal(test.daemon->received().size(), 2);
}

void the_second_prompt_failing_cancels(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.answers = {"11111"};
    test.run([](peer& module) {
        module.ask_once();
        module.prompt("Again: ");
        module.receive();
        module.verdict(result::granted);
    });
    assert_code(test.result, PAM_CONV_ERR);
    assert_true(test.daemon->received().back().type == protocol::message_type::cancel);
}

void a_missing_user_name_is_asked_for(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.user = nullptr;
    test.wanted.answers = {"bob", "12345"};
    test.run(grant_after_one_answer);
    assert_code(test.result, PAM_SUCCESS);
    assert_string_equal(test.daemon->received()[0].text(protocol::field_id::user).c_str(), "bob");
}

void a_user_name_that_nobody_gives_is_conv_err(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.user = nullptr;
    test.run({});
    assert_code(test.result, PAM_CONV_ERR);
    assert_logged(test.result, "cannot learn who wants to log in");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        pam_unit_test(a_conversation_without_a_person_is_not_begun),
        pam_unit_test(sshds_keyboard_interactive_has_a_person),
        pam_unit_test(other_hosts_need_no_appdata),
        pam_unit_test(a_missing_conversation_function_cancels),
        pam_unit_test(a_failing_conversation_cancels),
        pam_unit_test(a_conversation_that_fails_with_a_reply_cancels),
        pam_unit_test(a_conversation_that_would_go_on_later_cancels),
        pam_unit_test(a_conversation_without_a_response_cancels),
        pam_unit_test(a_response_without_text_cancels),
        pam_unit_test(a_daemon_that_ignores_the_cancel_cannot_hold_the_login),
        pam_unit_test(the_second_prompt_failing_cancels),
        pam_unit_test(a_missing_user_name_is_asked_for),
        pam_unit_test(a_user_name_that_nobody_gives_is_conv_err),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
