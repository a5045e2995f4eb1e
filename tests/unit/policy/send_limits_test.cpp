#include "policy/send_limits.h"

#include "unit/policy/fake_clock.h"

#include <array>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "cmocka_cpp.h"

namespace {

using namespace policy;
using namespace std::chrono_literals;

struct fixture {
    tests::fake_clock clock;
    std::vector<std::string> told;
    send_limits limits{clock.reader(), [this](const send_attempt& attempt, auto, send_limits::change change) {
                           told.push_back(attempt.user + (change == send_limits::change::reserved
                                                              ? " reserved"
                                                              : " given back"));
                       }};
    config::limit_settings wanted; ///< by default none
    std::vector<send_limits::reservation> reservations;

    fixture() {
        for (auto* const limit : {&wanted.sends_per_user, &wanted.sends_per_phone, &wanted.sends_per_source,
                                  &wanted.sends_total, &wanted.voice_total})
            limit->clear();
        wanted.sends_unprivileged.clear();
        wanted.reserve_per_service = 0;
    }

    /// "ok", or the limit with the seconds to wait.
    std::string reserve(const send_attempt& attempt) {
        const auto result = limits.reserve(attempt, wanted);
        if (result) {
            reservations.push_back(*result);
            return "ok";
        }
        return fmt::format("{} {} {}{}", result.error().name, config::text_of(result.error().limit),
                           result.error().wait.count(), result.error().is_reserved ? " reserved" : "");
    }
};

const send_attempt alice{"alice", 13105551212, "192.0.2.1", false};
const send_attempt bob{"bob", 442079460000, "192.0.2.2", false};
const send_attempt nobody{"nobody", 0, "", false}; // a decoy, at the console

/// Alice at a service, as a program of root's says.
send_attempt at(const char* service) {
    return {"alice", 13105551212, "", false, false, service};
}

int open_fixture(void** state) {
    *state = new fixture;
    return 0;
}
int close_fixture(void** state) {
    delete static_cast<fixture*>(*state);
    return 0;
}
fixture& on(void** state) {
    return *static_cast<fixture*>(*state);
}
void expect(fixture& f, const send_attempt& attempt, const char* result) {
    const std::string got = f.reserve(attempt);
    assert_string_equal(got.c_str(), result);
}

void a_user_has_so_many_codes_in_any_window(void** state) {
    fixture& f = on(state);
    f.wanted.sends_per_user = {{2, 10min}};
    expect(f, alice, "ok");
    f.clock.now += 4min;
    expect(f, alice, "ok");
    expect(f, alice, "sends_per_user 2/10m 360");
    expect(f, bob, "ok");
    f.clock.now += 6min - 1ms;
    expect(f, alice, "sends_per_user 2/10m 1");
    f.clock.now += 1ms; // it slides: the first one's place is free, the second's is not
    expect(f, alice, "ok");
    expect(f, alice, "sends_per_user 2/10m 240");
}

void what_was_refused_does_not_count(void** state) {
    fixture& f = on(state);
    f.wanted.sends_per_user = {{1, 10min}};
    f.wanted.sends_total = {{2, 10min}};
    expect(f, alice, "ok");
    for (int time = 0; time < 5; ++time)
        expect(f, alice, "sends_per_user 1/10m 600");
    expect(f, bob, "ok");
}

void all_limits_of_a_list_hold(void** state) {
    fixture& f = on(state);
    f.wanted.sends_per_user = {{1, 1min}, {2, 1h}};
    expect(f, alice, "ok");
    f.clock.now += 1min;
    expect(f, alice, "ok");
    expect(f, alice, "sends_per_user 2/1h 3540"); // the one to wait longest for is told
    f.clock.now += 1min;
    expect(f, alice, "sends_per_user 2/1h 3480");
    f.clock.now += 58min;
    expect(f, alice, "ok");
}

void two_users_of_one_phone_share_its_limit(void** state) {
    fixture& f = on(state);
    f.wanted.sends_per_phone = {{1, 10min}};
    expect(f, alice, "ok");
    expect(f, {"carol", alice.phone, "", false}, "sends_per_phone 1/10m 600");
    expect(f, bob, "ok");
}

void decoys_have_no_phone_to_share(void** state) {
    fixture& f = on(state);
    f.wanted.sends_per_phone = {{1, 10min}};
    expect(f, nobody, "ok");
    expect(f, {"no one", 0, "", false}, "ok");
}

void a_source_has_a_limit_and_this_host_none(void** state) {
    fixture& f = on(state);
    f.wanted.sends_per_source = {{1, 1h}};
    expect(f, alice, "ok");
    expect(f, {"bob", 0, alice.source, false}, "sends_per_source 1/1h 3600");
    expect(f, bob, "ok");
    for (int time = 0; time < 3; ++time)
        expect(f, nobody, "ok");
}

void all_together_have_a_limit(void** state) {
    fixture& f = on(state);
    f.wanted.sends_total = {{2, 1h}};
    expect(f, alice, "ok");
    expect(f, nobody, "ok");
    expect(f, bob, "sends_total 2/1h 3600");
}

void what_may_be_a_call_has_a_limit_of_its_own(void** state) {
    fixture& f = on(state);
    f.wanted.voice_total = {{1, 1h}};
    expect(f, {"alice", 1, "", true}, "ok");
    expect(f, {"bob", 2, "", true}, "voice_total 1/1h 3600");
    expect(f, {"bob", 2, "", false}, "ok");
}

void no_limit_is_none(void** state) {
    fixture& f = on(state);
    for (int time = 0; time < 1000; ++time)
        expect(f, {"alice", 1, "192.0.2.1", true}, "ok");
}

void a_code_that_was_not_sent_gives_its_place_back(void** state) {
    fixture& f = on(state);
    for (auto* const limit : {&f.wanted.sends_per_user, &f.wanted.sends_per_phone, &f.wanted.sends_per_source,
                              &f.wanted.sends_total, &f.wanted.voice_total})
        *limit = {{1, 1h}};
    for (int time = 0; time < 3; ++time) {
        expect(f, {"alice", 1, "192.0.2.1", true}, "ok");
        f.limits.release(f.reservations.back());
    }
    expect(f, alice, "ok");
    assert_true((f.told == std::vector<std::string>{"alice reserved", "alice given back", "alice reserved",
                                                    "alice given back", "alice reserved", "alice given back",
                                                    "alice reserved"}));
}

void looking_takes_no_place(void** state) {
    fixture& f = on(state);
    f.wanted.sends_per_user = {{1, 1h}};
    for (int time = 0; time < 3; ++time)
        assert_false(f.limits.find_exceeded(alice, f.wanted).has_value());
    expect(f, alice, "ok");
    const auto tripped = f.limits.find_exceeded(alice, f.wanted);
    assert_true(tripped.has_value() && tripped->wait == 1h);
}

void what_an_earlier_daemon_sent_counts(void** state) {
    fixture& f = on(state);
    f.wanted.sends_per_user = {{2, 1h}};
    f.limits.restore(alice, f.clock.now - 59min, f.wanted);
    f.limits.restore(alice, f.clock.now - 30min, f.wanted);
    assert_true(f.told.empty());
    expect(f, alice, "sends_per_user 2/1h 60");
    f.clock.now += 1min;
    expect(f, alice, "ok");
}

void a_new_limit_counts_what_it_still_knows(void** state) {
    fixture& f = on(state);
    f.wanted.sends_per_user = {{5, 1h}};
    expect(f, alice, "ok");
    f.clock.now += 1min;
    expect(f, alice, "ok");
    f.wanted.sends_per_user = {{1, 1h}}; // a reload
    expect(f, alice, "sends_per_user 1/1h 3600");
}

void the_last_place_goes_to_one_of_many_logins(void** state) {
    fixture& f = on(state);
    f.wanted.sends_per_user = {{7, 1h}};
    std::atomic<unsigned> taken = 0;
    std::atomic<bool> go = false;
    std::array<std::thread, 8> logins;
    for (auto& login : logins)
        login = std::thread{[&] {
            go.wait(false);
            for (int time = 0; time < 50; ++time)
                taken += f.limits.reserve(alice, f.wanted) ? 1U : 0U;
        }};
    go = true;
    go.notify_all();
    for (auto& login : logins)
        login.join();
    assert_int_equal(taken.load(), 7);
}

void what_is_used_can_be_told(void** state) {
    fixture& f = on(state);
    f.wanted.sends_per_user = {{2, 10min}, {9, 24h}};
    f.wanted.sends_unprivileged.clear();
    f.wanted.sends_per_phone = {{5, 10min}};
    f.wanted.sends_total = {{100, 1h}};
    f.reserve(alice);
    f.clock.now += 4min;
    f.reserve(alice);
    f.reserve(bob);
    const auto used = f.limits.usage(alice, f.wanted);
    assert_int_equal(used.size(), 4);
    assert_true(used[0].used == 2 && used[0].wait == 6min && !used[0].is_phone);
    assert_true(used[1].used == 2 && used[1].wait == 0s);
    assert_true(used[2].name == "sends_per_phone" && used[2].is_phone && used[2].used == 2);
    assert_true(used[3].subject.empty() && used[3].used == 3);
    f.clock.now += 6min; // the first leaves its window
    assert_int_equal(f.limits.usage(alice, f.wanted)[0].used, 1);
    assert_int_equal(f.limits.usage(nobody, f.wanted)[0].used, 0);
}

void whoever_has_nothing_left_can_be_told(void** state) {
    fixture& f = on(state);
    f.wanted.sends_per_user = {{1, 10min}};
    f.wanted.sends_per_source = {{1, 1h}};
    f.reserve(alice);
    f.reserve(bob);
    const auto full = f.limits.full(f.wanted, 10);
    assert_int_equal(full.size(), 4);
    assert_true(full[0].subject == "bob" && full[0].wait == 10min);
    assert_true(full[2].name == "sends_per_source" && full[2].subject == "192.0.2.2");
    assert_int_equal(f.limits.full(f.wanted, 1).size(), 2);
    f.clock.now += 10min;
    assert_int_equal(f.limits.full(f.wanted, 10).size(), 2); // sources only
}

void the_last_ones_are_for_services_that_have_had_none(void** state) {
    fixture& f = on(state);
    for (auto* const limit : {&f.wanted.sends_per_user, &f.wanted.sends_per_phone}) {
        *limit = {{4, 10min}};
        f.wanted.reserve_per_service = 2;
        const std::string name = limit == &f.wanted.sends_per_user ? "sends_per_user" : "sends_per_phone";
        expect(f, at("openvpn"), "ok");
        f.clock.now += 1min;
        expect(f, at("openvpn"), "ok");
        expect(f, at("openvpn"), (name + " 4/10m 540 reserved").c_str());
        expect(f, at("sshd"), "ok");
        expect(f, at("sshd"),
               (name + " 4/10m 600 reserved").c_str()); // two of three places are to be free again
        expect(f, at("sudo"), "ok");
        expect(f, at("login"), (name + " 4/10m 540").c_str()); // and no more in all than without a reserve
        f.clock.now += 1h;
        limit->clear();
    }
}

void a_service_may_have_from_the_reserve_once_in_a_window(void** state) {
    fixture& f = on(state);
    f.wanted.sends_per_user = {{3, 10min}};
    f.wanted.reserve_per_service = 1;
    expect(f, at("sshd"), "ok");
    f.clock.now += 4min;
    expect(f, at("openvpn"), "ok");
    expect(f, at("sshd"), "sends_per_user 3/10m 360 reserved");
    f.clock.now += 6min; // its own is over, and with it the first place
    expect(f, at("sshd"), "ok");
    expect(f, at("sshd"), "sends_per_user 3/10m 240 reserved");
    expect(f, at("sudo"), "ok");
}

void what_was_given_back_was_not_used(void** state) {
    fixture& f = on(state);
    f.wanted.sends_per_user = {{2, 10min}};
    f.wanted.reserve_per_service = 1;
    expect(f, at("sudo"), "ok");
    f.limits.release(f.reservations.back());
    expect(f, at("sshd"), "ok");
    expect(f, at("sudo"), "ok");
}

void a_fifth_is_kept_by_default_and_one_always_for_anybody(void** state) {
    fixture& f = on(state);
    const auto most = [&](unsigned count) {
        f.wanted.sends_per_user = {{count, 10min}};
        unsigned sent = 0;
        while (f.limits.reserve(at("sshd"), f.wanted))
            ++sent;
        f.clock.now += 1h;
        return sent;
    };
    f.wanted.reserve_per_service.reset();
    assert_int_equal(most(1), 1);
    assert_int_equal(most(4), 4);
    assert_int_equal(most(5), 4);
    assert_int_equal(most(20), 16);
    f.wanted.reserve_per_service = 100;
    assert_int_equal(most(5), 1);
    assert_int_equal(most(1), 1);
    f.wanted.reserve_per_service = 0;
    assert_int_equal(most(5), 5);
}

/// Its service is its own word: it gets nothing by another name, and spoils nobody's.
void an_unprivileged_program_has_no_service(void** state) {
    fixture& f = on(state);
    f.wanted.sends_per_user = {{3, 10min}};
    f.wanted.reserve_per_service = 1;
    const auto unprivileged = [](const char* service) {
        return send_attempt{"alice", 13105551212, "", false, true, service};
    };
    expect(f, unprivileged("sshd"), "ok");
    expect(f, unprivileged("made-up"), "ok");
    expect(f, unprivileged("another"), "sends_per_user 3/10m 600 reserved");
    expect(f, at("sshd"), "ok");
}

void what_an_earlier_daemon_sent_for_a_service_counts(void** state) {
    fixture& f = on(state);
    f.wanted.sends_per_user = f.wanted.sends_per_phone = {{3, 10min}};
    f.wanted.reserve_per_service = 1;
    f.limits.restore(at("sshd"), f.clock.now, f.wanted);
    f.limits.restore(at("sshd"), f.clock.now, f.wanted);
    expect(f, at("sshd"), "sends_per_user 3/10m 600 reserved");
    expect(f, at("sudo"), "ok");
}

void the_reserve_can_be_told(void** state) {
    fixture& f = on(state);
    f.wanted.sends_per_user = f.wanted.sends_per_phone = f.wanted.sends_total = {{5, 10min}};
    f.wanted.reserve_per_service.reset();
    const auto usage = f.limits.usage(alice, f.wanted);
    assert_int_equal(usage.at(0).reserved, 1);
    assert_int_equal(usage.at(1).reserved, 1);
    assert_int_equal(usage.at(2).reserved, 0);
}

void a_place_changes_its_use_and_counts_once(void** state) {
    fixture& f = on(state);
    f.wanted.sends_per_user = f.wanted.sends_per_phone = f.wanted.sends_per_source = {{1, 10min}};
    f.wanted.voice_total = {{1, 1h}};
    send_attempt call = alice;
    call.may_be_call = true;
    expect(f, alice, "ok");
    f.clock.now += 1min;
    const auto reserved = f.limits.replace(f.reservations.back(), call, f.wanted);
    assert_true(reserved.has_value());
    expect(f, alice, "sends_per_user 1/10m 600"); // from now on
    send_attempt other = bob;
    other.may_be_call = true;
    expect(f, other, "voice_total 1/1h 3600");
    expect(f, bob, "ok");
    const auto refused = f.limits.replace(f.reservations.back(), other, f.wanted);
    assert_true(!refused && refused.error().name == "voice_total");
    expect(f, bob, "sends_per_user 1/10m 600"); // it is still held
    f.limits.release(*reserved);
    expect(f, call, "ok");
}

void what_was_sent_to_a_user_can_be_forgotten(void** state) {
    fixture& f = on(state);
    f.wanted.sends_per_user = f.wanted.sends_per_phone = {{1, 10min}};
    f.wanted.sends_per_source = f.wanted.sends_total = {{3, 10min}};
    f.wanted.reserve_per_service = 1;
    const send_attempt carol{"carol", alice.phone, "", false};
    expect(f, alice, "ok");
    expect(f, bob, "ok");
    const auto before = f.clock.now;
    bool was_told = false;
    assert_int_equal(f.limits.forget("alice", alice.phone, f.wanted, [&] { was_told = true; }), 1);
    assert_true(was_told);
    assert_true(f.limits.has_forgotten_since("alice", before));
    assert_false(f.limits.has_forgotten_since("alice", before + 1ms));
    assert_false(f.limits.has_forgotten_since("bob", before));
    expect(f, bob, "sends_per_user 1/10m 600");
    expect(f, carol, "ok");                                      // the phone is free, too
    expect(f, {"alice", 0, "", false}, "sends_total 3/10m 600"); // which is everybody's
    assert_int_equal(f.limits.forget("nobody", 0, f.wanted), 0);
}

} // namespace

