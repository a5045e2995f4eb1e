// SPDX-License-Identifier: BSD-3-Clause
// The story of a login: whose phone is asked, by which rules, and what those see who have none.

#include "telesignd/login/subject.h"
#include "telesignd/login_fixture.h"
#include "unit/config/overriding.h"

namespace {

using namespace tests;

void a_user_without_a_phone_sees_the_same_and_never_gets_in(void** state) {
    login_fixture& s = on(state);
    s.user = "mallory";
    s.settings.policy.outage = config::outage_policy::skip;
    s.play({"11111", "22222", "resend", "call", "11111"});
    assert_true(s.how == result::attempts_used_up);
    assert_true(s.gateway.sent.empty() && s.gateway.checked.empty());
    const std::vector<std::string> decoy = std::exchange(s.prompts, {});
    const std::string ending = gateway::decoy_ending("mallory", s.settings.telesign.api_key);
    assert_contains(decoy[0], ("to ..." + ending + "; ").c_str());
    assert_contains(s.log, "reason=unmapped");

    // Word for word what a user with a phone sees, but for the phone's ending.
    s.user = "alice";
    s.play({"11111", "22222", "resend", "call", "11111"});
    assert_int_equal(s.prompts.size(), decoy.size());
    for (std::size_t at = 0; at < decoy.size(); ++at) {
        std::string expected = s.prompts[at];
        if (const auto ends = expected.find("...12"); ends != std::string::npos)
            expected.replace(ends, 5, "..." + ending);
        assert_string_equal(decoy[at].c_str(), expected.c_str());
    }
}

void unmapped_skip_lets_through_without_a_prompt(void** state) {
    login_fixture& s = on(state);
    s.user = "mallory";
    s.settings.policy.unmapped = config::unmapped_policy::skip;
    s.play({});
    assert_true(s.how == result::ignored);
    assert_int_equal(s.prompts.size(), 0);
    assert_contains(s.log, "outcome=ignored reason=unmapped");
}

void unmapped_skip_denies_while_the_phone_book_is_broken(void** state) {
    login_fixture& s = on(state);
    s.user = "mallory";
    s.settings.policy.unmapped = config::unmapped_policy::skip;
    s.phones.is_complete = false;
    s.play({"12345", "12346", "12347"});
    assert_true(s.how == result::attempts_used_up);
}

void a_bad_phone_is_denied_even_under_skip_and_the_log_says_why(void** state) {
    login_fixture& s = on(state);
    s.user = "bob";
    s.settings.policy.unmapped = config::unmapped_policy::skip;
    s.phones.entries["bob"] = {0, 7, nullptr, "no country code"};
    s.play({"12345", "12346", "12347"});
    assert_true(s.how == result::attempts_used_up);
    assert_contains(s.log, "reason=bad_phone");
    assert_contains(s.log, "/etc/telesign/phones.ini:7: no country code");
    assert_true(s.gateway.sent.empty());
}

void a_number_that_cannot_exist_is_denied(void** state) {
    login_fixture& s = on(state);
    s.phones.entries["alice"] = {15551234567, 9, nullptr, {}}; // no such area code
    s.play({"12345", "12346", "12347"});
    assert_true(s.how == result::attempts_used_up);
    assert_contains(s.log, "/etc/telesign/phones.ini:9: ");
    assert_true(s.gateway.sent.empty());
}

void identity_caller_asks_the_callers_phone(void** state) {
    login_fixture& s = on(state);
    s.service = "su";
    s.user = "root";
    s.ruser = "alice";
    test::override_for_service(s.settings.services["su"], "identity", "caller");
    s.play({"12345"});
    assert_true(s.how == result::granted);
    assert_contains(s.log, "user=root account=alice ruser=alice");
}

void identity_caller_without_a_caller_is_denied(void** state) {
    login_fixture& s = on(state);
    s.settings.policy.identity = config::identity::caller;
    s.settings.policy.unmapped = config::unmapped_policy::skip;
    s.play({});
    assert_true(s.how == result::denied);
}

void a_peer_that_is_not_root_asks_for_nobody_else(void** state) {
    login_fixture& s = on(state);
    s.caller = {1, 1}; // uid 1 is "daemon" on Debian, never alice
    s.settings.policy.allow_unprivileged = true;
    s.settings.policy.unmapped = config::unmapped_policy::skip;
    s.play({});
    assert_true(s.how == result::not_permitted);
    s.user = "daemon";
    s.phones.entries["daemon"] = {13105551212, 4, nullptr, {}};
    s.play({"12345"});
    assert_true(s.how == result::granted);
}

void a_service_and_a_user_have_settings_of_their_own(void** state) {
    login_fixture& s = on(state);
    s.service = "sudo";
    test::override_for_service(s.settings.services["sudo"], "attempts", "2");
    test::override_for_service(s.settings.services["sudo"], "language", "fr-FR");
    test::override_for_service(s.settings.services["sudo"], "echo", "no");
    test::override_for_user(s.differences, "language", "en-GB");
    test::override_for_user(s.differences, "channels", "voice");
    s.phones.entries["alice"].differences = &s.differences;
    s.play({"11111", "22222", "12345"});
    assert_true(s.how == result::attempts_used_up);
    assert_int_equal(s.gateway.checked.size(), 2);
    assert_true(s.gateway.sent[0] == channel::voice);
    assert_string_equal(s.gateway.languages[0].c_str(), "en-GB");
    assert_false(s.echoes[0]);
}

void the_language_is_that_of_whoevers_phone_is_asked(void** state) {
    login_fixture& s = on(state);
    config::overrides german;
    test::override_for_user(german, "language", "de");
    s.phones.entries["hans"] = {493090182001, 4, &german, {}};
    s.settings.otp.language = "fr";
    test::override_for_service(s.settings.services["su"], "identity", "caller");
    test::override_for_service(s.settings.services["backup"], "prompt_language", "en");
    const auto language = [&](const char* service, const char* user, const char* ruser) {
        login_request request;
        request.service = service;
        request.user = user;
        request.ruser = ruser;
        return language_of(service, typed_name(request, s.settings), s.settings, s.phones);
    };
    assert_string_equal(language("sshd", "hans", "alice").c_str(), "de");
    assert_string_equal(language("sshd", "alice", "hans").c_str(), "fr");
    assert_string_equal(language("sshd", "nobody", "hans").c_str(), "fr");
    assert_string_equal(language("su", "root", "hans").c_str(), "de");
    assert_string_equal(language("su", "hans", "alice").c_str(), "fr");
    assert_string_equal(language("su", "hans", "").c_str(), "fr");
    assert_string_equal(language("backup", "hans", "").c_str(), "en");
    test::override_for_user(german, "prompt_language", ""); // the user's own takes away the service's
    assert_string_equal(language("backup", "hans", "").c_str(), "de");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        LOGIN_TEST(a_user_without_a_phone_sees_the_same_and_never_gets_in),
        LOGIN_TEST(unmapped_skip_lets_through_without_a_prompt),
        LOGIN_TEST(unmapped_skip_denies_while_the_phone_book_is_broken),
        LOGIN_TEST(a_bad_phone_is_denied_even_under_skip_and_the_log_says_why),
        LOGIN_TEST(a_number_that_cannot_exist_is_denied),
        LOGIN_TEST(identity_caller_asks_the_callers_phone),
        LOGIN_TEST(identity_caller_without_a_caller_is_denied),
        LOGIN_TEST(a_peer_that_is_not_root_asks_for_nobody_else),
        LOGIN_TEST(a_service_and_a_user_have_settings_of_their_own),
        LOGIN_TEST(the_language_is_that_of_whoevers_phone_is_asked),
    };
    return cmocka_run_group_tests_name("telesignd.login_subject_test", tests, nullptr, nullptr);
}
