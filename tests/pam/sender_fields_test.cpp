// SPDX-License-Identifier: BSD-3-Clause
// What telesign.conf and phones.ini say of a sender's form fields, on the phone of somebody who logs in
// through the real module, the real daemon and the simulator, which enforces TeleSign's rules for them.

#include "pam/login_fixture.h"

#include <cstring>

namespace {

using namespace pam_test;

/// One for all tests, each of which has a user of its own.
std::unique_ptr<login_fixture> the_login;

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
    the_login = std::make_unique<login_fixture>(options);
    return 0;
}

int close_environment(void**) {
    the_login.reset();
    return 0;
}

/// Logs `user` in with the code of the message that came to the phone, and returns that.
tests::sent_code message_to(const char* user) {
    the_login->run_as(user, {the_code});
    the_login->assert_code(PAM_SUCCESS);
    return the_login->environment->codes().back();
}

std::string digits_apart(const std::string& code) {
    std::string result;
    for (const char digit : code)
        result += (result.empty() ? "" : ", ") + std::string{digit};
    return result;
}

void a_text_message_is_the_configured_one(void**) {
    const tests::sent_code sent = message_to("alice");
    assert_string_equal(sent.channel.c_str(), "sms");
    assert_string_equal(sent.message.c_str(), (sent.code + " is your code").c_str());
}

void a_call_speaks_the_configured_text_over_several_lines(void**) {
    const tests::sent_code sent = message_to("bob");
    assert_string_equal(sent.channel.c_str(), "voice");
    const std::string code = digits_apart(sent.code);
    assert_string_equal(sent.message.c_str(),
                        ("Press 7 to hear it.\nHello. Your code for B\xc3\xa4r & S\xc3\xb6hne is: " + code +
                         ";\n again: " + code + ".")
                            .c_str());
}

void a_smart_code_takes_the_preferred_channel(void**) {
    const tests::sent_code sent = message_to("carol");
    assert_string_equal(sent.message.c_str(), ("Smart " + digits_apart(sent.code)).c_str());
}

void a_user_can_go_without_what_all_have(void**) {
    const tests::sent_code sent = message_to("dora");
    assert_null(std::strstr(sent.message.c_str(), "Press 7"));
    assert_null(std::strstr(sent.message.c_str(), "Hello. Your code for"));
}

void a_bad_entry_denies_its_user_only_and_is_logged_with_its_line(void**) {
    const std::size_t before = the_login->environment->codes().size();
    the_login->run_as("erik", {"12345", "12346", "12347"});
    the_login->assert_code(PAM_MAXTRIES);
    assert_int_equal(the_login->environment->codes().size(), before);
    the_login->environment->wait_for_log(
        "phones.ini:19: erik: voice.pressx: pressx and tts_message exclude each other");
    the_login->environment->wait_for_log("user=erik");
}

} // namespace

int main() {

    const CMUnitTest tests[] = {
        cmocka_unit_test(a_text_message_is_the_configured_one),
        cmocka_unit_test(a_call_speaks_the_configured_text_over_several_lines),
        cmocka_unit_test(a_smart_code_takes_the_preferred_channel),
        cmocka_unit_test(a_user_can_go_without_what_all_have),
        cmocka_unit_test(a_bad_entry_denies_its_user_only_and_is_logged_with_its_line),
    };
    return cmocka_run_group_tests_name("sender_fields", tests, open_environment, close_environment);
}
