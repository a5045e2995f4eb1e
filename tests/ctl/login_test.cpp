// SPDX-License-Identifier: BSD-3-Clause
// `telesignctl login`: a whole login in a terminal.

#include "ctl/ctl_process.h"

#include <optional>

#include <signal.h>

namespace {

using namespace tests;

struct login_fixture : command_fixture {
    std::optional<ctl_process> running;

    explicit login_fixture(const environment_options& options) : command_fixture{options} {}

    void begin(const std::vector<std::string>& arguments, ctl_process::input from) {
        running.emplace(command(arguments), from);
        running->wait_for("): "); // the prompt's end
    }
    void finish() { last = running->finish(); }
};

int open_fixture(void** state) {
    environment_options options;
    options.more = "[service sudo]\nattempts = 1\necho = no\n";
    command_fixture* opened = new login_fixture{options};
    *state = opened;
    return 0;
}

int close_login(void** state) {
    delete static_cast<login_fixture*>(static_cast<command_fixture*>(*state));
    return 0;
}

login_fixture& in(void** state) {
    return static_cast<login_fixture&>(on(state));
}

void the_code_of_the_phone_grants(void** state) {
    in(state).begin({"login", "alice"}, ctl_process::input::terminal);
    in(state).running->type(in(state).around->code(0).code + "\n");
    in(state).finish();
    in(state).assert_status(0);
    in(state).assert_out("outcome  granted\n");
    in(state).assert_err("Code (text message to ...12; ");
    in(state).around->wait_for_log("outcome=granted reason=code_valid service=telesignctl user=alice");
}

void a_wrong_code_by_the_services_own_rules_is_a_no(void** state) {
    in(state).begin({"login", "alice", "--service", "sudo", "--json"}, ctl_process::input::terminal);
    in(state).running->type(in(state).around->code(0).code == "11111" ? "22222\n" : "11111\n");
    in(state).finish();
    in(state).assert_status(1);
    in(state).assert_out("\"outcome\":\"denied\",\"text\":\"Wrong code. Log in again for a new one.\"");
    in(state).around->wait_for_log("outcome=denied reason=code_wrong service=sudo");
}

void answers_may_come_by_a_pipe(void** state) {
    in(state).begin({"login", "alice"}, ctl_process::input::pipe);
    in(state).running->type("not a code\n" + in(state).around->code(0).code + "\n");
    in(state).finish();
    in(state).assert_status(0);
}

void control_c_cancels(void** state) {
    in(state).begin({"login", "alice"}, ctl_process::input::terminal);
    in(state).running->type("\x03");
    in(state).finish();
    assert_int_equal(in(state).last.signal, SIGINT);
    in(state).assert_out("Cancelled.\n");
    in(state).around->wait_for_log("outcome=conversation_error reason=cancelled");
}

void the_end_of_the_input_cancels(void** state) {
    in(state).begin({"login", "alice"}, ctl_process::input::pipe);
    in(state).running->end_input();
    in(state).finish();
    in(state).assert_status(1);
    in(state).around->wait_for_log("reason=cancelled");
}

void a_stopping_daemon_ends_the_prompt(void** state) {
    in(state).begin({"login", "alice"}, ctl_process::input::terminal);
    in(state).around->daemon().signal(SIGTERM);
    in(state).finish();
    in(state).assert_status(3);
    in(state).assert_err("restarting");
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_login)
    const CMUnitTest tests[] = {
        CASE(the_code_of_the_phone_grants), CASE(a_wrong_code_by_the_services_own_rules_is_a_no),
        CASE(answers_may_come_by_a_pipe),   CASE(control_c_cancels),
        CASE(the_end_of_the_input_cancels), CASE(a_stopping_daemon_ends_the_prompt),
    };
    return cmocka_run_group_tests_name("ctl.login", tests, nullptr, nullptr);
}
