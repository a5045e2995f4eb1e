// SPDX-License-Identifier: BSD-3-Clause
// What became of a code, as its user sees it: asked for, told by TeleSign's callbacks, and acted on.

#include "pam/login_fixture.h"

#include <cstring>

namespace {

using namespace pam_test;

const char* const status_path = "/v1/verify/";
const char* const completion_path = "/v1/verify/completion/";

int open_with(void** state, const tests::environment_options& options) {
    *state = new login_fixture{options};
    return 0;
}

int open_sms(void** state) {
    tests::environment_options options;
    options.faults = "[13105551212]\ndelivery = 290, 200 after 0.01\n";
    return open_with(state, options);
}

int open_busy(void** state) {
    tests::environment_options options;
    options.otp = "channels = voice\n";
    options.faults = "[13105551212]\ncheck = status 107\n";
    return open_with(state, options);
}

int open_unanswered(void** state) {
    tests::environment_options options;
    options.otp = "channels = voice, sms\nnext_channel_after = 5\n";
    options.faults = "[13105551212]\ndelivery-voice = 103, 101 after 1\n";
    return open_with(state, options);
}

int open_callbacks(void** state) {
    tests::environment_options options;
    options.otp = "channels = voice\n";
    options.callbacks = true;
    // Later than telesignd, on a busy machine too, knows the reference that the callback is about.
    options.faults = "[13105551212]\ndelivery = 103, 100 after 3\n";
    return open_with(state, options);
}

int open_bad_callbacks(void** state) {
    tests::environment_options options;
    options.otp = "channels = voice\n";
    options.callbacks = true;
    options.phones = "unsigned = 13105551301\nforger = 13105551302\nhuge = 13105551303\n"
                     "stranger = 13105551304\ngarbled = 13105551305\n";
    options.faults = "[13105551301]\ncallback = unsigned\ndelivery = 103, 101 after 0.05\n"
                     "[13105551302]\ncallback = wrong-key\ndelivery = 103, 101 after 0.05\n"
                     "[13105551303]\ncallback = huge\ndelivery = 103, 101 after 0.05\n"
                     "[13105551304]\n"
                     R"(callback = patch {"reference_id":"0123456789ABCDEF0123456789ABCDEF"})"
                     "\ndelivery = 103, 101 after 0.05\n"
                     "[13105551305]\ncallback = bad-json\ndelivery = 103, 101 after 0.05\n";
    return open_with(state, options);
}

int open_without_completion(void** state) {
    tests::environment_options options;
    options.otp += "verify_code = local\ncompletion = no\n";
    return open_with(state, options);
}

int open_own_code(void** state) {
    tests::environment_options options;
    options.otp += "verify_code = local\n";
    return open_with(state, options);
}

int open_failing_completion(void** state) {
    tests::environment_options options;
    options.otp += "verify_code = local\n";
    options.faults = "[13105551212]\ncomplete = http 500\n";
    return open_with(state, options);
}

void an_empty_answer_tells_that_the_message_arrived(void** state) {
    login_of(state).run({"", the_code});
    login_of(state).assert_code(PAM_SUCCESS);
    assert_int_equal(login_of(state).result.messages.size(), 3); // the news before the second question
    assert_null(std::strstr(login_of(state).result.messages[1].text.c_str(), "not known"));
    login_of(state).environment->wait_for_log("attempts=1");
}

void a_busy_line_is_told_and_another_way_offered(void** state) {
    login_of(state).run({"", "sms", the_code});
    login_of(state).assert_code(PAM_SUCCESS);
    login_of(state).assert_shown("busy");
    login_of(state).assert_shown("Type 'sms' for a text message instead.");
}

void a_call_that_nobody_takes_becomes_a_text_message(void** state) {
    login_fixture& s = login_of(state);
    s.wanted.at_prompt = [&s] { s.wanted.answers.push_back(s.environment->code(1).code); }; // waits for it
    s.result = authenticate(s.wanted);
    s.assert_code(PAM_SUCCESS);
    assert_string_equal(s.environment->codes()[1].channel.c_str(), "sms");
    assert_int_equal(s.result.messages.size(), 1);
    s.environment->wait_for_log("channel=sms");
}

void a_callbacks_news_spare_the_question(void** state) {
    login_fixture& s = login_of(state);
    s.wanted.at_prompt = [&s] {
        if (s.wanted.answers.empty())
            s.environment->wait_for_log("call answered"); // as the callback says
        s.wanted.answers.push_back(s.wanted.answers.empty() ? "" : s.last_code());
    };
    s.result = authenticate(s.wanted);
    s.assert_code(PAM_SUCCESS);
    s.assert_shown("answered");
    s.environment->wait_for_log("reason=code_valid");
    assert_int_equal(s.count("GET", status_path), 1); // the check of the code
}

void callbacks_that_prove_nothing_are_not_believed(void** state) {
    for (const char* user : {"unsigned", "forger", "huge", "stranger", "garbled"}) {
        login_of(state).phone = "";
        login_of(state).run_as(user, {the_code});
        login_of(state).assert_code(PAM_SUCCESS);
    }
    login_of(state).environment->wait_for_log("callback");
}

void a_valid_code_is_completed_once(void** state) {
    login_of(state).run({"1", "99999", the_code});
    login_of(state).assert_code(PAM_SUCCESS);
    assert_true(login_of(state).environment->requests(4).size() >= 4); // send, two checks, completion
    assert_int_equal(login_of(state).count("PUT", completion_path), 1);
}

void a_code_of_telesigns_needs_no_completion(void** state) {
    login_of(state).run({the_code});
    login_of(state).assert_code(PAM_SUCCESS);
    login_of(state).run({the_code});
    login_of(state).assert_code(PAM_SUCCESS);
    assert_true(login_of(state).environment->requests(4).size() >= 4);
    assert_int_equal(login_of(state).count("PUT", completion_path), 0);
}

void completion_can_be_turned_off(void** state) {
    login_of(state).run({the_code});
    login_of(state).assert_code(PAM_SUCCESS);
    login_of(state).run({the_code});
    login_of(state).assert_code(PAM_SUCCESS);
    assert_true(login_of(state).environment->requests(4).size() >=
                4); // what came before the second login's end has been logged by now
    assert_int_equal(login_of(state).count("PUT", completion_path), 0);
}

void a_completion_that_fails_harms_nobody_and_is_not_repeated(void** state) {
    login_of(state).run({the_code});
    login_of(state).assert_code(PAM_SUCCESS);
    login_of(state).environment->wait_for_log("completion of reference");
    login_of(state).run({the_code});
    login_of(state).assert_code(PAM_SUCCESS);
    assert_true(login_of(state).environment->requests(6).size() >= 6);
    assert_int_equal(login_of(state).count("PUT", completion_path), 2);
}

} // namespace

int main() {
#define CASE(name, open) cmocka_unit_test_setup_teardown(name, open, close_login)
    const CMUnitTest tests[] = {
        CASE(an_empty_answer_tells_that_the_message_arrived, open_sms),
        CASE(a_busy_line_is_told_and_another_way_offered, open_busy),
        CASE(a_call_that_nobody_takes_becomes_a_text_message, open_unanswered),
        CASE(a_callbacks_news_spare_the_question, open_callbacks),
        CASE(callbacks_that_prove_nothing_are_not_believed, open_bad_callbacks),
        CASE(a_valid_code_is_completed_once, open_own_code),
        CASE(a_code_of_telesigns_needs_no_completion, open_sms),
        CASE(completion_can_be_turned_off, open_without_completion),
        CASE(a_completion_that_fails_harms_nobody_and_is_not_repeated, open_failing_completion),
    };
    return cmocka_run_group_tests_name("delivery", tests, nullptr, nullptr);
}
