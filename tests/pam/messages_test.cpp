// SPDX-License-Identifier: BSD-3-Clause
// What the person is shown: questions, news before them, and how the login ended.

#include "pam/fixture.h"

#include "pam/assert_fault.h"

using namespace pam_test;
using protocol::result;

namespace {

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
void news_longer_than_hosts_take_is_a_fault(void** state) {
    assert_refused_prompt(state, std::string(PAM_MAX_MSG_SIZE, 'n') + "\nCode: ", 1);
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

void assert_messages(const outcome& result, const std::vector<message>& expected) {
    assert_int_equal(result.messages.size(), expected.size());
    for (std::size_t at = 0; at < expected.size(); ++at) {
        assert_int_equal(result.messages[at].style, expected[at].style);
        assert_string_equal(result.messages[at].text.c_str(), expected[at].text.c_str());
    }
}

void silence_leaves_out_information_but_no_prompt_news_or_refusal(void** state) {
    for (const bool is_granted : {true, false}) {
        fixture& test = fixture_of(state);
        test.wanted.arguments = "";
        test.wanted.answers = {"11111", "22222"};
        test.wanted.flags = PAM_SILENT;
        test.run([is_granted](peer& module) {
            module.ask_once("Code: ");
            module.prompt("Wrong code, 2 tries left.\nCode: ");
            module.receive();
            module.verdict(is_granted ? result::granted : result::denied, "how it ended");
        });
        std::vector<message> expected{{PAM_PROMPT_ECHO_ON, "Code: "},
                                      {PAM_ERROR_MSG, "Wrong code, 2 tries left."},
                                      {PAM_PROMPT_ECHO_ON, "Code: "}};
        if (!is_granted)
            expected.push_back({PAM_ERROR_MSG, "how it ended"});
        assert_messages(test.result, expected);
    }
}

void news_of_several_lines_is_one_message_before_the_question(void** state) {
    fixture& test = fixture_of(state);
    test.wanted.answers = {"12345"};
    test.run([](peer& module) {
        module.ask_once("The line was busy.\nThe text message could not be delivered.\nCode: ");
        module.verdict(result::granted);
    });
    assert_messages(test.result,
                    {{PAM_ERROR_MSG, "The line was busy.\nThe text message could not be delivered."},
                     {PAM_PROMPT_ECHO_ON, "Code: "}});
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

} // namespace

int main() {
    const CMUnitTest tests[] = {
        pam_unit_test(prompts_are_shown_as_they_are_and_answered_in_turn),
        pam_unit_test(the_longest_prompt_is_shown_whole),
        pam_unit_test(a_prompt_longer_than_hosts_take_is_a_fault),
        pam_unit_test(news_longer_than_hosts_take_is_a_fault),
        pam_unit_test(an_echo_that_is_neither_on_nor_off_is_a_fault),
        pam_unit_test(a_refusal_is_shown_as_an_error),
        pam_unit_test(a_grant_is_shown_as_information),
        pam_unit_test(being_let_through_is_shown_as_information),
        pam_unit_test(a_verdict_text_too_long_to_show_changes_nothing),
        pam_unit_test(silence_leaves_out_information_but_no_prompt_news_or_refusal),
        pam_unit_test(news_of_several_lines_is_one_message_before_the_question),
        pam_unit_test(a_host_that_cannot_show_the_verdict_gets_it_all_the_same),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
