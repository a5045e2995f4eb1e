// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/decoy.h"

#include <chrono>
#include <set>
#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace std::chrono_literals;

void an_ending_is_stable_for_a_user_and_a_key(void**) {
    const support::secret key{"c2VjcmV0"};
    assert_true(gateway::decoy_ending("mallory", key) == gateway::decoy_ending("mallory", key));
}

void endings_differ_between_users_and_keys(void**) {
    const support::secret key{"c2VjcmV0"};
    const support::secret other{"b3RoZXI="};
    std::set<std::string> endings;
    bool differs_by_key = false;
    for (int number = 0; number < 200; ++number) {
        const std::string user = "user" + std::to_string(number);
        const std::string ending = gateway::decoy_ending(user, key);
        assert_int_equal(ending.size(), 2);
        assert_true(ending.find_first_not_of("0123456789") == std::string::npos);
        endings.insert(ending);
        differs_by_key = differs_by_key || ending != gateway::decoy_ending(user, other);
    }
    assert_true(endings.size() > 50); // of 100 that are possible, some 87 are to be expected
    assert_true(differs_by_key);
}

using kind = gateway::provider_health::kind;

const support::secret host_key{"c2VjcmV0"};

/// The provider, for probes.
class idle_gateway final : public gateway::verifier {
public:
    gateway::send_result send(const gateway::send_request&, const std::stop_token&) override { return {}; }
    gateway::check_result check(std::string_view, std::string_view, const std::stop_token&) override {
        return {};
    }
    gateway::delivery_result delivery(std::string_view, const std::stop_token&) override { return {}; }
    tl::expected<void, std::string> complete(std::string_view, const std::stop_token&) override { return {}; }
    gateway::send_result probe(const std::stop_token&) override { return found; }

    gateway::send_result found;
};

/// A clock that only decoys turn.
struct fixture {
    std::chrono::nanoseconds clock{1h};
    gateway::verifier_times times{{.now = [this] { return std::chrono::steady_clock::time_point{clock}; },
                                   .pause =
                                       [this](auto time, const std::stop_token& stop) {
                                           clock += time;
                                           return !stop.stop_requested();
                                       }}};
    idle_gateway provider;
    gateway::decoy_verifier decoy{{times, provider, host_key, 10s}};

    fixture() { provider.found.outcome = gateway::outcome::sent; }

    template <typename Request>
    std::chrono::nanoseconds measure(Request request) {
        const auto begin = clock;
        request();
        return clock - begin;
    }
};

double in_milliseconds(std::chrono::nanoseconds time) {
    return std::chrono::duration<double, std::milli>{time}.count();
}

void a_sample_is_near_one_of_the_recorded_times(void**) {
    gateway::response_times times;
    const gateway::typical_time typical{kind::send, host_key};
    times.record(30ms);
    times.record(500ms);
    for (int round = 0; round < 50; ++round) {
        const auto sample = times.sample(typical);
        assert_true((sample > 12ms && sample < 75ms) || (sample > 200ms && sample < 1250ms));
    }
}

void old_times_make_room_for_new_ones(void**) {
    gateway::response_times times;
    times.record(1h);
    for (int round = 0; round < 32; ++round)
        times.record(1ms);
    for (int round = 0; round < 200; ++round)
        assert_true(times.sample({kind::send, host_key}) < 10ms);
}

/// Before anything was measured, and after the first request was.
void no_time_is_the_same_twice(void**) {
    gateway::response_times times;
    for (const char* const state : {"fresh", "measured"}) {
        std::set<std::chrono::nanoseconds> seen;
        for (int round = 0; round < 100; ++round)
            seen.insert(times.sample({kind::send, host_key}));
        if (seen.size() < 95)
            fail_msg("%s: %zu times", state, seen.size());
        times.record(312ms);
    }
}

void typical_times_are_plausible_and_unlike_at_other_hosts(void**) {
    std::set<std::chrono::nanoseconds> medians;
    for (int host = 0; host < 100; ++host) {
        const support::secret key{"key " + std::to_string(host)};
        const gateway::typical_time typical{kind::send, key};
        assert_true(typical.median ==
                    (gateway::typical_time{kind::send, key}).median); // after a restart, too
        assert_true(typical.median >= 350ms && typical.median <= 750ms);
        assert_true(typical.spread > 0.1 && typical.spread < 0.31);
        assert_true((gateway::typical_time{kind::check, key}).median < typical.median);
        medians.insert(typical.median);
    }
    assert_true(medians.size() > 90);
}

