// SPDX-License-Identifier: BSD-3-Clause
// Recovery codes through the real module and daemon: with a code sent, with none to be had, once each, after
// a restart and without a disk, and nothing of it to be seen by who only begins a login.

#include "ctl/recovery_codes.h"
#include "pam/login_fixture.h"

#include <cctype>
#include <cstring>
#include <filesystem>

#include <signal.h>

namespace {

using namespace pam_test;
using tests::make_recovery_codes;
using tests::printed_by_ctl;

constexpr const char* no_code = "0000-0000-0000-0000";
constexpr const char* no_limits = "sends_per_user =\nsends_per_phone =\nsends_per_source =\nsends_total =\n"
                                  "resend_cooldown = 0s\n";

login_fixture& begin(void** state, tests::environment_options options) {
    options.otp += "reuse_pending = 0s\n";
    options.phones = "alice = +1 310 555 1212\nbob = +44 20 7946 0000\n";
    return start_login(state, options);
}

/// Where TeleSign is down for alice, and for her only.
tests::environment_options down(const char* policy) {
    tests::environment_options options;
    options.policy = policy;
    options.faults = "[13105551212]\nsend = http 503\n";
    return options;
}

void a_code_works_once_after_a_code_was_sent(void** state) {
    login_fixture& s = begin(state, {});
    auto codes = make_recovery_codes(*s.environment, "alice");
    for (char& each : codes[0])
        each = each == '-' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(each)));
    s.run_as("alice", {codes[0]});
    s.assert_code(PAM_SUCCESS);
    s.assert_shown("Code (text message to ...12; ");
    s.environment->wait_for_log("warning: login outcome=granted reason=recovery_code ");
    s.environment->wait_for_log(" recovery_left=9");
    assert_int_equal(s.count("GET", "/v1/verify"), 0); // it did not leave the host
    s.run_as("alice", {codes[0], the_code});
    s.assert_shown("Wrong recovery code, 2 tries left.");
    s.assert_code(PAM_SUCCESS); // and the phone's code works all the same
    assert_null(std::strstr(s.environment->daemon_log().c_str(), codes[1].c_str()));
    assert_null(std::strstr(s.environment->daemon_log().c_str(), codes[0].c_str()));
}

void an_outage_asks_for_one(void** state) {
    login_fixture& s = begin(state, down("outage = recovery\n"));
    s.run_as("alice", {}); // who has none
    s.assert_code(PAM_AUTHINFO_UNAVAIL);
    assert_int_equal(s.result.messages.size(), 1); // the final message
    const auto codes = make_recovery_codes(*s.environment, "alice");
    s.run_as("alice", {codes[7]});
    s.assert_code(PAM_SUCCESS);
    s.assert_shown("The phone code service cannot be reached.");
    s.assert_shown("Recovery code (Enter to give up): ");
    s.run_as("alice", {codes[7], ""});
    s.assert_code(PAM_AUTHINFO_UNAVAIL);
    s.run_as("bob", {the_code}); // whose phone TeleSign reaches
    s.assert_code(PAM_SUCCESS);
}

void limits_ask_for_one_and_show_nobody_who_has_codes(void** state) {
    tests::environment_options options;
    options.limits = std::string{no_limits} + "sends_per_user = 1/10m\nfailures =\n";
    options.limits.erase(0, std::strlen("sends_per_user =\n"));
    login_fixture& s = begin(state, options);
    const auto codes = make_recovery_codes(*s.environment, "alice");
    std::vector<std::string> seen;
    for (const char* const user : {"alice", "bob", "nobody"}) {
        s.run_as(user, {"00000", "00001", "00002"});
        s.run_as(user, {no_code, "12345", no_code, no_code});
        seen.push_back(describe(s.result));
    }
    assert_string_equal(seen[0].c_str(), seen[1].c_str());
    assert_string_equal(seen[0].c_str(), seen[2].c_str());
    s.run_as("alice", {codes[0]});
    s.assert_code(PAM_SUCCESS);
    s.assert_shown("Too many codes were sent. Try again in 10 minutes.");
    s.assert_shown("Recovery code (Enter to give up): ");
    assert_int_equal(s.count("POST", "/v1/verify"), 2);
}

