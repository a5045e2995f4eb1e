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

void prompts_are_shown_as_they_are_and_answered_in_turn(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.answers = {"11111", "", "%s%n 33333"};
    test.run([](peer& module) {
        module.ask_once("100% %s%n \xc3\xa4: ");
        module.prompt("hidden: ", 0);
        module.receive();
        module.prompt("");
        module.receive();
        module.verdict(result::granted);
    });
    assert_code(test.result, PAM_SUCCESS);
    assert_int_equal(test.result.messages.size(), 3);
    assert_int_equal(test.result.messages[0].style, PAM_PROMPT_ECHO_ON);
    assert_string_equal(test.result.messages[0].text.c_str(), "100% %s%n \xc3\xa4: ");
    assert_int_equal(test.result.messages[1].style, PAM_PROMPT_ECHO_OFF);
    assert_string_equal(test.result.messages[1].text.c_str(), "hidden: ");
    assert_string_equal(test.result.messages[2].text.c_str(), "");
    const std::vector<received_message>& received = test.daemon->received();
    assert_int_equal(received.size(), 4);
    for (std::size_t i = 0; i < 3; ++i) {
        assert_true(received[i + 1].type == protocol::message_type::answer);
        assert_true(received[i + 1].has(protocol::field_id::text));
        assert_string_equal(received[i + 1].text(protocol::field_id::text).c_str(),
                            test.wanted.answers[i].c_str());
    }
}

void the_longest_prompt_is_shown_whole(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.answers = {"12345"};
    const std::string longest(PAM_MAX_MSG_SIZE - 1, 'p');
    test.run([longest](peer& module) {
        module.ask_once(longest);
        module.verdict(result::granted);
    });
    assert_code(test.result, PAM_SUCCESS);
    assert_string_equal(test.result.messages[0].text.c_str(), longest.c_str());
}

void assert_refused_prompt(void** state, const std::string& text, std::uint32_t echo) {
    fixture& test = fixture_of(state);
    test.wanted.answers = {"12345"};
    test.run([text, echo](peer& module) {
        module.receive();
        module.accepted();
        module.prompt(text, echo);
        module.receive();
        module.verdict(result::granted);
    });
    assert_code(test.result, PAM_AUTHINFO_UNAVAIL);
    assert_logged(test.result, "a prompt that cannot be shown");
    assert_no_prompt(test.result);
}

void a_prompt_longer_than_hosts_take_is_a_fault(void** state) {
    assert_refused_prompt(state, std::string(PAM_MAX_MSG_SIZE, 'p'), 1);
}
void an_echo_that_is_neither_on_nor_off_is_a_fault(void** state) {
    assert_refused_prompt(state, "Code: ", 2);
}

void assert_shown(void** state, result verdict, int style) {
    fixture& test = fixture_of(state);
    test.wanted.answers = {"12345"};
    test.run([verdict](peer& module) {
        module.ask_once();
        module.verdict(verdict, "how it %s ended");
    });
    assert_int_equal(test.result.messages.size(), 2);
    assert_int_equal(test.result.messages[1].style, style);
    assert_string_equal(test.result.messages[1].text.c_str(), "how it %s ended");
}

void a_refusal_is_shown_as_an_error(void** state) {
    assert_shown(state, result::denied, PAM_ERROR_MSG);
}
void a_grant_is_shown_as_information(void** state) {
    assert_shown(state, result::granted, PAM_TEXT_INFO);
}
void being_let_through_is_shown_as_information(void** state) {
    assert_shown(state, result::ignored, PAM_TEXT_INFO);
}

void a_verdict_text_too_long_to_show_changes_nothing(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.answers = {"12345"};
    test.run([](peer& module) {
        module.ask_once();
        module.verdict(result::attempts_used_up, std::string(PAM_MAX_MSG_SIZE, 't'));
    });
    assert_code(test.result, PAM_MAXTRIES);
    assert_logged(test.result, "longer than can be shown");
    assert_int_equal(test.result.messages.size(), 1);
}

void silent_leaves_out_the_verdict_text_but_no_prompt(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.answers = {"12345"};
    test.wanted.flags = PAM_SILENT;
    test.run([](peer& module) {
        module.ask_once();
        module.verdict(result::denied, "wrong code");
    });
    assert_code(test.result, PAM_AUTH_ERR);
    assert_int_equal(test.result.messages.size(), 1);
    assert_int_equal(test.result.messages[0].style, PAM_PROMPT_ECHO_ON);
}

/// Answers prompts, and fails on everything else as FreeRADIUS does.
int fail_on_messages(int, const pam_message** messages, pam_response** responses, void*) {
    if (messages[0]->msg_style != PAM_PROMPT_ECHO_ON)
        return PAM_CONV_ERR;
    *responses = new_response("12345");
    return PAM_SUCCESS;
}

void a_host_that_cannot_show_the_verdict_gets_it_all_the_same(void** state) {
    for (const auto& [verdict, code] :
         {std::pair{result::granted, PAM_SUCCESS}, {result::denied, PAM_AUTH_ERR}}) {
        fixture& test = fixture_of(state);
        test.wanted.arguments = "";
        test.wanted.conversation = pam_conv{fail_on_messages, nullptr};
        const result sent = verdict;
        test.run([sent](peer& module) {
            module.ask_once();
            module.verdict(sent, "text");
        });
        assert_code(test.result, code);
    }
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
        pam_unit_test(prompts_are_shown_as_they_are_and_answered_in_turn),
        pam_unit_test(the_longest_prompt_is_shown_whole),
        pam_unit_test(a_prompt_longer_than_hosts_take_is_a_fault),
        pam_unit_test(an_echo_that_is_neither_on_nor_off_is_a_fault),
        pam_unit_test(a_refusal_is_shown_as_an_error),
        pam_unit_test(a_grant_is_shown_as_information),
        pam_unit_test(being_let_through_is_shown_as_information),
        pam_unit_test(a_verdict_text_too_long_to_show_changes_nothing),
        pam_unit_test(silent_leaves_out_the_verdict_text_but_no_prompt),
        pam_unit_test(a_host_that_cannot_show_the_verdict_gets_it_all_the_same),
        pam_unit_test(a_missing_user_name_is_asked_for),
        pam_unit_test(a_user_name_that_nobody_gives_is_conv_err),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