#define LIMITS(test) cmocka_unit_test_setup_teardown(test, open_fixture, close_fixture)

int main() {
    const CMUnitTest tests[] = {
        LIMITS(a_user_has_so_many_codes_in_any_window),
        LIMITS(what_was_refused_does_not_count),
        LIMITS(all_limits_of_a_list_hold),
        LIMITS(two_users_of_one_phone_share_its_limit),
        LIMITS(decoys_have_no_phone_to_share),
        LIMITS(a_source_has_a_limit_and_this_host_none),
        LIMITS(all_together_have_a_limit),
        LIMITS(what_may_be_a_call_has_a_limit_of_its_own),
        LIMITS(no_limit_is_none),
        LIMITS(a_code_that_was_not_sent_gives_its_place_back),
        LIMITS(looking_takes_no_place),
        LIMITS(what_an_earlier_daemon_sent_counts),
        LIMITS(a_new_limit_counts_what_it_still_knows),
        LIMITS(what_is_used_can_be_told),
        LIMITS(whoever_has_nothing_left_can_be_told),
        LIMITS(the_last_place_goes_to_one_of_many_logins),
        LIMITS(the_last_ones_are_for_services_that_have_had_none),
        LIMITS(a_service_may_have_from_the_reserve_once_in_a_window),
        LIMITS(what_was_given_back_was_not_used),
        LIMITS(a_fifth_is_kept_by_default_and_one_always_for_anybody),
        LIMITS(an_unprivileged_program_has_no_service),
        LIMITS(what_an_earlier_daemon_sent_for_a_service_counts),
        LIMITS(the_reserve_can_be_told),
        LIMITS(a_place_changes_its_use_and_counts_once),
        LIMITS(what_was_sent_to_a_user_can_be_forgotten),
    };
    return cmocka_run_group_tests_name("policy/send_limits", tests, nullptr, nullptr);
}
