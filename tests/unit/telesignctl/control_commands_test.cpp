// SPDX-License-Identifier: BSD-3-Clause
// What limits, unlock, reload, report and phone ask for.

#include "unit/telesignctl/command_line_fixture.h"

namespace {

using protocol::field_id;
using tests::command_line_fixture;

command_line_fixture& on(void** state) {
    return *static_cast<command_line_fixture*>(*state);
}

void limits_are_of_all_a_user_or_a_source(void** state) {
    on(state).parse({"limits"});
    assert_string_equal(on(state).query().command.c_str(), "limits");
    assert_string_equal(on(state).field(field_id::user).c_str(), "");
    on(state).parse({"limits", "alice", "--source", "192.0.2.1", "--json"});
    assert_string_equal(on(state).field(field_id::user).c_str(), "alice");
    assert_string_equal(on(state).field(field_id::detail).c_str(), "192.0.2.1");
    assert_true(on(state).options().json);
}

void unlock_names_a_user(void** state) {
    on(state).parse({"unlock", "alice", "--source", "local"});
    assert_string_equal(on(state).query().command.c_str(), "unlock");
    assert_string_equal(on(state).field(field_id::user).c_str(), "alice");
    assert_string_equal(on(state).field(field_id::detail).c_str(), "local");
    on(state).parse({"unlock", "--limits", "alice"});
    assert_string_equal(on(state).query().command.c_str(), "unlock-limits");
    assert_string_equal(on(state).field(field_id::user).c_str(), "alice");
    on(state).parse({"unlock", "--limits", "alice", "--source", "local"});
    assert_int_equal(on(state).status(), 2);
    on(state).parse({"unlock"});
    assert_int_equal(on(state).status(), 2);
}

void a_report_is_of_seven_days_by_default(void** state) {
    on(state).parse({"report"});
    assert_string_equal(on(state).field(field_id::detail).c_str(), "7d");
    on(state).parse({"report", "--since", "2026-11-01", "--csv"});
    assert_string_equal(on(state).field(field_id::detail).c_str(), "2026-11-01");
    on(state).parse({"reload"});
    assert_string_equal(on(state).query().command.c_str(), "reload");
}

void a_number_does_not_stay_in_the_process_title(void** state) {
    on(state).parse({"phone", "set", "alice", "+13105551212", "--config", "/none"});
    assert_string_equal(on(state).arguments.at(4).c_str(), "************");
    assert_true(on(state).options().action != nullptr);
    for (const std::vector<std::string>& wrong : {std::vector<std::string>{"phone"},
                                                  {"phone", "show"},
                                                  {"phone", "set"},
                                                  {"phone", "call", "alice"}}) {
        on(state).parse(wrong);
        assert_int_equal(on(state).status(), 2);
    }
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, tests::open_command_line, tests::close_command_line)
    const CMUnitTest tests[] = {
        CASE(limits_are_of_all_a_user_or_a_source),
        CASE(unlock_names_a_user),
        CASE(a_report_is_of_seven_days_by_default),
        CASE(a_number_does_not_stay_in_the_process_title),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