void a_fresh_daemons_decoys_take_times_about_their_median(void**) {
    fixture s;
    const double median = in_milliseconds(gateway::typical_time{kind::send, host_key}.median);
    double sum = 0;
    for (int login = 0; login < 200; ++login)
        sum += in_milliseconds(s.measure([&] { s.decoy.send({}, {}); }));
    assert_true(sum / 200 > 0.85 * median && sum / 200 < 1.3 * median);
}

void no_made_up_time_is_longer_than_a_request_may_take(void**) {
    fixture s;
    gateway::decoy_verifier decoy{{s.times, s.provider, host_key, 0s}};
    assert_true(s.measure([&] { decoy.send({}, {}); }) == 0s);
}

void lookups_fail_as_real_ones_do(void**) {
    fixture s;
    gateway::decoy_lookup lookup{{s.times, s.provider, host_key, 10s}};
    auto found = lookup.look_up({}, {});
    assert_true(found.complete && found.answered);
    assert_int_equal(found.billed, 1);
    s.clock += 5s;
    s.provider.found.outcome = gateway::outcome::unavailable;
    found = lookup.look_up({}, {});
    assert_true(!found.complete && !found.answered);
    assert_int_equal(found.billed, 0);
    s.clock += 5s;
    s.provider.found.outcome = gateway::outcome::rate_limited;
    s.provider.found.answered = true;
    found = lookup.look_up({}, {});
    assert_true(!found.complete && found.answered);
}

void no_code_is_ever_valid(void**) {
    fixture s;
    gateway::decoy_verifier& decoy = s.decoy;
    assert_true(decoy.send({}, {}).outcome == gateway::outcome::sent);
    for (int code = 0; code < 10; ++code)
        assert_true(decoy.check("", "12345", {}).outcome == gateway::outcome::wrong);
}

// What TeleSign answers most often, word for word: by the prompt, nobody can tell who has a phone.
void a_code_and_its_news_read_as_those_of_a_real_one(void**) {
    using gateway::channel;
    struct {
        gateway::channel channel;
        std::string_view sent;
        std::string_view news;
        bool final;
    } const cases[] = {
        {channel::sms, "The text message is being sent.", "The text message was delivered.", true},
        {channel::voice, "The phone is ringing.", "The phone is ringing.", false},
        {channel::smart, "The text message is being sent.", "The text message is being sent.", false},
    };
    fixture s;
    gateway::decoy_verifier& decoy = s.decoy;
    for (const auto& one : cases) {
        gateway::send_request request;
        request.channel = one.channel;
        const auto sent = decoy.send(request, {});
        assert_true(sent.outcome == gateway::outcome::sent);
        assert_true(sent.user_message == one.sent);
        const auto news = decoy.delivery("", {});
        assert_true(news.outcome == gateway::outcome::sent);
        assert_true(news.user_message == one.news);
        assert_true(news.final == one.final);
        assert_true(news.facts == gateway::phone_facts{} && sent.facts == gateway::phone_facts{});
    }
}

void a_stop_ends_the_wait(void**) {
    idle_gateway provider;
    provider.found.outcome = gateway::outcome::sent;
    gateway::verifier_times times;
    times.send.record(1h);
    times.check.record(1h);
    gateway::decoy_verifier decoy{{times, provider, host_key, 1h}};
    std::stop_source stop;
    stop.request_stop();
    assert_true(decoy.send({}, stop.get_token()).outcome == gateway::outcome::unavailable);
    assert_true(decoy.check("", "12345", stop.get_token()).outcome == gateway::outcome::unavailable);
    assert_true(decoy.delivery("", stop.get_token()).outcome == gateway::outcome::unavailable);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(an_ending_is_stable_for_a_user_and_a_key),
        cmocka_unit_test(endings_differ_between_users_and_keys),
        cmocka_unit_test(a_sample_is_near_one_of_the_recorded_times),
        cmocka_unit_test(no_time_is_the_same_twice),
        cmocka_unit_test(typical_times_are_plausible_and_unlike_at_other_hosts),
        cmocka_unit_test(a_fresh_daemons_decoys_take_times_about_their_median),
        cmocka_unit_test(no_made_up_time_is_longer_than_a_request_may_take),
        cmocka_unit_test(lookups_fail_as_real_ones_do),
        cmocka_unit_test(old_times_make_room_for_new_ones),
        cmocka_unit_test(no_code_is_ever_valid),
        cmocka_unit_test(a_code_and_its_news_read_as_those_of_a_real_one),
        cmocka_unit_test(a_stop_ends_the_wait),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
