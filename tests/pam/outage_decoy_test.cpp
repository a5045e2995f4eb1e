// SPDX-License-Identifier: BSD-3-Clause
// Who has no phone is not told by an outage: with and without a phone the same PAM code and the same words,
// through the real module, daemon and simulator.

#include "reserved_port.h"

#include "pam/login_fixture.h"

#include <signal.h>

namespace {

using namespace pam_test;

int close(void** state) {
    if (const auto* const login = static_cast<login_fixture*>(*state))
        login->environment->simulator().signal(SIGCONT); // or it would never end
    close_login(state);
    *state = nullptr;
    return 0;
}

/// What a login ends with: the code, and all that was shown.
std::string end_of(login_fixture& login, const char* user) {
    login.run_as(user, {});
    std::string end = std::to_string(login.result.code);
    for (const auto& each : login.result.messages)
        end += '|' + each.text;
    return end;
}

void assert_alike(login_fixture& login, std::initializer_list<const char*> users) {
    const std::string expected = end_of(login, *users.begin());
    login.assert_code(PAM_AUTHINFO_UNAVAIL);
    for (const char* const user : users) {
        const std::string end = end_of(login, user);
        if (end != expected)
            fail_msg("%s: %s, not %s", user, end.c_str(), expected.c_str());
    }
}

void a_provider_that_is_not_there_is_so_for_all(void** state) {
    for (const auto users :
         {std::initializer_list<const char*>{"nobody", "alice", "mallory"}, {"alice", "nobody"}}) {
        tests::environment_options options;
        const tests::reserved_port nobody;
        options.endpoint = "https://" + nobody.address();
        assert_alike(start_login(state, options), users);
        close(state);
    }
}

void a_simulator_that_is_stopped_in_between_is_so_for_all(void** state) {
    tests::environment_options options;
    options.fake_clock = true;
    login_fixture& login = start_login(state, options);
    for (const char* const user : {"alice", "nobody"}) {
        login.run_as(user, {"11111"});
        login.assert_shown("Code (text message to ");
    }
    login.environment->simulator().signal(SIGKILL);
    login.environment->simulator().wait();
    login.environment->advance_clock(
        std::chrono::minutes{5}); // nobody has asked for a while, and no code is shared any more
    assert_alike(login, {"nobody", "alice"});
}

void silence_is_so_for_all(void** state) {
    tests::environment_options options;
    options.telesign = "request_timeout = 1\n";
    options.fake_clock = true;
    for (const auto users : {std::initializer_list<const char*>{"nobody", "alice"}, {"alice", "nobody"}}) {
        login_fixture& login = start_login(state, options);
        login.environment->simulator().signal(SIGSTOP);
        assert_alike(login, users);
        close(state);
    }
}

/// The simulator answers a probe as ever, and only codes not: what the last login with a phone met counts.
void what_a_login_with_a_phone_meets_is_so_for_all(void** state) {
    for (const char* const fault :
         {"http 503", "http 429", "delay 60", "error -30006 401", "error -90001 503"}) {
        tests::environment_options options;
        options.telesign = "request_timeout = 1\n";
        options.faults = std::string{"[13105551212]\nsend = "} + fault + '\n';
        assert_alike(start_login(state, options), {"alice", "nobody", "mallory"});
        close(state);
    }
}

/// Skipping is for who has a phone; for all others it would be a door.
void nobody_is_skipped_without_a_phone(void** state) {
    tests::environment_options options;
    const tests::reserved_port nobody;
    options.endpoint = "https://" + nobody.address();
    options.more = "[service telesign-outage-alike]\noutage = skip\n";
    login_fixture& login = start_login(state, options);
    login.wanted.service = "telesign-outage-alike"; // of this test program alone
    login.wanted.stack = "auth [ignore=1 success=bad default=bad] @MODULE@ @ARGUMENTS@\n"
                         "auth requisite pam_deny.so\n"
                         "auth required pam_permit.so\n";
    login.run_as("alice", {});
    login.assert_code(PAM_SUCCESS);
    login.run_as("nobody", {});
    login.assert_code(PAM_AUTHINFO_UNAVAIL);
}

void a_probe_names_nobody_and_sends_nothing(void** state) {
    login_fixture& login = start_login(state, {});
    for (const char* const user : {"nobody", "mallory", "eve"}) // within five seconds, in general
        login.run_as(user, {});
    const auto requests = login.environment->requests(1);
    for (const auto& each : requests)
        assert_true(each.method == "GET" && each.path.starts_with("/v1/verify/"));
    assert_true(login.environment->codes().empty());
}

} // namespace

int main() {
#define ALIKE(test) cmocka_unit_test_teardown(test, close)
    const CMUnitTest tests[] = {
        ALIKE(a_provider_that_is_not_there_is_so_for_all),
        ALIKE(a_simulator_that_is_stopped_in_between_is_so_for_all),
        ALIKE(silence_is_so_for_all),
        ALIKE(what_a_login_with_a_phone_meets_is_so_for_all),
        ALIKE(nobody_is_skipped_without_a_phone),
        ALIKE(a_probe_names_nobody_and_sends_nothing),
    };
    return cmocka_run_group_tests_name("outage_decoy", tests, nullptr, nullptr);
}
