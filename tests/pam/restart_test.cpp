// SPDX-License-Identifier: BSD-3-Clause
// What must survive a restart of the daemon, however it ends, through the real module and daemon.

#include "pam/login_fixture.h"

#include <cstring>
#include <filesystem>

#include <signal.h>

namespace {

using namespace pam_test;

tests::environment_options with_limits(const std::string& limits) {
    tests::environment_options options;
    options.otp = "channels = sms\nreuse_pending = 0s\n";
    options.limits =
        "sends_per_phone =\nsends_per_source =\nsends_total =\nresend_cooldown = 0s\n" + limits + '\n';
    return options;
}

void a_window_and_a_lock_survive_a_restart(void** state) {
    login_fixture& s = start_login(state, with_limits("sends_per_user = 2/10m\nfailures = 1/1h"));
    s.run_as("alice", {the_code});
    s.assert_code(PAM_SUCCESS);
    s.run_as("alice", {"00000"});
    s.assert_code(PAM_PERM_DENIED);
    s.wanted.rhost = "192.0.2.1"; // where nothing is locked
    s.run_as("alice", {the_code});
    s.assert_code(PAM_PERM_DENIED);
    s.environment->wait_for_log("reason=limited");

    s.environment->restart_daemon(SIGTERM);
    s.run_as("alice", {the_code});
    s.assert_code(PAM_PERM_DENIED);
    s.environment->wait_for_log("detail=\"sends_per_user = 2/10m\"");
    s.wanted.rhost = nullptr;
    s.run_as("alice", {the_code});
    s.assert_code(PAM_PERM_DENIED);
    s.environment->wait_for_log("reason=locked");
    assert_int_equal(s.count("POST", "/v1/verify"), 2);
}

void who_is_remembered_survives_a_restart(void** state) {
    tests::environment_options options;
    options.more = "[remember]\nfor = 12h\n";
    login_fixture& s = start_login(state, options);
    s.wanted.service = "sshd";
    s.wanted.rhost = "192.0.2.1";
    s.run_as("alice", {the_code});
    s.assert_code(PAM_SUCCESS);
    s.environment->restart_daemon(SIGTERM);
    s.run_as("alice", {});
    s.environment->wait_for_log("outcome=ignored reason=remembered");
    assert_int_equal(s.count("POST", "/v1/verify"), 1);
}

void no_number_is_in_the_database(void** state) {
    login_fixture& s = start_login(state, {});
    s.run_as("alice", {"00000", the_code});
    s.assert_code(PAM_SUCCESS);
    const std::string code = s.last_code();
    s.environment->restart_daemon(SIGTERM);
    const std::string content = tests::read_file(s.environment->path("state.db"));
    assert_non_null(std::strstr(s.environment->daemon_log().c_str(), "listening"));
    assert_true(content.find("alice") != std::string::npos);
    assert_true(content.find("code_valid") != std::string::npos);
    for (const char* const secret : {"3105551212", "00000", tests::test_environment::api_key})
        assert_true(content.find(secret) == std::string::npos);
    assert_true(content.find(code) == std::string::npos);
}

void a_login_goes_on_without_a_database(void** state) {
    login_fixture& s = start_login(state, {});
    s.environment->restart_daemon(SIGTERM);
    std::filesystem::remove(s.environment->path("state.db-wal"));
    std::filesystem::remove(s.environment->path("state.db"));
    std::filesystem::create_directory(s.environment->path("state.db")); // no file can be there now
    s.environment->restart_daemon(SIGTERM);
    s.environment->wait_for_log("error: state: ");
    s.run_as("alice", {the_code});
    s.assert_code(PAM_SUCCESS);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_window_and_a_lock_survive_a_restart, close_login),
        cmocka_unit_test_teardown(who_is_remembered_survives_a_restart, close_login),
        cmocka_unit_test_teardown(no_number_is_in_the_database, close_login),
        cmocka_unit_test_teardown(a_login_goes_on_without_a_database, close_login),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
