// SPDX-License-Identifier: BSD-3-Clause
// telesignctl's limits, unlock, reload and phone: what they do to the next login, through the real module,
// daemon and simulator, whose clocks the test turns.

#include "built_files.h"
#include "ctl/ctl_process.h"
#include "pam/login_fixture.h"

#include <cstring>

#include <nlohmann/json.hpp>
#include <signal.h>

namespace {

using namespace pam_test;
using namespace std::chrono_literals;
using json = nlohmann::json;

int open_login(void** state) {
    tests::environment_options options;
    options.fake_clock = true;
    options.otp = "channels = sms\nreuse_pending = 0s\nattempts = 2\n";
    options.limits = "sends_per_user = 3/10m\nsends_unprivileged =\nsends_per_phone =\nsends_per_source =\n"
                     "sends_total = 100/1h\nresend_cooldown = 0s\nfailures = 2/1h\nlock_time = 30m\n";
    *state = new login_fixture{options};
    login_of(state).wanted.service = "sshd";
    login_of(state).wanted.rhost = "192.0.2.1";
    return 0;
}

tests::ctl_outcome ctl(const login_fixture& login, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {built::telesignctl, "--socket", login.environment->socket()});
    tests::ctl_process process{arguments, tests::ctl_process::input::pipe};
    process.end_input();
    return process.finish();
}

void assert_in(const std::string& text, const std::string& part) {
    if (text.find(part) == std::string::npos)
        fail_msg("\"%s\" is not in: %s", part.c_str(), text.c_str());
}

void lock_alice(login_fixture& login) {
    login.run_as("alice", {"000", "001"}); // codes have five digits here
    login.assert_code(PAM_PERM_DENIED);
    login.run_as("alice", {the_code});
    login.assert_code(PAM_PERM_DENIED);
    login.environment->wait_for_log("reason=locked");
}

void unlocking_counts_for_the_very_next_login(void** state) {
    login_fixture& login = login_of(state);
    lock_alice(login);
    assert_in(ctl(login, {"limits"}).out, "alice       192.0.2.1  in ");
    const auto unlocked = ctl(login, {"unlock", "alice", "--json"});
    assert_int_equal(unlocked.status, 0);
    assert_true(json::parse(unlocked.out)["facts"]["locks"] == "1");
    login.run_as("alice", {the_code});
    login.assert_code(PAM_SUCCESS);
    assert_in(ctl(login, {"limits"}).out, "Nobody is locked.");
}

void a_lock_that_was_taken_away_stays_away(void** state) {
    login_fixture& login = login_of(state);
    lock_alice(login);
    assert_int_equal(ctl(login, {"unlock", "alice", "--source", "192.0.2.1"}).status, 0);
    login.environment->restart_daemon(SIGTERM);
    login.run_as("alice", {the_code});
    login.assert_code(PAM_SUCCESS);
}

void a_lock_ends_by_itself_when_its_time_is_over(void** state) {
    login_fixture& login = login_of(state);
    lock_alice(login);
    login.environment->advance_clock(30min);
    assert_in(ctl(login, {"limits"}).out, "Nobody is locked.");
    login.run_as("alice", {the_code});
    login.assert_code(PAM_SUCCESS);
}

/// One of a user's limits, as JSON has it.
json limit_of(const login_fixture& login, const char* user, const std::string& name) {
    const json told = json::parse(ctl(login, {"limits", user, "--json"}).out);
    for (const auto& each : told["facts"]["limit"])
        if (each["name"] == name)
            return each;
    return {};
}

