// SPDX-License-Identifier: BSD-3-Clause
// telesignctl's limits and unlock.

#include "telesignd/command_fixture.h"

#include "unit/config/overriding.h"
#include "unit/policy/wrong_code.h"

namespace {

using namespace tests;

void send(command_fixture& d, const char* user, std::uint64_t phone, const char* source,
          bool may_be_call = false) {
    assert_true(
        d.send_limits.reserve({user, phone, source, may_be_call, false}, d.settings.limits).has_value());
}

void type_wrong_codes(command_fixture& d, const char* user, const char* source, int count) {
    for (int code = 0; code < count; ++code)
        type_wrong_code(d.lockouts, {user, source}, d.settings.limits);
}

void few_limits(command_fixture& d) {
    auto& limits = d.settings.limits;
    limits.sends_per_user = {{2, 10min}};
    limits.sends_unprivileged = {};
    limits.sends_per_phone = {{5, 10min}};
    limits.sends_per_source = {{1, 1h}};
    limits.sends_total = {{100, 1h}};
    limits.voice_total = {{10, 24h}};
    limits.reserve_per_service = 0;
    limits.failures = config::rate{3, 1h};
}

void a_users_limits_are_told_with_when_there_is_more(void** state) {
    command_fixture& d = at(state);
    few_limits(d);
    send(d, "alice", 13105551212, "192.0.2.1", true);
    d.now += 4min;
    send(d, "alice", 13105551212, "", false);
    type_wrong_codes(d, "alice", "192.0.2.1", 2);
    d.ask("limits", {{field_id::user, "alice"}});
    assert_facts(
        d, {"limit=name=sends_per_user of=alice limit=2/10m used=2 left=0 reserved=0 "
            "more_from=2023-11-14T22:23:20Z",
            "limit=name=sends_per_phone of=*********12 limit=5/10m used=2 left=3 reserved=0 more_from=now",
            "limit=name=sends_total of=all limit=100/1h used=2 left=98 reserved=0 more_from=now",
            "limit=name=voice_total of=all limit=10/1d used=1 left=9 reserved=0 more_from=now",
            "failures=user=alice source=192.0.2.1 count=2 limit=3/1h"});
    assert_end(d, result::granted, "");
    assert_contains(d.log, "command outcome=granted reason=listed verb=limits user=alice pid=77 uid=0\n");
}

/// A phone counts as what was dialled, however its number is written.
void the_phone_of_a_user_is_its_international_number(void** state) {
    command_fixture& d = at(state);
    few_limits(d);
    d.phones.entries["bob"].digits = 4402079460000; // with the 0 of its country
    send(d, "bob", 442079460000, "");
    d.ask("limits", {{field_id::user, "bob"}});
    assert_string_equal(
        d.facts.at(1).c_str(),
        "limit=name=sends_per_phone of=**********00 limit=5/10m used=1 left=4 reserved=0 more_from=now");
}

void without_a_user_it_tells_who_has_nothing_left_or_is_locked(void** state) {
    command_fixture& d = at(state);
    few_limits(d);
    send(d, "alice", 13105551212, "192.0.2.1");
    send(d, "alice", 13105551212, "");
    send(d, "bob", 442079460000, "");
    type_wrong_codes(d, "bob", "2001:db8::/64", 3);
    type_wrong_codes(d, "carol", "local", 2);
    d.ask("limits", {});
    assert_facts(d, {"limit=name=sends_total of=all limit=100/1h used=3 left=97 reserved=0 more_from=now",
                     "limit=name=voice_total of=all limit=10/1d used=0 left=10 reserved=0 more_from=now",
                     "limit=name=sends_per_user of=alice limit=2/10m used=2 left=0 reserved=0 "
                     "more_from=2023-11-14T22:23:20Z",
                     "limit=name=sends_per_source of=192.0.2.1 limit=1/1h used=1 left=0 reserved=0 "
                     "more_from=2023-11-14T23:13:20Z",
                     "lock=user=bob source=2001:db8::/64 until=2023-11-14T22:28:20Z"});
    d.now += 2h;
    d.ask("limits", {});
    assert_int_equal(d.facts.size(), 2);
    assert_end(d, result::granted, "Nobody is locked.");
}

void a_source_may_be_asked_for(void** state) {
    command_fixture& d = at(state);
    few_limits(d);
    send(d, "alice", 13105551212, "2001:db8:0:7::/64");
    type_wrong_codes(d, "bob", "2001:db8:0:7::/64", 1);
    type_wrong_codes(d, "bob", "local", 1);
    d.ask("limits", {{field_id::detail, "2001:db8:0:7::1"}});
    assert_string_equal(d.facts.at(0).c_str(), "limit=name=sends_per_source of=2001:db8:0:7::/64 limit=1/1h "
                                               "used=1 left=0 reserved=0 more_from=2023-11-14T23:13:20Z");
    assert_string_equal(d.facts.back().c_str(),
                        "failures=user=bob source=2001:db8:0:7::/64 count=1 limit=3/1h");
    assert_int_equal(d.facts.size(), 4);
    d.ask("limits", {{field_id::detail, "host.example.org"}});
    assert_true(d.how == result::service_error);
}

void no_limits_are_nothing_to_tell(void** state) {
    command_fixture& d = at(state);
    auto& limits = d.settings.limits;
    for (auto* each : {&limits.sends_per_user, &limits.sends_unprivileged, &limits.sends_per_phone,
                       &limits.sends_per_source, &limits.sends_total})
        each->clear();
    limits.failures.reset();
    d.ask("limits", {{field_id::user, "alice"}});
    assert_facts(d, {});
}

void unlocking_takes_locks_and_failures_also_on_disk(void** state) {
    command_fixture& d = at(state);
    few_limits(d);
    type_wrong_codes(d, "alice", "192.0.2.1", 3);
    type_wrong_codes(d, "alice", "local", 2);
    type_wrong_codes(d, "bob", "local", 3);
    d.ask("unlock", {{field_id::user, "alice"}});
    assert_facts(d, {"locks=1", "failures=2"});
    assert_end(d, result::granted, "Unlocked.");
    assert_contains(d.log, "verb=unlock user=alice pid=77 uid=0 detail=\"1 locks, 2 failures\"");
    assert_false(d.lockouts.locked_for({"alice", "192.0.2.1"}, d.settings.limits).has_value());
    assert_true(d.lockouts.locked_for({"bob", "local"}, d.settings.limits).has_value());
    const auto& removed = std::get<state::removal>(d.recorded.at(0));
    assert_true(removed.target == state::removal::kind::locks && removed.user == "alice" && !removed.source);
    type_wrong_codes(d, "alice", "local", 2); // they count from the beginning
    assert_false(d.lockouts.locked_for({"alice", "local"}, d.settings.limits).has_value());
    d.ask("unlock", {{field_id::user, "carol"}});
    assert_end(d, result::granted, "There was no lock.");
    d.is_disk_full = true;
    d.ask("unlock", {{field_id::user, "bob"}});
    assert_end(d, result::granted,
               "Unlocked. This is not on disk yet, and lost if telesignd ends now: its log says why.");
}

void unlocking_one_source_leaves_the_others(void** state) {
    command_fixture& d = at(state);
    few_limits(d);
    type_wrong_codes(d, "alice", "192.0.2.1", 3);
    type_wrong_codes(d, "alice", "198.51.100.7", 3);
    d.ask("unlock", {{field_id::user, "alice"}, {field_id::detail, "192.0.2.1"}});
    assert_facts(d, {"locks=1", "failures=0"});
    assert_false(d.lockouts.locked_for({"alice", "192.0.2.1"}, d.settings.limits).has_value());
    assert_true(d.lockouts.locked_for({"alice", "198.51.100.7"}, d.settings.limits).has_value());
    assert_string_equal(std::get<state::removal>(d.recorded.at(0)).source.value_or("all").c_str(),
                        "192.0.2.1");
    assert_contains(d.log, "user=alice source=192.0.2.1");
}

void what_cannot_be_unlocked_is_told(void** state) {
    command_fixture& d = at(state);
    d.ask("unlock", {});
    assert_end(d, result::service_error, "name a user");
    d.settings.limits.lock_scope = config::lock_scope::user;
    d.ask("unlock", {{field_id::user, "alice"}, {field_id::detail, "local"}});
    assert_end(d, result::service_error,
               "under lock_scope = user a lock holds from everywhere: leave the source out");
    type_wrong_codes(d, "alice", "local", 10);
    d.ask("limits", {});
    assert_contains(d.facts.back(), "lock=user=alice source=everywhere until=");
    d.ask("unlock", {{field_id::user, "alice"}});
    assert_facts(d, {"locks=1", "failures=0"});
    assert_int_equal(d.recorded.size(), 1);
}

void what_is_kept_for_other_services_is_told(void** state) {
    command_fixture& d = at(state);
    few_limits(d);
    d.settings.limits.sends_per_user = {{5, 10min}};
    d.settings.limits.reserve_per_service.reset();
    d.ask("limits", {{field_id::user, "alice"}});
    assert_string_equal(
        d.facts.at(0).c_str(),
        "limit=name=sends_per_user of=alice limit=5/10m used=0 left=5 reserved=1 more_from=now");
    for (const char* const service : {"openvpn", "openvpn", "openvpn", "openvpn", "sshd"})
        d.send_limits.reserve({"alice", 0, "", false, false, service}, d.settings.limits);
    d.ask("limits", {{field_id::user, "alice"}});
    assert_contains(d.facts.at(0), "used=5 left=0 reserved=0 more_from=2023-");
}

void unlocking_can_end_limits_too_also_on_disk(void** state) {
    command_fixture& d = at(state);
    few_limits(d);
    send(d, "alice", 13105551212, "192.0.2.1");
    send(d, "bob", 442079460000, "192.0.2.2");
    type_wrong_codes(d, "alice", "local", 3);
    d.ask("unlock-limits", {{field_id::user, "alice"}});
    assert_facts(d, {"locks=1", "failures=0", "sends=1"});
    assert_end(d, result::granted, "Unlocked. Codes sent to alice no longer count.");
    assert_contains(d.log,
                    "verb=unlock-limits user=alice pid=77 uid=0 detail=\"1 locks, 0 failures, 1 sends\"");
    assert_int_equal(d.recorded.size(), 2);
    const auto& reset = std::get<state::limits_reset>(d.recorded.at(1));
    assert_true(reset.user == "alice" && reset.phone == "13105551212");
    d.ask("limits", {{field_id::user, "alice"}});
    assert_contains(d.facts.at(0), "sends_per_user of=alice limit=2/10m used=0");
    assert_contains(d.facts.at(1), "sends_per_phone of=*********12 limit=5/10m used=0");
    assert_contains(d.facts.at(2), "sends_total of=all limit=100/1h used=2");
    d.ask("unlock", {{field_id::user, "bob"}}); // which ends no limits
    d.ask("limits", {{field_id::user, "bob"}});
    assert_contains(d.facts.at(0), "of=bob limit=2/10m used=1");
    d.ask("unlock-limits", {{field_id::user, "mallory"}}); // who has no phone
    assert_true(std::get<state::limits_reset>(d.recorded.back()).phone.empty());
    d.ask("unlock-limits", {{field_id::user, "alice"}, {field_id::detail, "local"}});
    assert_end(d, result::service_error,
               "codes sent count for the user from everywhere: leave the source out");
}

void a_limit_of_unprivileged_programs_is_told_where_there_are_some(void** state) {
    command_fixture& d = at(state);
    few_limits(d);
    d.settings.limits.sends_unprivileged = {{2, 10min}};
    d.ask("limits", {{field_id::user, "alice"}});
    assert_contains(d.facts.at(1), "name=sends_per_phone ");
    test::override_for_service(d.settings.services["openvpn"], "allow_unprivileged", "yes");
    d.ask("limits", {{field_id::user, "alice"}});
    assert_contains(d.facts.at(1), "name=sends_unprivileged of=alice ");
    d.settings.services.clear();
    for (int each = 0; each < 2; ++each)
        send(d, "alice", 0, "");
    const auto told_of_all = [&d] {
        d.ask("limits", {});
        return std::any_of(d.facts.begin(), d.facts.end(), [](const std::string& each) {
            return each.find("sends_unprivileged") != std::string::npos;
        });
    };
    assert_false(told_of_all());
    d.settings.policy.allow_unprivileged = true;
    d.ask("limits", {{field_id::user, "alice"}});
    assert_contains(d.facts.at(1), "name=sends_unprivileged of=alice ");
    assert_true(told_of_all());
}

/// A user who gets no code may be limited, and not locked.
void what_still_holds_after_unlocking_is_told(void** state) {
    command_fixture& d = at(state);
    few_limits(d);
    send(d, "alice", 13105551212, "192.0.2.1");
    send(d, "alice", 13105551212, "192.0.2.2");
    d.now += 3min;
    d.ask("unlock", {{field_id::user, "alice"}});
    assert_end(
        d, result::granted,
        "There was no lock. The limit sends_per_user = 2/10m still holds: more in 7 min, or at once by "
        "telesignctl unlock --limits alice.");
    d.ask("unlock-limits", {{field_id::user, "alice"}});
    assert_end(d, result::granted, "There was no lock. Codes sent to alice no longer count.");
    d.settings.limits.sends_total = {{2, 1h}};
    d.ask("unlock-limits", {{field_id::user, "alice"}});
    assert_end(d, result::granted,
               "There was no lock. Codes sent to alice no longer count. The limit sends_total = 2/1h still "
               "holds for "
               "everybody: more in 57 min.");
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_command, close_command)
    const CMUnitTest tests[] = {
        CASE(a_users_limits_are_told_with_when_there_is_more),
        CASE(the_phone_of_a_user_is_its_international_number),
        CASE(without_a_user_it_tells_who_has_nothing_left_or_is_locked),
        CASE(a_source_may_be_asked_for),
        CASE(no_limits_are_nothing_to_tell),
        CASE(unlocking_takes_locks_and_failures_also_on_disk),
        CASE(unlocking_one_source_leaves_the_others),
        CASE(what_cannot_be_unlocked_is_told),
        CASE(what_is_kept_for_other_services_is_told),
        CASE(unlocking_can_end_limits_too_also_on_disk),
        CASE(a_limit_of_unprivileged_programs_is_told_where_there_are_some),
        CASE(what_still_holds_after_unlocking_is_told),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
