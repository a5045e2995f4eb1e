// SPDX-License-Identifier: BSD-3-Clause
// telesignctl's recovery new and recovery list, and what `telesignctl check` asks of recovery codes.

#include "telesignd/command_fixture.h"

#include "policy/recovery_text.h"

#include <algorithm>
#include <array>
#include <iterator>

#include <unistd.h>

namespace {

using namespace tests;

/// The codes that were told; what stands before them is whose they are.
std::vector<std::string> codes_of(const command_fixture& d) {
    std::vector<std::string> codes;
    std::copy_if(d.facts.begin(), d.facts.end(), std::back_inserter(codes),
                 [](const std::string& each) { return each.starts_with("code="); });
    return codes;
}

/// What use() makes of a code as it was told.
bool works(command_fixture& d, const std::string& fact) {
    const auto code = policy::read_recovery_code(fact.substr(std::strlen("code=")));
    assert_true(code.has_value());
    const auto left = d.recovery_codes.use("alice", code->view(), std::chrono::steady_clock::now() + 60s, {});
    return left && left->has_value();
}

void new_ones_take_the_place_of_those_before(void** state) {
    command_fixture& d = at(state);
    d.ask("recovery-new", {{field_id::user, "alice"}});
    const auto before = codes_of(d);
    assert_int_equal(before.size(), 10);
    d.ask("recovery-new", {{field_id::user, "alice"}});
    const auto fresh = codes_of(d);
    assert_int_equal(fresh.size(), 10);
    assert_string_equal(d.printed.c_str(),
                        "These codes are shown only once. Codes from before no longer work.");
    assert_end(d, result::granted, "");
    assert_false(works(d, before[0]));
    assert_true(works(d, fresh[9]));
    assert_contains(d.log, "command outcome=granted reason=made verb=recovery-new user=alice pid=77 uid=0\n");
    for (const std::string& each : fresh)
        assert_null(std::strstr(d.log.c_str(), each.c_str() + std::strlen("code=")));
}

void codes_come_with_their_user_host_and_date(void** state) {
    command_fixture& d = at(state);
    std::array<char, 256> host{};
    assert_int_equal(::gethostname(host.data(), host.size()), 0);
    d.ask("recovery-new", {{field_id::user, "alice"}});
    assert_string_equal(d.facts.at(0).c_str(), "user=alice");
    assert_string_equal(d.facts.at(1).c_str(), (std::string{"host="} + host.data()).c_str());
    const std::string made = d.facts.at(2);
    assert_contains(made, "made=20");
    d.ask("recovery-list", {{field_id::user, "alice"}});
    assert_string_equal(d.facts.at(1).c_str(), made.c_str());
}

void a_disk_that_takes_nothing_is_told(void** state) {
    command_fixture& d = at(state);
    d.is_disk_full = true;
    d.ask("recovery-new", {{field_id::user, "alice"}});
    assert_true(d.how == result::granted);
    assert_end(d, result::granted,
               "This is not on disk yet, and lost if telesignd ends now: its log says why.");
}

void codes_that_cannot_be_printed_replace_none(void** state) {
    command_fixture& d = at(state);
    d.ask("recovery-new", {{field_id::user, "alice"}});
    const auto before = codes_of(d);
    d.can_print = false;
    d.ask("recovery-new", {{field_id::user, "alice"}});
    const auto fresh = codes_of(d);
    assert_int_equal(fresh.size(), 10);
    assert_true(d.how == result::conversation_error);
    assert_contains(d.log,
                    "command outcome=conversation_error reason=cancelled verb=recovery-new user=alice ");
    assert_false(works(d, fresh[0]));
    assert_true(works(d, before[0]));
}

void a_user_with_a_phone_is_named(void** state) {
    command_fixture& d = at(state);
    for (const char* const verb : {"recovery-new", "recovery-list"}) {
        d.ask(verb, {});
        assert_end(d, result::service_error, "name a user");
        d.ask(verb, {{field_id::phone, "+13105551212"}});
        assert_end(d, result::service_error, "name a user");
        d.ask(verb, {{field_id::user, "mallory"}});
        assert_end(d, result::denied,
                   "/etc/telesign/phones.ini: mallory: no phone: run telesignctl phone set mallory");
        d.ask(verb, {{field_id::user, "carol"}});
        assert_end(d, result::denied, "/etc/telesign/phones.ini:5: carol: no country code");
    }
    assert_false(d.recovery_codes.anybody_has());
}

void how_many_are_left_leaves_no_line(void** state) {
    command_fixture& d = at(state);
    d.ask("recovery-left", {});
    assert_end(d, result::service_error, "name a user");
    assert_contains(d.log, "verb=recovery-left");
    d.ask("recovery-left", {{field_id::user, "mallory"}});
    assert_facts(d, {"left=0"});
    d.ask("recovery-new", {{field_id::user, "alice"}});
    assert_true(works(d, codes_of(d).at(0)));
    d.ask("recovery-left", {{field_id::user, "alice"}});
    assert_facts(d, {"left=9"});
    assert_end(d, result::granted, "");
    assert_string_equal(d.log.c_str(), "");
}

void the_list_tells_when_codes_were_used(void** state) {
    command_fixture& d = at(state);
    d.ask("recovery-list", {{field_id::user, "alice"}});
    assert_facts(d, {"left=0"});
    assert_end(d, result::granted, "For new ones run telesignctl recovery new alice");
    d.ask("recovery-new", {{field_id::user, "alice"}});
    assert_true(works(d, codes_of(d)[2]));
    d.ask("recovery-list", {{field_id::user, "alice"}});
    assert_int_equal(d.facts.size(), 3);
    assert_string_equal(d.facts[0].c_str(), "left=9");
    assert_contains(d.facts[1], "made=20");
    assert_contains(d.facts[2], "used=20");
    assert_contains(d.facts[2], "Z code=3");
    assert_end(d, result::granted, "");
}

void codes_whose_owner_has_no_phone_any_more_are_told(void** state) {
    command_fixture& d = at(state);
    d.ask("recovery-new", {{field_id::user, "alice"}});
    d.phones.entries.erase("alice");
    d.ask("recovery-list", {{field_id::user, "alice"}});
    assert_string_equal(d.facts.at(0).c_str(), "left=10");
    assert_end(
        d, result::granted,
        "None of them works. /etc/telesign/phones.ini: alice: no phone: run telesignctl phone set alice");
}

void stopping_changes_nothing(void** state) {
    command_fixture& d = at(state);
    d.stop.request_stop();
    d.ask("recovery-new", {{field_id::user, "alice"}});
    assert_true(d.how == result::unavailable);
    assert_false(d.recovery_codes.anybody_has());
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_command, close_command)
    const CMUnitTest tests[] = {
        CASE(new_ones_take_the_place_of_those_before),
        CASE(codes_come_with_their_user_host_and_date),
        CASE(a_disk_that_takes_nothing_is_told),
        CASE(codes_that_cannot_be_printed_replace_none),
        CASE(a_user_with_a_phone_is_named),
        CASE(how_many_are_left_leaves_no_line),
        CASE(the_list_tells_when_codes_were_used),
        CASE(codes_whose_owner_has_no_phone_any_more_are_told),
        CASE(stopping_changes_nothing),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
