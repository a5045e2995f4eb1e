// SPDX-License-Identifier: BSD-3-Clause
// recovery new and recovery list by the real programs, and a code in two logins at once.

#include "ctl/recovery_codes.h"

#include <set>

namespace {

using namespace tests;

int open_fixture(void** state) {
    environment_options options;
    options.policy = "outage = recovery\n";
    options.phones = "alice = +1 310 555 1212\ncarol = 0310 555 1212\n";
    options.faults = "[13105551212]\nsend = http 503\n";
    *state = new command_fixture{options};
    return 0;
}

void ten_codes_are_printed_once(void** state) {
    command_fixture& s = on(state);
    s.run({"recovery", "new", "alice"});
    s.assert_status(0);
    s.assert_out("These codes are shown only once. Codes from before no longer work.\n");
    s.assert_out("\nuser  alice\nhost  ");
    s.assert_out("\nmade  20");
    std::set<std::string> codes;
    for (std::size_t at = 0; (at = s.last.out.find("\ncode  ", at)) != std::string::npos; at += 25)
        codes.insert(s.last.out.substr(at + 7, 19));
    assert_int_equal(codes.size(), 10);
    s.around->wait_for_log("command outcome=granted reason=made verb=recovery-new user=alice ");
    s.run({"recovery", "list", "alice"});
    s.assert_out("left  10\n");
    for (const std::string& each : codes) {
        assert_true(s.last.out.find(each) == std::string::npos);
        assert_true(s.around->daemon_log().find(each) == std::string::npos);
    }
}

void who_has_no_phone_gets_none(void** state) {
    command_fixture& s = on(state);
    for (const char* const verb : {"new", "list"}) {
        s.run({"recovery", verb, "mallory"});
        s.assert_status(1);
        s.assert_out("phones.ini: mallory: no phone: run telesignctl phone set mallory\n");
        s.run({"recovery", verb, "carol"});
        s.assert_status(1);
        s.assert_out("phones.ini:3: carol: ");
    }
}

void who_has_none_is_told_how_to_get_some(void** state) {
    on(state).run({"recovery", "list", "alice"});
    on(state).assert_status(0);
    on(state).assert_out("left  0\nFor new ones run telesignctl recovery new alice\n");
}

std::string config_of(const command_fixture& s) {
    return s.around->path("telesign.conf");
}

void log_in_with(command_fixture& s, const std::string& code, int status) {
    s.run({"login", "alice"}, code + '\n');
    s.assert_status(status);
}

/// The administrator reads that codes go with the phone, and they come back with the next one.
void codes_work_while_there_is_a_phone(void** state) {
    command_fixture& s = on(state);
    const auto codes = make_recovery_codes(*s.around, "alice");
    s.run({"phone", "remove", "alice", "--config", config_of(s)});
    s.assert_status(0);
    s.assert_out(
        "10 recovery codes of alice do not work without a phone; if the phone is lost, run telesignctl "
        "phone set alice, then telesignctl recovery new alice\n");
    log_in_with(s, codes[0], 1);
    s.run({"recovery", "new", "alice"});
    s.assert_status(1);
    s.assert_out("alice: no phone: run telesignctl phone set alice\n");
    s.run({"phone", "set", "alice", "+1 310 555 1212", "--config", config_of(s)});
    s.assert_status(0);
    s.assert_out("10 recovery codes of alice still work; telesignctl recovery new alice replaces them\n");
    log_in_with(s, codes[0], 0);
}

/// What is meant by a lost phone is new codes, and the number stays until there is another.
void who_removes_a_phone_is_asked_about_its_codes(void** state) {
    command_fixture& s = on(state);
    const auto codes = make_recovery_codes(*s.around, "alice");
    const auto answer_by = [&](const char* typed) {
        ctl_process running{s.command({"phone", "remove", "alice", "--config", config_of(s)}),
                            ctl_process::input::terminal};
        running.wait_for("\n  telesignctl recovery new alice    prints codes to log in with meanwhile\n");
        running.wait_for("Remove alice all the same? [y/N] ");
        running.type(typed);
        s.last = running.finish();
    };
    for (const char* const no : {"\n", "n\n", "\x03"}) {
        answer_by(no);
        s.assert_status(1);
        s.assert_out("Nothing was changed.\n");
    }
    log_in_with(s, codes[0], 0);
    answer_by("y\n");
    s.assert_status(0);
    s.assert_out("9 recovery codes of alice do not work without a phone");
    s.run({"login", "alice"}, codes[1] + '\n');
    assert_int_not_equal(s.last.status, 0);
}

void of_two_logins_at_once_one_is_let_in(void** state) {
    command_fixture& s = on(state);
    const auto codes = make_recovery_codes(*s.around, "alice");
    ctl_process one{s.command({"login", "alice"}), ctl_process::input::pipe};
    ctl_process other{s.command({"login", "alice"}), ctl_process::input::pipe};
    for (ctl_process* const each : {&one, &other}) {
        each->wait_for("The phone code service cannot be reached.\nRecovery code (Enter to give up): ");
        each->type(codes[0] + '\n');
        each->end_input();
    }
    const int statuses = one.finish().status + other.finish().status;
    assert_int_equal(statuses, 1); // 0 for one, 1 for the other
    s.around->wait_for_log("reason=recovery_code ");
    s.run({"recovery", "list", "alice"});
    s.assert_out("left  9\n");
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)
    const CMUnitTest tests[] = {
        CASE(ten_codes_are_printed_once),
        CASE(who_has_no_phone_gets_none),
        CASE(who_has_none_is_told_how_to_get_some),
        CASE(codes_work_while_there_is_a_phone),
        CASE(who_removes_a_phone_is_asked_about_its_codes),
        CASE(of_two_logins_at_once_one_is_let_in),
    };
    return cmocka_run_group_tests_name("ctl.recovery", tests, nullptr, nullptr);
}
