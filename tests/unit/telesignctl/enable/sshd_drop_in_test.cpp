// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/enable/sshd_drop_in.h"

#include <unistd.h>

#include "unit/telesignctl/scratch_machine.h"

#include "unit/telesignctl/failures.h"

namespace {

using namespace telesignctl;
using namespace std::chrono_literals;
using tests::assert_contains;
using tests::close_scratch;
using tests::open_scratch;
using tests::scratch;

constexpr const char* drop_in = "/etc/ssh/sshd_config.d/00-telesign.conf";
constexpr factor by_key = factor::key;
constexpr factor by_password = factor::password;

/// As the wish for a key needs it.
constexpr const char* key_in_force =
    "usepam yes\nkbdinteractiveauthentication yes\npasswordauthentication no\n"
    "authenticationmethods publickey,keyboard-interactive\n";

sshd_plan plan_of(void** state, factor first_factor) {
    const auto plan = plan_drop_in(scratch(state).host(), first_factor, 300s);
    if (!plan)
        fail_msg("%s", plan.error().c_str());
    return *plan;
}

void an_sshd_that_is_as_wished_needs_no_drop_in(void** state) {
    scratch(state).set_sshd(std::string{key_in_force} + "logingracetime 360\n");
    const sshd_plan plan = plan_of(state, by_key);
    assert_string_equal(plan.text.c_str(), "");
    assert_false(plan.exposed);
}

void the_grace_time_must_last_a_minute_longer_than_the_code(void** state) {
    for (const auto& [grace, is_set] :
         {std::pair{"120", true}, {"359", true}, {"360", false}, {"0", false}}) {
        scratch(state).set_sshd(fmt::format("{}logingracetime {}\n", key_in_force, grace));
        const std::string text = plan_of(state, by_key).text;
        assert_true((text.find("LoginGraceTime 360\n") != std::string::npos) == is_set);
    }
}

void pam_asked_without_the_key_is_exposed(void** state) {
    const std::string common = "usepam yes\nlogingracetime 0\nkbdinteractiveauthentication no\n";
    scratch(state).set_sshd(common + "authenticationmethods any\npasswordauthentication yes\n");
    assert_true(plan_of(state, by_key).exposed);
    assert_false(plan_of(state, by_password).exposed);
    scratch(state).set_sshd(common + "authenticationmethods publickey\npasswordauthentication yes\n");
    assert_false(plan_of(state, by_key).exposed);
}

void a_drop_in_that_does_something_else_is_not_written_over(void** state) {
    scratch(state).put(drop_in, "UsePAM yes\n");
    const auto plan = plan_drop_in(scratch(state).host(), by_key, 300s);
    assert_contains(plan.error(), "00-telesign.conf: already exists with other settings");
    assert_string_equal(scratch(state).text(drop_in).c_str(), "UsePAM yes\n");
}

void a_broken_sshd_is_to_be_mended_first(void** state) {
    scratch(state).set_sshd_error("line 3: Bad configuration option");
    assert_string_equal(plan_drop_in(scratch(state).host(), by_key, 300s).error().c_str(),
                        "sshd -t: line 3: Bad configuration option: correct sshd's configuration first");
}

void what_sshd_refuses_is_taken_back(void** state) {
    const sshd_plan plan = plan_of(state, by_key);
    scratch(state).set_sshd_error("line 1: Bad\n");
    assert_contains(write_drop_in(scratch(state).host(), by_key, 300s, plan).error(),
                    "`sshd -t: line 1: Bad`");
    assert_false(scratch(state).has(drop_in));
}

void what_is_overruled_is_taken_back_and_named(void** state) {
    const sshd_plan plan = plan_of(state, by_key);
    const auto problem_with = [&](const char* setting) {
        sshd_plan overruled = plan; // as if another file had said it first
        overruled.text.erase(overruled.text.find(setting), std::string_view{setting}.size());
        const auto put = write_drop_in(scratch(state).host(), by_key, 300s, overruled);
        assert_false(scratch(state).has(drop_in));
        return put.error();
    };
    assert_contains(problem_with("LoginGraceTime 360\n"), "00-telesign.conf: `LoginGraceTime 360`: ");
    assert_contains(problem_with("PasswordAuthentication no\n"), ": `PasswordAuthentication no`: ");
    assert_true(write_drop_in(scratch(state).host(), by_key, 300s, plan).has_value());
    assert_true(scratch(state).has(drop_in));
}

void a_match_that_lets_in_without_the_key_is_refused(void** state) {
    scratch(state).put("/etc/ssh/sshd_config",
                       "Include /etc/ssh/sshd_config.d/*.conf\nMatch Address 10.0.0.0/8\n"
                       "AuthenticationMethods publickey password\n");
    assert_contains(plan_drop_in(scratch(state).host(), by_key, 300s).error(),
                    "/etc/ssh/sshd_config:3) lets users in by `password`, without a key");
    assert_true(plan_drop_in(scratch(state).host(), by_password, 300s).has_value());
    scratch(state).put("/etc/ssh/sshd_config.d/50-any.conf",
                       "Match Address 192.0.2.0/24\nAuthenticationMethods any\n");
    assert_contains(plan_drop_in(scratch(state).host(), by_key, 300s).error(),
                    "50-any.conf:2) lets users in by `any`");
    std::filesystem::remove(scratch(state).host().at("/etc/ssh/sshd_config.d/50-any.conf"));
}

void every_match_that_goes_around_the_code_is_told(void** state) {
    scratch(state).put("/etc/ssh/sshd_config",
                       "Include /etc/ssh/sshd_config.d/*.conf\nMatch Address 10.0.0.0/8\n"
                       "AuthenticationMethods publickey publickey,keyboard-interactive\nMatch User bob\n"
                       "AuthenticationMethods publickey,password\n");
    for (const factor first_factor : {by_key, by_password}) {
        const auto notes = match_bypasses(scratch(state).host(), first_factor);
        assert_int_equal(notes.size(), 2);
        assert_contains(notes[0], "Match Address 10.0.0.0/8 (");
        assert_contains(notes[0], "sshd_config:3): `publickey` lets users in without a code");
        assert_contains(notes[1], "sshd_config:5): `publickey,password`: sshd answers every prompt");
    }
    scratch(state).put("/etc/ssh/sshd_config",
                       "Match User bob\nAuthenticationMethods keyboard-interactive\n");
    assert_int_equal(match_bypasses(scratch(state).host(), by_password).size(), 0);
    assert_contains(match_bypasses(scratch(state).host(), by_key).at(0), "lets users in with the code alone");
}

void a_process_that_is_not_sshd_gets_no_signal(void** state) {
    const std::string file = scratch(state).files.path("sshd.pid");
    const auto reload_with = [&](const std::string& id) {
        static_cast<void>(scratch(state).files.write("sshd.pid", id));
        return reload_sshd(scratch(state).host()).error();
    };
    scratch(state).set_sshd("pidfile " + file + '\n');
    assert_contains(reload_sshd(scratch(state).host()).error(),
                    "sshd is not running according to its PID file: ");
    assert_false(is_sshd_running(scratch(state).host()));
    const std::string self = std::to_string(::getpid());
    assert_string_equal(reload_with(self + '\n').c_str(),
                        (file + ": process " + self + " is not sshd").c_str());
    assert_false(is_sshd_running(scratch(state).host()));
    assert_contains(reload_with("nonsense"), "sshd is not running according to its PID file: ");
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_scratch, close_scratch)
    const CMUnitTest tests[] = {
        CASE(an_sshd_that_is_as_wished_needs_no_drop_in),
        CASE(the_grace_time_must_last_a_minute_longer_than_the_code),
        CASE(pam_asked_without_the_key_is_exposed),
        CASE(a_drop_in_that_does_something_else_is_not_written_over),
        CASE(a_broken_sshd_is_to_be_mended_first),
        CASE(what_sshd_refuses_is_taken_back),
        CASE(what_is_overruled_is_taken_back_and_named),
        CASE(a_match_that_lets_in_without_the_key_is_refused),
        CASE(every_match_that_goes_around_the_code_is_told),
        CASE(a_process_that_is_not_sshd_gets_no_signal),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
