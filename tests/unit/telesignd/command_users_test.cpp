// SPDX-License-Identifier: BSD-3-Clause
// telesignctl's commands that name a user: one account has many spellings.

#include "telesignd/command_fixture.h"

#include "unit/policy/wrong_code.h"

namespace {

using namespace tests;

/// The system knows alice, by two spellings, and nobody else.
command_fixture& small_system(void** state) {
    command_fixture& d = at(state);
    d.find_account = [](const std::string& name) {
        return name == "alice" || name == "ALICE" ? know("alice") : unknown_account();
    };
    return d;
}

void unlock_ends_the_accounts_lock(void** state) {
    command_fixture& d = small_system(state);
    d.settings.limits.failures = config::rate{1, 1h};
    type_wrong_code(d.lockouts, {"alice", "local"}, d.settings.limits);
    d.ask("unlock", {{field_id::user, "ALICE"}});
    assert_facts(d, {"locks=1", "failures=0"});
    assert_end(d, result::granted, "Unlocked.");
    assert_contains(d.log, "verb=unlock user=alice typed=ALICE pid=77");
}

void who_is_gone_is_unlocked_as_typed(void** state) {
    command_fixture& d = small_system(state);
    d.settings.limits.failures = config::rate{1, 1h};
    for (const char* const user : {"mallory", "bob"})
        type_wrong_code(d.lockouts, {user, "local"}, d.settings.limits);
    d.ask("unlock", {{field_id::user, "mallory"}});
    assert_end(d, result::granted, "Unlocked. The system knows no user \"mallory\": check the spelling.");
    d.find_account = [](const std::string&) -> policy::found_account {
        return tl::unexpected{policy::no_account{policy::no_account::reason::silent, "no answer in time"}};
    };
    d.ask("unlock", {{field_id::user, "bob"}});
    assert_end(d, result::granted,
               "Unlocked. The user database does not answer, so \"bob\" was taken as typed.");
    assert_contains(d.log, "verb=unlock user=bob pid=77");
}

void a_name_that_the_system_does_not_know_is_noted(void** state) {
    command_fixture& d = small_system(state);
    const char* const note = "The system knows no user \"bob\": check the spelling.";
    d.ask("limits", {{field_id::user, "bob"}});
    assert_end(d, result::granted, note);
    d.ask("forget", {{field_id::user, "bob"}});
    assert_end(d, result::granted, (std::string{"Forgotten: 0. "} + note).c_str());
    d.ask("recovery-new", {{field_id::user, "bob"}});
    assert_end(d, result::granted, note);
    d.ask("limits", {{field_id::user, "ALICE"}});
    assert_end(d, result::granted, "");
}

void recovery_codes_are_the_accounts(void** state) {
    command_fixture& d = small_system(state);
    d.ask("recovery-new", {{field_id::user, "ALICE"}});
    assert_true(d.how == result::granted);
    assert_int_equal(d.recovery_codes.all_of("alice").size(), 10);
    assert_true(d.recovery_codes.all_of("ALICE").empty());
    d.ask("recovery-list", {{field_id::user, "ALICE"}});
    assert_string_equal(d.facts.at(0).c_str(), "left=10");
}

void forget_and_send_find_the_account(void** state) {
    command_fixture& d = small_system(state);
    d.settings.remember.keep_for = 12h;
    d.remembered.remember({"alice", "203.0.113.7", "sshd", "13105551212", {}}, d.settings.remember);
    d.ask("forget", {{field_id::user, "ALICE"}});
    assert_end(d, result::granted, "Forgotten: 1.");
    d.ask("send", {{field_id::user, "ALICE"}});
    assert_true(d.how == result::granted);
    assert_string_equal(d.facts.at(0).c_str(), "user=alice");
}

void limits_are_the_accounts(void** state) {
    command_fixture& d = small_system(state);
    d.settings.limits.failures = config::rate{3, 1h};
    type_wrong_code(d.lockouts, {"alice", "local"}, d.settings.limits);
    d.ask("limits", {{field_id::user, "ALICE"}});
    assert_string_equal(d.facts.back().c_str(), "failures=user=alice source=local count=1 limit=3/1h");
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_command, close_command)
    const CMUnitTest tests[] = {
        CASE(unlock_ends_the_accounts_lock),
        CASE(who_is_gone_is_unlocked_as_typed),
        CASE(a_name_that_the_system_does_not_know_is_noted),
        CASE(recovery_codes_are_the_accounts),
        CASE(forget_and_send_find_the_account),
        CASE(limits_are_the_accounts),
    };
    return cmocka_run_group_tests_name("telesignd.command_users_test", tests, nullptr, nullptr);
}
