// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/options.h"

#include <cstring>
#include <string>
#include <vector>

#include "unit/telesignctl/command_line_fixture.h"

namespace {

using protocol::field_id;
using tests::close_command_line;
using tests::command_line_fixture;
using tests::open_command_line;

command_line_fixture& on(void** state) {
    return *static_cast<command_line_fixture*>(*state);
}

void phoneid_takes_a_number_and_lookups(void** state) {
    on(state).parse({"phoneid", "+1 310 555 1212"});
    assert_string_equal(on(state).field(field_id::phone).c_str(), "+1 310 555 1212");
    assert_string_equal(on(state).field(field_id::detail).c_str(), "");
    assert_string_equal(on(state).options().socket.c_str(), "/run/telesign/telesignd.sock");
    assert_false(on(state).options().json);
    on(state).parse({"phoneid", "13105551212", "--subscriber-status", "--standard", "--score", "--contact",
                     "--live", "--sim-swap", "--call-forward-detection", "--number-deactivation",
                     "--porting-history"});
    assert_string_equal(
        on(state).field(field_id::detail).c_str(),
        "standard,score,contact,live,sim_swap,call_forward_detection,number_deactivation,porting_history,"
        "subscriber_status");
}

void options_of_all_stand_anywhere(void** state) {
    on(state).parse({"--json", "--socket", "/a", "login", "alice"});
    assert_true(on(state).options().json);
    assert_string_equal(on(state).options().socket.c_str(), "/a");
    on(state).parse({"login", "alice", "--json", "--socket=/b"});
    assert_true(on(state).options().json);
    assert_string_equal(on(state).options().socket.c_str(), "/b");
    on(state).parse({"send", "--user", "alice", "--json"});
    assert_true(on(state).options().json);
}

void recovery_takes_a_verb_and_a_user(void** state) {
    on(state).parse({"recovery", "new", "alice", "--json"});
    assert_string_equal(on(state).options().query.command.c_str(), "recovery-new");
    assert_string_equal(on(state).field(field_id::user).c_str(), "alice");
    assert_true(on(state).options().json);
    on(state).parse({"recovery", "list", "bob"});
    assert_string_equal(on(state).options().query.command.c_str(), "recovery-list");
    assert_string_equal(on(state).field(field_id::user).c_str(), "bob");
}

void send_takes_a_number_or_a_user(void** state) {
    on(state).parse({"send", "13105551212", "--channel", "voice"});
    assert_string_equal(on(state).field(field_id::phone).c_str(), "13105551212");
    assert_string_equal(on(state).field(field_id::channel).c_str(), "voice");
    on(state).parse({"send", "--user", "alice"});
    assert_string_equal(on(state).field(field_id::user).c_str(), "alice");
}

void status_takes_a_code_or_asks_for_it(void** state) {
    on(state).parse({"status", "abc"});
    assert_false(on(state).options().prompt_for_code);
    on(state).parse({"status", "abc", "--code"});
    assert_true(on(state).options().prompt_for_code);
    assert_true(on(state).query().code.empty());
    on(state).parse({"status", "abc", "--code", "12345"});
    assert_false(on(state).options().prompt_for_code);
    assert_true(on(state).query().code.view() == "12345");
    on(state).parse({"status", "--code=12345", "abc"});
    assert_true(on(state).query().code.view() == "12345");
    assert_string_equal(on(state).field(field_id::reference).c_str(), "abc");
}

void forgetting_is_one_users_or_everybodys(void** state) {
    on(state).parse({"forget", "alice"});
    assert_string_equal(on(state).field(field_id::user).c_str(), "alice");
    assert_string_equal(on(state).query().command.c_str(), "forget");
    on(state).parse({"forget", "--all"});
    assert_string_equal(on(state).query().command.c_str(), "forget-all");
    assert_string_equal(on(state).field(field_id::user).c_str(), "");
    on(state).parse({"sessions"});
    assert_string_equal(on(state).query().command.c_str(), "sessions");
    for (const std::vector<std::string>& wrong : {std::vector<std::string>{"forget"},
                                                  {"forget", "alice", "--all"},
                                                  {"forget", ""},
                                                  {"sessions", "alice"}}) {
        on(state).parse(wrong);
        assert_int_equal(on(state).status(), 2);
    }
}

void numbers_and_codes_do_not_stay_in_the_process_title(void** state) {
    on(state).parse({"phoneid", "+1 310 555 1212", "--json"});
    assert_string_equal(on(state).arguments.at(2).c_str(), "***************");
    assert_string_equal(on(state).arguments.at(3).c_str(), "--json");
    on(state).parse({"send", "13105551212"});
    assert_string_equal(on(state).arguments.at(2).c_str(), "***********");
    on(state).parse({"status", "abc", "--code=12345"});
    assert_string_equal(on(state).arguments.at(3).c_str(), "--code=*****");
    on(state).parse({"status", "abc", "--code", "12345"});
    assert_string_equal(on(state).arguments.at(4).c_str(), "*****");
}

void an_unknown_command_is_named_alone(void** state) {
    on(state).parse({"fly", "13105551212"});
    assert_non_null(std::strstr(on(state).diagnostics.c_str(), "Unknown command 'fly'"));
    assert_null(std::strstr(on(state).diagnostics.c_str(), "13105551212"));
    on(state).parse({"phone", "sett", "alice"});
    assert_non_null(std::strstr(on(state).diagnostics.c_str(), "Unknown command 'sett'"));
}

void what_cannot_be_is_a_usage_error(void** state) {
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {},
             {"fly"},
             {"phoneid"},
             {"phoneid", "1", "2"},
             {"phoneid", "1", "--carrier"},
             {"send"},
             {"send", "13105551212", "--user", "alice"},
             {"send", "13105551212", "--channel", "pigeon"},
             {"status"},
             {"login"},
             {"login", "alice", "--service"},
             {"login", "alice", "login", "bob"},
             {"--socket"},
         }) {
        on(state).parse(words);
        assert_int_equal(on(state).status(), 2);
        assert_true(on(state).diagnostics.size() > 10);
    }
    on(state).parse({"send"});
    assert_non_null(
        std::strstr(on(state).diagnostics.c_str(), "name a phone number or --user NAME, one of them"));
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_command_line, close_command_line)
    const CMUnitTest tests[] = {
        CASE(phoneid_takes_a_number_and_lookups),
        CASE(options_of_all_stand_anywhere),
        CASE(recovery_takes_a_verb_and_a_user),
        CASE(send_takes_a_number_or_a_user),
        CASE(status_takes_a_code_or_asks_for_it),
        CASE(forgetting_is_one_users_or_everybodys),
        CASE(numbers_and_codes_do_not_stay_in_the_process_title),
        CASE(an_unknown_command_is_named_alone),
        CASE(what_cannot_be_is_a_usage_error),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
