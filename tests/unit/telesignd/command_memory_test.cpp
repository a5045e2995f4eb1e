// SPDX-License-Identifier: BSD-3-Clause
// telesignctl's sessions and forget.

#include "telesignd/command_fixture.h"

namespace {

using namespace tests;

void whom_remember_lets_in_is_listed(void** state) {
    command_fixture& d = at(state);
    d.ask("sessions", {});
    assert_end(d, result::granted, "Nobody is remembered: [remember] for is not set.");
    d.settings.remember.keep_for = 12h;
    d.ask("sessions", {});
    assert_end(d, result::granted, "Nobody is remembered.");
    d.remembered.remember({"bob", "2001:db8::7", "sudo", "442079460000", {}}, d.settings.remember);
    d.remembered.remember({"alice", "203.0.113.7", "sshd", "13105551212", {}}, d.settings.remember);
    d.ask("sessions", {});
    assert_facts(
        d, {"alice=address=203.0.113.7 service=sshd since=2023-11-14T22:13:20Z until=2023-11-15T10:13:20Z",
            "bob=address=2001:db8::7 service=sudo since=2023-11-14T22:13:20Z until=2023-11-15T10:13:20Z"});
    assert_end(d, result::granted, "");
    assert_contains(d.log, "command outcome=granted reason=listed verb=sessions pid=77 uid=0\n");
    d.now += 12h;
    d.ask("sessions", {});
    assert_facts(d, {});
}

void forgetting_takes_a_user_or_all(void** state) {
    command_fixture& d = at(state);
    d.settings.remember.keep_for = 12h;
    for (const char* const name : {"alice", "bob", "carol"})
        d.remembered.remember({name, "203.0.113.7", "sshd", "13105551212", {}}, d.settings.remember);
    d.ask("forget", {});
    assert_end(d, result::service_error, "name a user, or all, one of them");
    d.ask("forget-all", {{field_id::user, "alice"}});
    assert_true(d.how == result::service_error);
    assert_int_equal(d.remembered.all(d.settings.remember).size(), 3);
    d.ask("forget", {{field_id::user, "alice"}});
    assert_end(d, result::granted, "Forgotten: 1.");
    assert_contains(d.log,
                    "command outcome=granted reason=forgotten verb=forget user=alice pid=77 uid=0 detail=\"1 "
                    "forgotten\"\n");
    d.ask("forget", {{field_id::user, "alice"}});
    assert_end(d, result::granted, "Forgotten: 0.");
    d.ask("forget-all", {});
    assert_end(d, result::granted, "Forgotten: 2.");
    assert_int_equal(d.remembered.all(d.settings.remember).size(), 0);
    assert_int_equal(d.recorded.size(), 3); // so that they stay forgotten after a restart
    for (const auto& each : d.recorded)
        assert_true(std::get<state::removal>(each).target == state::removal::kind::remembered);
    assert_string_equal(std::get<state::removal>(d.recorded[0]).user.value_or("all").c_str(), "alice");
    assert_string_equal(std::get<state::removal>(d.recorded[2]).user.value_or("all").c_str(), "all");
}

void what_is_not_on_disk_is_told(void** state) {
    command_fixture& d = at(state);
    d.settings.remember.keep_for = 12h;
    d.is_disk_full = true;
    d.remembered.remember({"alice", "203.0.113.7", "sshd", "13105551212", {}}, d.settings.remember);
    d.ask("forget", {{field_id::user, "alice"}});
    assert_end(d, result::granted,
               "Forgotten: 1. This is not on disk yet, and lost if telesignd ends now: its log says why.");
    assert_int_equal(d.remembered.all(d.settings.remember).size(), 0);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_command, close_command)
    const CMUnitTest tests[] = {
        CASE(whom_remember_lets_in_is_listed),
        CASE(forgetting_takes_a_user_or_all),
        CASE(what_is_not_on_disk_is_told),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