void limits_tell_what_is_left(void** state) {
    login_fixture& login = login_of(state);
    login.run_as("alice", {the_code});
    login.environment->advance_clock(4min);
    for (int time = 0; time < 2; ++time)
        login.run_as("alice", {the_code});
    login.assert_code(PAM_SUCCESS);
    json limit = limit_of(login, "alice", "sends_per_user");
    assert_true(limit["limit"] == "3/10m" && limit["used"] == "3" && limit["left"] == "0");
    assert_true(limit["more_from"] != "now");
    login.run_as("alice", {the_code});
    login.assert_code(PAM_PERM_DENIED);
    assert_in(ctl(login, {"limits"}).out, "sends_per_user  alice");
    login.environment->advance_clock(6min); // the first one leaves the window
    limit = limit_of(login, "alice", "sends_per_user");
    assert_true(limit["used"] == "2" && limit["left"] == "1" && limit["more_from"] == "now");
    assert_true(limit_of(login, "alice", "sends_total")["used"] == "3");
    login.run_as("alice", {the_code});
    login.assert_code(PAM_SUCCESS);
}

void use_up_alices_sends(login_fixture& login) {
    for (int time = 0; time < 3; ++time)
        login.run_as("alice", {the_code});
    login.assert_code(PAM_SUCCESS);
    login.run_as("alice", {the_code});
    login.assert_code(PAM_PERM_DENIED);
}

void unlocking_with_limits_lets_the_next_login_have_a_code(void** state) {
    login_fixture& login = login_of(state);
    use_up_alices_sends(login);
    assert_int_equal(ctl(login, {"unlock", "alice"}).status, 0);
    login.run_as("alice", {the_code}); // a lock is no limit
    login.assert_code(PAM_PERM_DENIED);
    const auto unlocked = ctl(login, {"unlock", "--limits", "alice", "--json"});
    assert_int_equal(unlocked.status, 0);
    assert_true(json::parse(unlocked.out)["facts"]["sends"] == "3");
    login.environment->wait_for_log("verb=unlock-limits user=alice");
    login.run_as("alice", {the_code});
    login.assert_code(PAM_SUCCESS);
    assert_true(limit_of(login, "alice", "sends_per_user")["used"] == "1");
    assert_true(limit_of(login, "alice", "sends_total")["used"] == "4");
}

void limits_that_were_ended_stay_so_over_a_restart(void** state) {
    login_fixture& login = login_of(state);
    use_up_alices_sends(login);
    login.environment->restart_daemon(SIGTERM);
    login.run_as("alice", {the_code});
    login.assert_code(PAM_PERM_DENIED);
    assert_int_equal(ctl(login, {"unlock", "--limits", "alice"}).status, 0);
    login.environment->restart_daemon(SIGKILL);
    assert_true(limit_of(login, "alice", "sends_per_user")["used"] == "0");
    assert_true(limit_of(login, "alice", "sends_total")["used"] == "3");
    login.run_as("alice", {the_code});
    login.assert_code(PAM_SUCCESS);
}

void a_reload_is_answered_with_what_came_of_it(void** state) {
    login_fixture& login = login_of(state);
    const std::string path = login.environment->path("telesign.conf");
    const std::string good = tests::read_file(path);
    tests::write_file(path, good + "[daemon]\nmax_logins = many\ncolour = red\n");
    const auto refused = ctl(login, {"reload"});
    assert_int_equal(refused.status, 1);
    assert_in(refused.out, "telesign.conf:");
    assert_in(refused.out, "[daemon] max_logins: ");
    assert_in(refused.out, "[daemon] colour: unknown key");
    assert_in(refused.out, "Refused: the previous configuration stays in force.");
    login.run_as("alice", {the_code});
    login.assert_code(PAM_SUCCESS);
    tests::write_file(path, good + "[exempt]\nusers = alice\n");
    const auto taken = ctl(login, {"reload"});
    assert_int_equal(taken.status, 0);
    assert_in(taken.out, "telesign.conf loaded, 1 phone from ");
    login.run_as("alice", {});
    login.environment->wait_for_log("outcome=ignored reason=exempt");
}

std::vector<std::string> phone(const login_fixture& login, std::vector<std::string> words) {
    words.insert(words.begin(), "phone");
    words.insert(words.end(), {"--config", login.environment->path("telesign.conf")});
    return words;
}

