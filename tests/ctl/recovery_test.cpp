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
    s.assert_out("They are shown this once; codes from before do not work any more.\n");
    std::set<std::string> codes;
    for (std::size_t at = 0; (at = s.last.out.find("code  ", at)) != std::string::npos; at += 25)
        codes.insert(s.last.out.substr(at + 6, 19));
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
        s.assert_out("phones.ini: mallory: has no phone: add a line for this user\n");
        s.run({"recovery", verb, "carol"});
        s.assert_status(1);
        s.assert_out("phones.ini:3: carol: ");
    }
}

void who_has_none_is_told_how_to_get_some(void** state) {
    on(state).run({"recovery", "list", "alice"});
    on(state).assert_status(0);
    on(state).assert_out("left  0\nNew ones: telesignctl recovery new alice\n");
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
        CASE(of_two_logins_at_once_one_is_let_in),
    };
    return cmocka_run_group_tests_name("ctl.recovery", tests, nullptr, nullptr);
}
