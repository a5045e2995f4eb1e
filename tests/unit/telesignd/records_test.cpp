// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/records.h"

#include "telesignd/login_fixture.h"

namespace {

using namespace tests;

telesignd::subject alice() {
    telesignd::subject who;
    who.account = "alice";
    who.phone = "13105551212";
    who.region = "US";
    who.source = "192.0.2.1";
    who.place.service = "sshd";
    return who;
}

void a_send_says_who_where_and_what_came_of_it(void**) {
    const auto before = clock_times::now().wall;
    state::send trace = record_of(alice(), channel::voice, outcome::undeliverable, false);
    assert_true(trace.at >= before && trace.at <= clock_times::now().wall);
    trace.at = {};
    assert_true((
        trace ==
        state::send{{}, "alice", "13105551212", "192.0.2.1", "sshd", "voice", "US", "undeliverable", false}));
    assert_string_equal(record_of(alice(), channel::sms, outcome::sent, true).outcome.c_str(), "sent");
    assert_string_equal(record_of(alice(), channel::sms, outcome::unavailable, true).outcome.c_str(),
                        "unavailable");
}

void a_decoy_s_send_is_told_from_one_that_costs_money(void**) {
    auto nobody = alice();
    nobody.phone.clear();
    const state::send trace = record_of(nobody, channel::sms, outcome::sent, true);
    assert_string_equal(trace.outcome.c_str(), "decoy");
    assert_string_equal(trace.phone.c_str(), "");
    assert_true(trace.counted);
}

void a_login_has_the_words_of_its_audit_line(void**) {
    telesignd::login_request request;
    request.user = "root";
    request.service = "su";
    request.rhost = "host.example";
    telesignd::audit_record record;
    record.reason = "code_wrong";
    state::login trace = record_of(request, record, result::denied);
    trace.at = {};
    assert_true((trace == state::login{{}, "root", "su", "host.example", "", "", "denied", "code_wrong"}));
    record.account = "alice"; // under `identity = caller`
    record.channel = "sms";
    record.region = "US";
    trace = record_of(request, record, result::granted);
    assert_string_equal(trace.user.c_str(), "alice");
    assert_string_equal(trace.channel.c_str(), "sms");
    assert_string_equal(trace.region.c_str(), "US");
}

void a_login_has_what_its_audit_line_says_of_the_reason(void**) {
    using std::chrono::sys_seconds;
    telesignd::audit_record record;
    record.reason = "limited";
    record.detail = "sends_per_user = 5/10m";
    record.until = sys_seconds{1'700'000'000s};
    const state::login trace = record_of({}, record, result::not_permitted);
    assert_string_equal(trace.detail.c_str(), "sends_per_user = 5/10m");
    assert_true(trace.until == state::time_point{1'700'000'000s});
    record.detail.clear();
    record.risk = "the SIM was swapped";
    assert_string_equal(record_of({}, record, result::not_permitted).detail.c_str(), "the SIM was swapped");
}

void a_wrong_code_and_its_lock_have_the_same_time(void**) {
    const auto before = clock_times::now();
    const auto guess = record_of_guess({"bob", "local"}, before.steady - 1min);
    assert_true(guess.at >= before.wall - 1min - 1ms && guess.at <= clock_times::now().wall - 1min + 1ms);
    assert_string_equal(guess.user.c_str(), "bob");
    assert_string_equal(guess.source.c_str(), "local");
    assert_true((telesignd::record_of_lock(guess) == state::lock{"bob", "local", guess.at}));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_send_says_who_where_and_what_came_of_it),
        cmocka_unit_test(a_decoy_s_send_is_told_from_one_that_costs_money),
        cmocka_unit_test(a_login_has_the_words_of_its_audit_line),
        cmocka_unit_test(a_login_has_what_its_audit_line_says_of_the_reason),
        cmocka_unit_test(a_wrong_code_and_its_lock_have_the_same_time),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