void a_phone_that_is_set_gets_the_next_code(void** state) {
    login_fixture& login = login_of(state);
    const auto set = ctl(login, phone(login, {"set", "alice", "+1 310 555 1299"}));
    assert_int_equal(set.status, 0);
    assert_in(set.out, "*********99");
    assert_true(set.out.find("5551299") == std::string::npos &&
                set.out.find("telesignd did") == std::string::npos);
    login.run_as("alice", {the_code});
    login.assert_code(PAM_SUCCESS);
    assert_string_equal(login.environment->code(0).phone_number.c_str(), "13105551299");
    assert_int_equal(ctl(login, phone(login, {"remove", "alice"})).status, 0);
    login.run_as("alice", {"00000", "00001"});
    login.environment->wait_for_log("reason=unmapped");
    assert_int_equal(ctl(login, phone(login, {"show", "alice"})).status, 1);
    assert_int_equal(ctl(login, phone(login, {"set", "alice", "seven"})).status, 2);
    assert_null(std::strstr(login.environment->daemon_log().c_str(), "5551299"));
}

void a_code_belongs_to_the_phone_that_it_went_to(void** state) {
    login_fixture& login = login_of(state);
    login.user = "alice";
    login.wanted.user = "alice";
    login.wanted.at_prompt = [&] { // the reload is over before the code is typed
        assert_int_equal(ctl(login, phone(login, {"set", "alice", "+1 310 555 1299"})).status, 0);
        login.wanted.answers.push_back(login.environment->code(0).code);
    };
    login.result = authenticate(login.wanted);
    login.assert_code(PAM_AUTH_ERR);
    login.assert_shown("The phone number for this account has changed. Log in again.");
    login.environment->wait_for_log("reason=phone_changed");
    login.environment->wait_for_log(" phone=*********12 ");
    login.run_as("alice",
                 {login.environment->code(0).code, the_code}); // which is no longer shared, and another one's
    login.assert_code(PAM_SUCCESS);
    assert_string_equal(login.environment->code(1).phone_number.c_str(), "13105551299");
    login.environment->wait_for_log("outcome=granted reason=code_valid");
    login.environment->wait_for_log(" phone=*********99 ");
}

void a_phone_is_set_also_when_telesignd_does_not_run(void** state) {
    login_fixture& login = login_of(state);
    login.environment->daemon().signal(SIGTERM);
    login.environment->daemon().wait();
    const auto set = ctl(login, phone(login, {"set", "alice", "+1 310 555 1299"}));
    assert_int_equal(set.status, 0);
    assert_in(set.out, "telesignd is not running");
    assert_in(tests::read_file(login.environment->path("phones.ini")), "alice = +13105551299\n");
}

void telesignd_may_refuse_what_was_set(void** state) {
    login_fixture& login = login_of(state);
    const std::string path = login.environment->path("telesign.conf");
    const std::string good = tests::read_file(path);
    const std::string elsewhere = login.environment->path("good.conf");
    tests::write_file(elsewhere, good);
    tests::write_file(path, good + "[daemon]\nmax_logins = many\n");
    const auto set = ctl(login, {"phone", "set", "alice", "+1 310 555 1299", "--config", elsewhere});
    assert_int_equal(set.status, 1);
    assert_in(set.out, "But telesignd did not take it: ");
    assert_in(set.out, "[daemon] max_logins: ");
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_login, close_login)
    const CMUnitTest tests[] = {
        CASE(unlocking_counts_for_the_very_next_login),
        CASE(a_lock_that_was_taken_away_stays_away),
        CASE(a_lock_ends_by_itself_when_its_time_is_over),
        CASE(limits_tell_what_is_left),
        CASE(unlocking_with_limits_lets_the_next_login_have_a_code),
        CASE(limits_that_were_ended_stay_so_over_a_restart),
        CASE(a_reload_is_answered_with_what_came_of_it),
        CASE(a_phone_that_is_set_gets_the_next_code),
        CASE(a_code_belongs_to_the_phone_that_it_went_to),
        CASE(a_phone_is_set_also_when_telesignd_does_not_run),
        CASE(telesignd_may_refuse_what_was_set),
    };
    return cmocka_run_group_tests_name("control", tests, nullptr, nullptr);
}
