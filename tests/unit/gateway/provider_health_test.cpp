// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/provider_health.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "cmocka_cpp.h"

namespace {

using namespace std::chrono_literals;
using gateway::outcome;
using kind = gateway::provider_health::kind;

/// Ends every probe as `result` says, after `takes` of the fixture's clock; while it is held, only when it is let go.
class probed_gateway final : public gateway::verifier {
public:
    explicit probed_gateway(std::atomic<std::chrono::nanoseconds>& clock) : m_clock{clock} {}

    gateway::send_result send(const gateway::send_request&, const std::stop_token&) override { return {}; }
    gateway::check_result check(std::string_view, std::string_view, const std::stop_token&) override {
        return {};
    }
    gateway::delivery_result delivery(std::string_view, const std::stop_token&) override { return {}; }
    tl::expected<void, std::string> complete(std::string_view, const std::stop_token&) override { return {}; }
    gateway::send_result probe(const std::stop_token&) override {
        ++probes;
        probes.notify_all();
        std::unique_lock lock{mutex};
        changed.wait(lock, [this] { return !is_held; });
        m_clock = m_clock.load() + takes;
        if (throws)
            throw std::bad_alloc{};
        return result;
    }

    gateway::send_result result;
    std::chrono::nanoseconds takes{0};
    std::atomic<int> probes = 0;
    bool throws = false;
    bool is_held = false; ///< guarded by `mutex`
    std::mutex mutex;
    std::condition_variable changed;

private:
    std::atomic<std::chrono::nanoseconds>& m_clock;
};

struct fixture {
    std::atomic<std::chrono::nanoseconds> clock{1h};
    std::atomic<int> looks = 0; ///< at the clock
    gateway::provider_health health{{.now = [this] {
        ++looks;
        return std::chrono::steady_clock::time_point{clock.load()};
    }}};
    probed_gateway provider{clock};

