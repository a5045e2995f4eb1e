// SPDX-License-Identifier: BSD-3-Clause
// [limits] through the real module and daemon: each limit trips, nothing is sent, and nobody learns who has a
// phone.

#include "pam/login_fixture.h"

#include <cstring>

#include <signal.h>

namespace {

using namespace pam_test;

/// Lines of [limits] on which a test goes; all others give no limit.
tests::environment_options options_with(const std::string& limits,
                                        const std::string& otp = "channels = sms\n",
                                        const std::string& faults = "") {
    tests::environment_options options;
    options.otp = otp + "reuse_pending = 0s\n";
    options.phones = "alice = +1 310 555 1212\nbob = +1 310 555 1213\ncarol = +1 310 555 1212\n"
                     "joan = +1 876 555 1234\n";
    options.faults = faults;
    options.limits.clear();
    for (const char* const other : {"sends_per_user =", "sends_per_phone =", "sends_per_source =",
                                    "sends_total =", "resend_cooldown = 0s", "failures ="}) {
        const std::string line = other;
        if (('\n' + limits).find('\n' + line.substr(0, line.find('='))) == std::string::npos)
            options.limits += line + '\n';
    }
    options.limits += limits + '\n';
    return options;
}

void log_in(login_fixture& s, const char* user, const char* from = nullptr) {
    s.wanted.rhost = from;
    s.run_as(user, {the_code});
}

/// Fails unless the login was refused without a prompt, with this final message and this line in the log.
void assert_refused(login_fixture& s, const char* words, const char* log) {
    s.assert_code(PAM_PERM_DENIED);
    assert_int_equal(s.result.messages.size(), 1);
    s.assert_shown(words);
    s.environment->wait_for_log(log);
}

void a_user_has_so_many_codes(void** state) {
    login_fixture& s = start_login(state, options_with("sends_per_user = 2/10m"));
    for (int time = 0; time < 2; ++time) {
        log_in(s, "alice");
        s.assert_code(PAM_SUCCESS);
    }
    log_in(s, "alice");
    assert_refused(s, "Too many codes were sent. Try again in 10 minutes.", "reason=limited service=");
    s.environment->wait_for_log("detail=\"sends_per_user = 2/10m\"");
    assert_int_equal(s.count("POST", "/v1/verify"), 2);
    log_in(s, "bob");
    s.assert_code(PAM_SUCCESS);
}

void a_limit_does_not_tell_who_has_a_phone(void** state) {
    login_fixture& s = start_login(state, options_with("sends_per_user = 1/10m\nfailures = 2/1h\n"));
    std::vector<std::string> seen;
    for (const char* const user : {"alice", "nobody"}) {
        s.wanted.rhost = "192.0.2.1";
        s.run_as(user, {"00000", "resend"});
        seen.push_back(s.result.messages.at(3).text);
        s.run_as(user, {});
        s.assert_code(PAM_PERM_DENIED);
        seen.push_back(s.result.messages.at(0).text);
    }
    assert_string_equal(seen[0].c_str(), seen[2].c_str());
    assert_string_equal(seen[1].c_str(), seen[3].c_str());
    assert_int_equal(s.count("POST", "/v1/verify"), 1);
}

void a_phone_has_so_many_codes(void** state) {
    login_fixture& s = start_login(state, options_with("sends_per_phone = 1/10m"));
    log_in(s, "alice");
    s.assert_code(PAM_SUCCESS);
    log_in(s, "carol");
    assert_refused(s, "Too many codes were sent.", "detail=\"sends_per_phone = 1/10m\"");
    assert_null(std::strstr(s.environment->daemon_log().c_str(), "3105551212"));
}

void a_source_has_so_many_codes(void** state) {
    login_fixture& s = start_login(state, options_with("sends_per_source = 1/1h"));
    log_in(s, "alice", "2001:db8:0:7::1");
    s.assert_code(PAM_SUCCESS);
    log_in(s, "bob", "2001:db8:0:7:ffff::1");
    assert_refused(s, "Too many codes were sent. Try again in 60 minutes.",
                   "detail=\"sends_per_source = 1/1h\"");
    log_in(s, "bob", "::ffff:192.0.2.1");
    s.assert_code(PAM_SUCCESS);
    log_in(s, "bob", "192.0.2.1");
    s.assert_code(PAM_PERM_DENIED);
    log_in(s, "bob"); // at the console
    s.assert_code(PAM_SUCCESS);
}

void all_together_have_so_many_codes(void** state) {
    login_fixture& s = start_login(state, options_with("sends_total = 1/1h"));
    log_in(s, "alice");
    s.assert_code(PAM_SUCCESS);
    log_in(s, "bob");
    assert_refused(s, "Too many codes were sent.", "detail=\"sends_total = 1/1h\"");
}

void calls_have_a_limit_of_their_own(void** state) {
    login_fixture& s = start_login(state, options_with("voice_total = 1/1h", "channels = voice\n"));
    log_in(s, "alice");
    s.assert_code(PAM_SUCCESS);
    log_in(s, "bob");
    assert_refused(s, "Too many codes were sent.", "detail=\"voice_total = 1/1h\"");
}

void a_phone_of_another_region_gets_no_code(void** state) {
    login_fixture& s = start_login(state, options_with("allowed_regions = US, CA"));
    log_in(s, "joan"); // +1, and not in the US
    assert_refused(s, "This login was refused. Ask your help desk.", "reason=region");
    log_in(s, "alice");
    s.assert_code(PAM_SUCCESS);
}

void a_phone_of_another_region_gets_no_call(void** state) {
    login_fixture& s = start_login(state, options_with("voice_regions = US", "channels = voice\n"));
    log_in(s, "joan");
    s.assert_code(PAM_SUCCESS);
    log_in(s, "alice");
    s.assert_code(PAM_SUCCESS);
    assert_string_equal(s.environment->code(0).channel.c_str(), "sms");
    assert_string_equal(s.environment->code(1).channel.c_str(), "voice");
}

void wrong_codes_lock_user_and_source(void** state) {
    login_fixture& s = start_login(state, options_with("failures = 4/1h"));
    s.wanted.rhost = "198.51.100.7";
    s.run_as("alice", {"00000", "00001", "00002"});
    s.assert_code(PAM_MAXTRIES);
    s.run_as("alice", {"00000"});
    s.assert_code(PAM_PERM_DENIED);
    s.assert_shown("Too many wrong codes were typed. Try again in 15 minutes.");
    s.run_as("alice", {the_code});
    assert_refused(s, "Too many wrong codes were typed.", "reason=locked");
    s.environment->wait_for_log("detail=\"failures = 4/1h\"");
    assert_int_equal(s.count("POST", "/v1/verify"), 2);
    for (const char* const from : {static_cast<const char*>(nullptr), "198.51.100.8"}) { // the owner
        log_in(s, "alice", from);
        s.assert_code(PAM_SUCCESS);
    }
}

void wrong_codes_lock_the_user_everywhere(void** state) {
    login_fixture& s = start_login(state, options_with("failures = 1/1h\nlock_scope = user\nlock_time = 2h"));
    s.wanted.rhost = "198.51.100.7";
    s.run_as("alice", {"00000"});
    s.assert_code(PAM_PERM_DENIED);
    log_in(s, "alice");
    assert_refused(s, "Try again in 2 hours.", "reason=locked");
}

void a_service_leaves_codes_to_the_others(void** state) {
    login_fixture& s = start_login(state, options_with("sends_per_user = 5/10m"));
    s.wanted.service = "openvpn";
    for (int time = 0; time < 4; ++time) {
        log_in(s, "alice");
        s.assert_code(PAM_SUCCESS);
    }
    log_in(s, "alice");
    assert_refused(s, "Too many codes were sent.", "reason=limited service=openvpn");
    s.environment->wait_for_log(
        "detail=\"sends_per_user = 5/10m, the rest is for other services: see reserve_per_service\"");
    s.environment->restart_daemon(SIGTERM); // which forgets neither
    log_in(s, "alice");
    s.assert_code(PAM_PERM_DENIED);
    s.wanted.service = "sshd";
    log_in(s, "alice");
    s.assert_code(PAM_SUCCESS);
    log_in(s, "alice"); // no more in all
    s.assert_code(PAM_PERM_DENIED);
}

/// Each would have to be paid for.
void lookups_use_up_places_too(void** state) {
    login_fixture& s =
        start_login(state, options_with("sends_per_user = 2/10m\n[risk]\ncheck = sim_swap\nmax_sim_swap = 2\n"
                                        "cache = 0s",
                                        "channels = sms\n", "[13105551212]\nsim-swap = 4\n"));
    for (int time = 0; time < 4; ++time) {
        log_in(s, "alice");
        s.assert_code(PAM_PERM_DENIED);
    }
    s.environment->wait_for_log("reason=limited");
    assert_int_equal(s.count("POST", "/v1/phoneid"), 2);
    s.environment->restart_daemon(SIGTERM);
    log_in(s, "alice");
    s.environment->wait_for_log("reason=limited");
}

} // namespace

#define LIMITED(test) cmocka_unit_test_teardown(test, close_login)

int main() {
    const CMUnitTest tests[] = {
        LIMITED(a_user_has_so_many_codes),
        LIMITED(a_limit_does_not_tell_who_has_a_phone),
        LIMITED(a_phone_has_so_many_codes),
        LIMITED(a_source_has_so_many_codes),
        LIMITED(all_together_have_so_many_codes),
        LIMITED(calls_have_a_limit_of_their_own),
        LIMITED(a_phone_of_another_region_gets_no_code),
        LIMITED(a_phone_of_another_region_gets_no_call),
        LIMITED(wrong_codes_lock_user_and_source),
        LIMITED(wrong_codes_lock_the_user_everywhere),
        LIMITED(a_service_leaves_codes_to_the_others),
        LIMITED(lookups_use_up_places_too),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
