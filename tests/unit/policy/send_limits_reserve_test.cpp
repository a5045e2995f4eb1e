// SPDX-License-Identifier: BSD-3-Clause
// What of a limit is reserved for services that have used none: [limits] reserve_per_service.

#include "unit/policy/send_limits_fixture.h"

#include <string>

namespace {

using namespace policy;
using namespace tests;
using namespace std::chrono_literals;

/// Alice at a service, as a program of root's says.
send_attempt at(const char* service) {
    return {"alice", 13105551212, "", false, false, service};
}

void the_last_ones_are_for_services_that_have_had_none(void** state) {
    send_limits_fixture& f = on(state);
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
               (name + " 4/10m 600 reserved").c_str()); // two of three have to leave the window
        expect(f, at("sudo"), "ok");
        expect(f, at("login"), (name + " 4/10m 540").c_str()); // and no more in all than without a reserve
        f.clock.now += 1h;
        limit->clear();
    }
}

void a_service_may_have_from_the_reserve_once_in_a_window(void** state) {
    send_limits_fixture& f = on(state);
    f.wanted.sends_per_user = {{3, 10min}};
    f.wanted.reserve_per_service = 1;
    expect(f, at("sshd"), "ok");
    f.clock.now += 4min;
    expect(f, at("openvpn"), "ok");
    expect(f, at("sshd"), "sends_per_user 3/10m 360 reserved");
    f.clock.now += 6min; // its own is over, and with it the first
    expect(f, at("sshd"), "ok");
    expect(f, at("sshd"), "sends_per_user 3/10m 240 reserved");
    expect(f, at("sudo"), "ok");
}

void what_was_released_was_not_used(void** state) {
    send_limits_fixture& f = on(state);
    f.wanted.sends_per_user = {{2, 10min}};
    f.wanted.reserve_per_service = 1;
    expect(f, at("sudo"), "ok");
    f.limits.release(f.reservations.back());
    expect(f, at("sshd"), "ok");
    expect(f, at("sudo"), "ok");
}

void a_fifth_is_kept_by_default_and_one_always_for_anybody(void** state) {
    send_limits_fixture& f = on(state);
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
    send_limits_fixture& f = on(state);
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
    send_limits_fixture& f = on(state);
    f.wanted.sends_per_user = f.wanted.sends_per_phone = {{3, 10min}};
    f.wanted.reserve_per_service = 1;
    f.limits.restore(at("sshd"), f.clock.now, f.wanted);
    f.limits.restore(at("sshd"), f.clock.now, f.wanted);
    expect(f, at("sshd"), "sends_per_user 3/10m 600 reserved");
    expect(f, at("sudo"), "ok");
}

void usage_lists_the_reserve(void** state) {
    send_limits_fixture& f = on(state);
    f.wanted.sends_per_user = f.wanted.sends_per_phone = f.wanted.sends_total = {{5, 10min}};
    f.wanted.reserve_per_service.reset();
    const auto usage = f.limits.usage(alice, f.wanted);
    assert_int_equal(usage.at(0).reserved, 1);
    assert_int_equal(usage.at(1).reserved, 1);
    assert_int_equal(usage.at(2).reserved, 0);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        WITH_SEND_LIMITS(the_last_ones_are_for_services_that_have_had_none),
        WITH_SEND_LIMITS(a_service_may_have_from_the_reserve_once_in_a_window),
        WITH_SEND_LIMITS(what_was_released_was_not_used),
        WITH_SEND_LIMITS(a_fifth_is_kept_by_default_and_one_always_for_anybody),
        WITH_SEND_LIMITS(an_unprivileged_program_has_no_service),
        WITH_SEND_LIMITS(what_an_earlier_daemon_sent_for_a_service_counts),
        WITH_SEND_LIMITS(usage_lists_the_reserve),
    };
    return cmocka_run_group_tests_name("policy/send_limits_reserve", tests, nullptr, nullptr);
}