void who_has_no_phone_sees_what_others_see(void** state) {
    login_fixture& s = begin(state, {});
    make_recovery_codes(*s.environment, "alice");
    std::vector<std::string> seen;
    for (const char* const user : {"alice", "bob", "nobody"}) {
        s.run_as(user, {no_code, no_code, no_code});
        s.assert_code(PAM_MAXTRIES);
        std::string texts;
        for (const auto& each : s.result.messages)
            if (!each.text.starts_with("Code (")) // which has the phone's ending
                texts += each.text + '\n';
        seen.push_back(texts);
    }
    assert_string_equal(seen[0].c_str(), seen[1].c_str());
    assert_string_equal(seen[0].c_str(), seen[2].c_str());
}

void what_is_used_and_what_is_left_survives_a_restart(void** state) {
    login_fixture& s = begin(state, {});
    const auto before = make_recovery_codes(*s.environment, "alice");
    const auto codes = make_recovery_codes(*s.environment, "alice");
    s.run_as("alice", {codes[4]});
    s.assert_code(PAM_SUCCESS);
    // A login waits for the disk a moment only, a command until what was noted before it is there, too.
    assert_string_equal(printed_by_ctl(*s.environment, {"forget", "--all"}).c_str(), "Forgotten: 0.\n");
    s.environment->restart_daemon(SIGKILL);
    s.run_as("alice", {codes[4], before[0], codes[5]});
    s.assert_code(PAM_SUCCESS);
    s.assert_shown("Wrong recovery code, 1 try left.");
    const std::string content = tests::read_file(s.environment->path("state.db"));
    for (const std::string& each : codes)
        assert_true(content.find(each) == std::string::npos);
    const std::string listed = printed_by_ctl(*s.environment, {"recovery", "list", "alice"});
    assert_non_null(std::strstr(listed.c_str(), "left  8\n"));
    assert_non_null(std::strstr(listed.c_str(), "Z code=5\n"));
    assert_non_null(std::strstr(listed.c_str(), "Z code=6\n"));
}

void a_code_is_used_up_without_a_disk(void** state) {
    login_fixture& s = begin(state, {});
    const auto codes = make_recovery_codes(*s.environment, "alice");
    for (const char* const file : {"state.db", "state.db-wal"})
        std::filesystem::remove(s.environment->path(file));
    std::filesystem::create_directory(s.environment->path("state.db")); // no file can be there now
    s.run_as("alice", {codes[0]});
    s.assert_code(PAM_SUCCESS);
    s.environment->wait_for_log("error: state: ");
    s.run_as("alice", {codes[0], codes[1]});
    s.assert_code(PAM_SUCCESS);
    s.assert_shown("Wrong recovery code, 2 tries left.");
    std::filesystem::remove(s.environment->path("state.db"));
    s.environment->restart_daemon(SIGTERM); // writes what waited
    s.run_as("alice", {codes[0], codes[1], codes[2]});
    s.assert_code(PAM_SUCCESS);
    s.assert_shown("Wrong recovery code, 1 try left.");
}

} // namespace

#define CASE(test) cmocka_unit_test_teardown(test, close_login)

int main() {
    const CMUnitTest tests[] = {
        CASE(a_code_works_once_after_a_code_was_sent),          CASE(an_outage_asks_for_one),
        CASE(limits_ask_for_one_and_show_nobody_who_has_codes), CASE(who_has_no_phone_sees_what_others_see),
        CASE(what_is_used_and_what_is_left_survives_a_restart), CASE(a_code_is_used_up_without_a_disk),
    };
    return cmocka_run_group_tests_name("recovery", tests, nullptr, nullptr);
}
