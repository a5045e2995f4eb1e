// SPDX-License-Identifier: BSD-3-Clause
// What telesign.conf and phones.ini say of a sender's form fields, on the phone of somebody who logs in
// through the real module, the real daemon and the simulator, which enforces TeleSign's rules for them.

#include "pam/host.h"
#include "test_environment/test_environment.h"

#include <cstring>
#include <memory>
#include <string>

#include "cmocka_cpp.h"

namespace {

std::unique_ptr<tests::test_environment> the_environment;

int open_environment(void**) {
    tests::environment_options options;
    options.otp = "channels = sms\nlanguage = en-US\n";
    options.more = "[voice]\n"
                   "tts_message = Hello.\n"
                   "  Your code for B\xc3\xa4r & S\xc3\xb6hne is: $$CODE$$;\\n\n"
                   "  again: $$CODE$$.\n"
                   "caller_id = 13105550000\n"
                   "prompt_message = Press 7 to hear it.\n"
                   "prompt_digit = 7\n"
                   "call_forward_action = flag\n"
                   "redial = no\n"
                   "callback_url = https://callback.example/telesign\n"
                   "[sms]\n"
                   "template = $$CODE$$ is your code\n"
                   "sender_id = ACME\n"
                   "callback_url = https://callback.example/telesign\n"
                   "[smart]\n"
                   "preference = Voice Verify\n"
                   "tts_message = Smart $$CODE$$\n"
                   "sms_message = Smart text $$CODE$$\n"
                   "ignore_risk = no\n"
                   "[service sudo]\n"
                   "sms.template = sudo: $$CODE$$\n";
    options.phones = "alice = +1 310 555 1212\n"
                     "carol = +1 310 555 1214\n"
                     "[user bob]\n"
                     "phone = +1 310 555 1213\n"
                     "channels = voice\n"
                     "voice.extension_type = 1\n"
                     "voice.extension_template = ,,123\n"
                     "[user carol]\n"
                     "channels = smart\n"
                     "[user dora]\n"
                     "phone = +1 310 555 1215\n"
                     "channels = voice\n"
                     "voice.tts_message =\n"
                     "voice.prompt_message =\n"
                     "voice.prompt_digit =\n"
                     "[user erik]\n"
                     "phone = +1 310 555 1216\n"
                     "voice.pressx = yes\n";
    the_environment = std::make_unique<tests::test_environment>(options);
    return 0;
}

int close_environment(void**) {
    the_environment.reset();
    return 0;
}

struct play {
    pam_test::login login;
    pam_test::outcome result;
    tests::sent_code sent;

    /// Logs `user` in with the code of the message that came to the phone.
    void run(const char* user) {
        login.user = user;
        login.arguments = "socket=" + the_environment->socket();
        const std::size_t before = the_environment->codes().size();
        login.at_prompt = [this, before] {
            if (!login.answers.empty())
                return;
            sent = the_environment->code(before);
            login.answers.push_back(sent.code);
        };
        result = pam_test::authenticate(login);
        if (result.code != PAM_SUCCESS)
            fail_msg("%s: %s", pam_test::describe(result).c_str(), the_environment->daemon_log().c_str());
    }
};

play& of(void** state) {
    return *static_cast<play*>(*state);
}

std::string digits_apart(const std::string& code) {
    std::string result;
    for (const char digit : code)
        result += (result.empty() ? "" : ", ") + std::string{digit};
    return result;
}

void a_text_message_is_the_configured_one(void** state) {
    play& test = of(state);
    test.run("alice");
    assert_string_equal(test.sent.channel.c_str(), "sms");
    assert_string_equal(test.sent.message.c_str(), (test.sent.code + " is your code").c_str());
}

void a_call_speaks_the_configured_text_over_several_lines(void** state) {
    play& test = of(state);
    test.run("bob");
    assert_string_equal(test.sent.channel.c_str(), "voice");
    const std::string code = digits_apart(test.sent.code);
    assert_string_equal(test.sent.message.c_str(),
                        ("Press 7 to hear it.\nHello. Your code for B\xc3\xa4r & S\xc3\xb6hne is: " + code +
                         ";\n again: " + code + ".")
                            .c_str());
}

void a_smart_code_goes_by_the_preferred_way(void** state) {
    play& test = of(state);
    test.run("carol");
    assert_string_equal(test.sent.message.c_str(), ("Smart " + digits_apart(test.sent.code)).c_str());
}

void a_user_can_go_without_what_all_have(void** state) {
    play& test = of(state);
    test.run("dora");
    assert_null(std::strstr(test.sent.message.c_str(), "Press 7"));
    assert_null(std::strstr(test.sent.message.c_str(), "Hello. Your code for"));
}

void a_bad_entry_denies_its_user_only_and_is_logged_with_its_line(void** state) {
    play& test = of(state);
    test.login.user = "erik";
    test.login.arguments = "socket=" + the_environment->socket();
    test.login.answers = {"12345", "12346", "12347"};
    const std::size_t before = the_environment->codes().size();
    test.result = pam_test::authenticate(test.login);
    assert_int_equal(test.result.code, PAM_MAXTRIES);
    assert_int_equal(the_environment->codes().size(), before);
    the_environment->wait_for_log(
        "phones.ini:19: erik: voice.pressx: pressx and tts_message exclude each other");
    the_environment->wait_for_log("user=erik");
}

int open_play(void** state) {
    *state = new play;
    return 0;
}

int close_play(void** state) {
    delete static_cast<play*>(*state);
    return 0;
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_play, close_play)
    const CMUnitTest tests[] = {
        CASE(a_text_message_is_the_configured_one),
        CASE(a_call_speaks_the_configured_text_over_several_lines),
        CASE(a_smart_code_goes_by_the_preferred_way),
        CASE(a_user_can_go_without_what_all_have),
        CASE(a_bad_entry_denies_its_user_only_and_is_logged_with_its_line),
    };
    return cmocka_run_group_tests_name("sender_fields", tests, open_environment, close_environment);
}