    fixture() { provider.result.outcome = outcome::sent; }
    void pass(std::chrono::nanoseconds time) { clock = clock.load() + time; }
    gateway::request_end expect(kind request_kind = kind::send) {
        return health.expect(request_kind, provider, {});
    }
    void record_failure(outcome outcome, std::chrono::nanoseconds took, kind request_kind = kind::send) {
        gateway::send_result failed;
        failed.outcome = outcome;
        failed.user_message = "No.";
        health.record(request_kind, gateway::end_of(failed, took));
    }
};

void a_quiet_host_probes_and_once_in_five_seconds(void**) {
    fixture s;
    for (int login = 0; login < 100; ++login)
        assert_false(s.expect(login % 2 == 0 ? kind::send : kind::check).has_failed());
    assert_int_equal(s.provider.probes, 1);
    s.pass(4999ms);
    s.expect();
    assert_int_equal(s.provider.probes, 1);
    s.pass(1ms);
    s.provider.result.outcome = outcome::unavailable;
    s.provider.result.fate_unknown = true;
    s.provider.takes = 10s;
    const auto end = s.expect();
    assert_true(end.outcome == outcome::unavailable && end.fate_unknown && !end.answered);
    assert_true(end.took == 10s);
    s.pass(4s); // since its end
    assert_true(s.expect().took == 10s);
    assert_int_equal(s.provider.probes, 2);
}

void a_busy_host_needs_no_probe(void**) {
    fixture s;
    gateway::send_result sent;
    sent.outcome = outcome::undeliverable; // which is the phone's fault
    s.health.record(kind::send, gateway::end_of(sent, 300ms));
    assert_false(s.expect().has_failed());
    assert_int_equal(s.provider.probes, 0);
}

void a_failure_of_a_real_login_counts_for_a_minute_or_until_another_succeeds(void**) {
    for (const outcome outcome : {outcome::unavailable, outcome::rate_limited, outcome::refused}) {
        fixture s;
        s.record_failure(outcome, 20ms);
        s.pass(59s); // though a probe would be answered
        assert_true(s.expect().outcome == outcome);
        assert_true(s.expect().took == 20ms);
        assert_string_equal(std::string{s.expect().user_message}.c_str(), "No.");
        assert_false(s.expect(kind::check).has_failed());
        s.pass(1s);
        assert_false(s.expect().has_failed());
        s.record_failure(outcome, 20ms);
        gateway::send_result sent;
        sent.outcome = outcome::sent;
        s.health.record(kind::send, gateway::end_of(sent, 300ms));
        assert_false(s.expect().has_failed());
    }
}

void what_lies_with_the_phone_or_the_code_is_no_failure(void**) {
    gateway::send_result sent;
    sent.outcome = outcome::blocked;
    assert_false(gateway::end_of(sent, 0s).has_failed());
    gateway::check_result checked;
    for (const outcome outcome : {outcome::valid, outcome::wrong, outcome::expired, outcome::exhausted}) {
        checked.outcome = outcome;
        assert_false(gateway::end_of(checked, 0s).has_failed());
    }
    gateway::lookup_result found;
    found.answered = true;
    found.billed = 1;
    found.reference_id = "0123456789ABCDEF0123456789ABCDEF";
    assert_false(gateway::end_of(found, 0s).has_failed());
    found.answered = false; // later on, in a second request
    assert_true(gateway::end_of(found, 0s).fate_unknown);
    found = {};
    found.answered = true; // as HTTP 429
    assert_true(gateway::end_of(found, 0s).has_failed() && gateway::end_of(found, 0s).answered);
}

void all_who_ask_at_once_share_one_probe(void**) {
    fixture s;
    s.provider.is_held = true;
    s.provider.result.outcome = outcome::rate_limited;
    std::vector<gateway::request_end> ends(20);
    {
        std::vector<std::jthread> logins;
        for (auto& end : ends)
            logins.emplace_back([&] { end = s.expect(); });
        for (int seen = s.provider.probes; seen == 0; seen = s.provider.probes)
            s.provider.probes.wait(seen);
        const std::lock_guard lock{s.provider.mutex};
        s.provider.is_held = false;
        s.provider.changed.notify_all();
    }
    for (const auto& end : ends)
        assert_true(end.outcome == outcome::rate_limited);
    assert_int_equal(s.provider.probes, 1);
}

void a_probe_that_throws_leaves_nobody_waiting(void**) {
    fixture s;
    s.provider.throws = true;
    bool has_thrown = false;
    try {
        s.expect();
    } catch (const std::bad_alloc&) {
        has_thrown = true;
    }
    assert_true(has_thrown);
    s.provider.throws = false;
    assert_false(s.expect().has_failed());
    assert_int_equal(s.provider.probes, 2);
}

void a_stop_ends_the_wait_for_anothers_probe(void**) {
    fixture s;
    s.provider.is_held = true;
    std::jthread first{[&] { s.expect(); }};
    for (int seen = s.provider.probes; seen == 0; seen = s.provider.probes)
        s.provider.probes.wait(seen);
    std::stop_source stop;
    outcome second = outcome::sent;
    {
        std::jthread waiting{
            [&] { second = s.health.expect(kind::send, s.provider, stop.get_token()).outcome; }};
        stop.request_stop();
    }
    assert_true(second == outcome::unavailable);
    const std::lock_guard lock{s.provider.mutex};
    s.provider.is_held = false;
    s.provider.changed.notify_all();
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_quiet_host_probes_and_once_in_five_seconds),
        cmocka_unit_test(a_busy_host_needs_no_probe),
        cmocka_unit_test(a_failure_of_a_real_login_counts_for_a_minute_or_until_another_succeeds),
        cmocka_unit_test(what_lies_with_the_phone_or_the_code_is_no_failure),
        cmocka_unit_test(all_who_ask_at_once_share_one_probe),
        cmocka_unit_test(a_probe_that_throws_leaves_nobody_waiting),
        cmocka_unit_test(a_stop_ends_the_wait_for_anothers_probe),
    };
    return cmocka_run_group_tests_name("gateway/provider_health", tests, nullptr, nullptr);
}
