// SPDX-License-Identifier: BSD-3-Clause
#include "policy/remembered_logins.h"

#include <future>
#include <string>
#include <thread>
#include <vector>

#include "cmocka_cpp.h"

namespace {

using namespace std::chrono_literals;
using policy::remembered_login;
using policy::remembered_logins;

/// A memory whose clock the test turns.
struct fixture {
    std::chrono::sys_seconds now{1'700'000'000s};
    remembered_logins memory{[this] { return now; }};
    config::remember_settings rules{.keep_for = 12h, .services = {}};

    void remember(const remembered_login& login) { memory.remember(login, rules); }
    [[nodiscard]] bool knows(const remembered_login& login) const {
        return memory.find(login, rules).has_value();
    }
};

int open_memory(void** state) {
    *state = new fixture;
    return 0;
}

int close_memory(void** state) {
    delete static_cast<fixture*>(*state);
    return 0;
}

fixture& of(void** state) {
    return *static_cast<fixture*>(*state);
}

const remembered_login alice{"alice", "203.0.113.7", "sshd", "13105551212", {}};

remembered_login changed(std::string remembered_login::*member, const char* value) {
    remembered_login login = alice;
    login.*member = value;
    return login;
}

void what_is_remembered_is_known_for_its_time(void** state) {
    fixture& f = of(state);
    assert_false(f.knows(alice));
    f.remember(alice);
    f.now += 12h - 1s;
    assert_true(f.knows(alice));
    const auto found = f.memory.find(alice, f.rules);
    assert_true(found->since == f.now - (12h - 1s));
    f.now += 1s;
    assert_false(f.knows(alice));
}

void finding_it_makes_it_no_younger(void** state) {
    fixture& f = of(state);
    f.remember(alice);
    for (int hours = 0; hours < 12; ++hours) {
        assert_true(f.knows(alice));
        f.now += 1h;
    }
    assert_false(f.knows(alice));
}

void another_valid_code_begins_the_time_anew(void** state) {
    fixture& f = of(state);
    f.remember(alice);
    f.now += 11h;
    f.remember(alice);
    f.now += 11h;
    assert_true(f.knows(alice));
    assert_int_equal(f.memory.all(f.rules).size(), 1);
}

void everything_must_be_the_same(void** state) {
    fixture& f = of(state);
    f.remember(alice);
    assert_false(f.knows(changed(&remembered_login::account, "bob")));
    assert_false(f.knows(changed(&remembered_login::address, "203.0.113.8")));
    assert_false(f.knows(changed(&remembered_login::service, "sudo")));
    assert_false(f.knows(changed(&remembered_login::phone, "13105551213")));
    assert_true(f.knows(alice));
}

void services_that_share_a_memory_know_each_others(void** state) {
    fixture& f = of(state);
    f.rules.services = {"cockpit", "sshd"};
    f.remember(alice);
    const remembered_login cockpit = changed(&remembered_login::service, "cockpit");
    assert_true(f.knows(alice) && f.knows(cockpit));
    assert_false(f.knows(changed(&remembered_login::service, "sudo")));
    assert_string_equal(f.memory.find(cockpit, f.rules)->service.c_str(), "sshd");
    f.now += 1h;
    f.remember(cockpit);
    assert_string_equal(f.memory.find(alice, f.rules)->service.c_str(), "cockpit"); // the newest
    f.rules.services = {"cockpit", "sudo"};                                         // after a reload
    assert_true(f.knows(alice));                                                    // by its own
    assert_true(f.knows(changed(&remembered_login::service, "sudo")));
    assert_false(f.knows(changed(&remembered_login::service, "su")));
}

void a_shorter_time_counts_at_once(void** state) {
    fixture& f = of(state);
    f.remember(alice);
    f.now += 2h;
    f.rules.keep_for = 1h;
    assert_false(f.knows(alice));
    assert_int_equal(f.memory.all(f.rules).size(), 0);
}

void without_a_time_nothing_is_kept_or_known(void** state) {
    fixture& f = of(state);
    f.remember(alice);
    const auto on = std::exchange(f.rules.keep_for, std::nullopt);
    assert_false(f.knows(alice));
    assert_int_equal(f.memory.all(f.rules).size(), 0);
    f.remember(changed(&remembered_login::account, "bob"));
    f.rules.keep_for = on;
    assert_false(f.knows(changed(&remembered_login::account, "bob")));
}

void a_login_from_the_future_does_not_count(void** state) {
    fixture& f = of(state);
    f.remember(alice);
    f.now -= 1s; // the clock was set
    assert_false(f.knows(alice));
}

void forgetting_ends_one_users_or_all(void** state) {
    fixture& f = of(state);
    f.remember(alice);
    f.remember(changed(&remembered_login::address, "2001:db8::7"));
    f.remember(changed(&remembered_login::account, "bob"));
    assert_int_equal(f.memory.forget("ali"), 0);
    assert_int_equal(f.memory.forget("alice"), 2);
    assert_false(f.knows(alice));
    assert_true(f.knows(changed(&remembered_login::account, "bob")));
    assert_int_equal(f.memory.forget_all(), 1);
    assert_false(f.knows(changed(&remembered_login::account, "bob")));
}

void changes_are_told_in_order(void** state) {
    fixture& f = of(state);
    std::vector<std::string> told;
    std::future<void> meanwhile;
    bool has_to_wait = false;
    f.memory.remember(alice, f.rules, [&] {
        meanwhile = std::async(std::launch::async,
                               [&] { f.memory.forget("alice", [&] { told.emplace_back("forgotten"); }); });
        has_to_wait = meanwhile.wait_for(20ms) == std::future_status::timeout;
        told.emplace_back("remembered");
    });
    meanwhile.get();
    assert_true(has_to_wait);
    assert_true((told == std::vector<std::string>{"remembered", "forgotten"}));
    assert_false(f.knows(alice));
    f.memory.forget_all([&] { told.emplace_back("all"); });
    f.rules.keep_for.reset();
    f.memory.remember(alice, f.rules, [&] { told.emplace_back("no"); });
    assert_int_equal(told.size(), 3);
}

void what_was_listed_can_be_restored_as_old_as_it_is(void** state) {
    fixture& f = of(state);
    f.remember(alice);
    f.now += 11h;
    f.remember(changed(&remembered_login::account, "bob"));
    remembered_logins after{[&] { return f.now; }};
    for (const remembered_login& each : f.memory.all(f.rules))
        after.restore(each);
    assert_int_equal(after.all(f.rules).size(), 2);
    assert_true(after.find(alice, f.rules).has_value());
    f.now += 1h;
    assert_false(after.find(alice, f.rules).has_value());
    assert_string_equal(after.all(f.rules).at(0).account.c_str(), "bob");
}

void a_full_memory_drops_the_oldest(void** state) {
    fixture& f = of(state);
    for (std::size_t count = 0; count <= remembered_logins::capacity; ++count) {
        f.memory.restore({"user" + std::to_string(count), "203.0.113.7", "sshd", "13105551212", f.now});
        f.now += 1s;
    }
    assert_int_equal(f.memory.all(f.rules).size(), remembered_logins::capacity);
    assert_false(f.knows(changed(&remembered_login::account, "user0")));
    assert_true(f.knows(changed(&remembered_login::account, "user1")));
}

void old_logins_leave_room(void** state) {
    fixture& f = of(state);
    f.remember(alice);
    f.now += 12h;
    f.remember(changed(&remembered_login::account, "bob"));
    assert_int_equal(f.memory.forget_all(), 1);
}

void many_threads_share_it(void** state) {
    fixture& f = of(state);
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int number = 0; number < 4; ++number)
        threads.emplace_back([&f, number] {
            const remembered_login mine = changed(&remembered_login::account, std::to_string(number).c_str());
            for (int round = 0; round < 200; ++round) {
                f.remember(mine);
                static_cast<void>(f.knows(alice));
                static_cast<void>(f.memory.all(f.rules));
                f.memory.forget("nobody");
            }
        });
    for (std::thread& each : threads)
        each.join();
    assert_int_equal(f.memory.forget_all(), 4);
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_memory, close_memory)
    const CMUnitTest tests[] = {
        CASE(what_is_remembered_is_known_for_its_time),
        CASE(finding_it_makes_it_no_younger),
        CASE(another_valid_code_begins_the_time_anew),
        CASE(everything_must_be_the_same),
        CASE(services_that_share_a_memory_know_each_others),
        CASE(a_shorter_time_counts_at_once),
        CASE(without_a_time_nothing_is_kept_or_known),
        CASE(a_login_from_the_future_does_not_count),
        CASE(forgetting_ends_one_users_or_all),
        CASE(changes_are_told_in_order),
        CASE(what_was_listed_can_be_restored_as_old_as_it_is),
        CASE(a_full_memory_drops_the_oldest),
        CASE(old_logins_leave_room),
        CASE(many_threads_share_it),
    };
    return cmocka_run_group_tests_name("policy/remembered_logins", tests, nullptr, nullptr);
}
