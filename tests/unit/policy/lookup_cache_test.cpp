#include "policy/lookup_cache.h"

#include <atomic>
#include <functional>
#include <latch>
#include <new>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cmocka_cpp.h"

namespace {

using namespace std::chrono_literals;
using gateway::lookup;
using gateway::lookup_result;
using gateway::lookup_set;
using clock = policy::lookup_cache::clock;

lookup_result good_result() {
    lookup_result result;
    result.complete = true;
    result.answered = true;
    result.requests = 2;
    result.facts.country = "US";
    result.report = {{"contact.first_name", "Jane"}};
    result.reference_id = "0123456789ABCDEF0123456789ABCDEF";
    return result;
}

lookup_result failure() {
    lookup_result result;
    result.requests = 1;
    result.detail = "503";
    return result;
}

/// Answers as `answer` says, and counts.
class scripted_source final : public gateway::phone_lookup {
public:
    lookup_result look_up(const gateway::lookup_request& request, const std::stop_token&) override {
        ++asked;
        const int inside = ++m_inside;
        int most = most_inside;
        while (inside > most && !most_inside.compare_exchange_weak(most, inside))
            ;
        struct leaving {
            std::atomic<int>& count;
            ~leaving() { --count; }
        } const at_the_end{m_inside};
        return answer(request);
    }
    [[nodiscard]] unsigned requests_for(const lookup_set&) const override { return 1; }

    std::function<lookup_result(const gateway::lookup_request&)> answer = [](const auto&) {
        return good_result();
    };
    std::atomic<int> asked = 0;
    std::atomic<int> most_inside = 0; ///< lookups that ran at once

private:
    std::atomic<int> m_inside = 0;
};

/// A cache under a clock that the test moves.
struct scene {
    scripted_source source;
    std::atomic<clock::duration::rep> time = 0;
    std::atomic<int> looked_at_clock = 0; ///< each lookup does so with the lock held, before it asks or waits
    policy::lookup_cache cache{[this] {
        ++looked_at_clock;
        looked_at_clock.notify_all();
        return clock::time_point{clock::duration{time}};
    }};
    std::chrono::seconds keep_for = 1h;

    lookup_result look_up(std::string_view number = "13105551212", lookup_set wanted = {lookup::score},
                          std::optional<std::chrono::sys_days> enrolled = {}) {
        return look_up_until(clock::now() + 1h, {}, number, std::move(wanted), enrolled);
    }

    lookup_result look_up_until(clock::time_point until, const std::stop_token& stop,
                                std::string_view number = "13105551212", lookup_set wanted = {lookup::score},
                                std::optional<std::chrono::sys_days> enrolled = {}) {
        gateway::lookup_request request;
        request.phone_number = number;
        request.wanted = std::move(wanted);
        request.enrolled = enrolled;
        return cache.look_up(source, request, keep_for, until, stop);
    }

    void advance(clock::duration by) { time += by.count(); }

    /// Returns when `count` lookups have begun: whoever then needs the lock finds all but one of them waiting.
    void wait_for_lookups(int count) {
        for (int seen = looked_at_clock; seen < count; seen = looked_at_clock)
            looked_at_clock.wait(seen);
    }

    /// What `count` threads get at the same time for the same; the source answers once all of them have begun.
    std::vector<lookup_result> look_up_together(int count, lookup_result (*answer)()) {
        source.answer = [this, count, answer](const auto&) {
            wait_for_lookups(count);
            return answer();
        };
        std::vector<lookup_result> results(static_cast<std::size_t>(count));
        {
            std::vector<std::jthread> threads;
            for (lookup_result& result : results)
                threads.emplace_back([&] { result = look_up(); });
        }
        return results;
    }
};

int open_scene(void** state) {
    *state = new scene;
    return 0;
}

int close_scene(void** state) {
    delete static_cast<scene*>(*state);
    return 0;
}

scene& on(void** state) {
    return *static_cast<scene*>(*state);
}

void assert_kept(const lookup_result& result) {
    assert_true(result.complete && result.from_cache);
    assert_int_equal(result.requests, 0);
    assert_true(result.facts == good_result().facts);
    assert_string_equal(result.reference_id.c_str(), good_result().reference_id.c_str());
    assert_true(result.report.empty());
}

void a_kept_result_costs_nothing_and_has_no_personal_data(void** state) {
    scene& it = on(state);
    const lookup_result first = it.look_up();
    assert_true(first.complete && !first.from_cache);
    assert_int_equal(first.requests, 2);
    assert_int_equal(first.report.size(), 1);
    assert_kept(it.look_up());
    assert_int_equal(it.source.asked, 1);
    assert_false(it.look_up("13105551213").from_cache);
    assert_int_equal(it.source.asked, 2);
}

void a_result_counts_as_long_as_it_is_younger_than_wanted(void** state) {
    scene& it = on(state);
    it.look_up();
    it.advance(1h - 1s);
    assert_kept(it.look_up());
    it.keep_for = 30min; // after a reload
    assert_false(it.look_up().from_cache);
    it.advance(30min);
    assert_false(it.look_up().from_cache);
    assert_int_equal(it.source.asked, 3);
}

void a_result_must_hold_all_that_is_wanted(void** state) {
    scene& it = on(state);
    const lookup_set both{lookup::score, lookup::live};
    it.look_up("1", both);
    assert_kept(it.look_up("1", {lookup::live}));
    assert_false(it.look_up("1", {lookup::live, lookup::sim_swap}).from_cache);
    assert_kept(it.look_up("1", both)); // still there
    assert_kept(it.look_up("1", {lookup::sim_swap}));
    assert_int_equal(it.source.asked, 2);
}

void a_result_for_another_day_of_enrolment_does_not_count(void** state) {
    scene& it = on(state);
    const std::chrono::sys_days day{std::chrono::days{18'000}};
    it.look_up("1", {lookup::number_deactivation}, day);
    assert_kept(it.look_up("1", {lookup::number_deactivation}, day));
    assert_false(it.look_up("1", {lookup::number_deactivation}).from_cache);
    assert_false(it.look_up("1", {lookup::number_deactivation}, day + std::chrono::days{1}).from_cache);
    assert_int_equal(it.source.asked, 3);
}

void a_failure_is_not_kept_and_says_why(void** state) {
    scene& it = on(state);
    it.source.answer = [](const auto&) { return failure(); };
    assert_string_equal(it.look_up().detail.c_str(), "503");
    it.source.answer = [](const auto&) { return lookup_result{}; };
    const lookup_result silent = it.look_up();
    assert_false(silent.complete || silent.from_cache);
    assert_string_equal(silent.detail.c_str(), "no complete answer");
    assert_int_equal(it.source.asked, 2);
}

void nothing_is_kept_for_no_time(void** state) {
    scene& it = on(state);
    it.keep_for = 0s;
    it.look_up();
    assert_false(it.look_up().from_cache);
    it.keep_for = 1h; // nor for later
    assert_false(it.look_up().from_cache);
    assert_int_equal(it.source.asked, 3);
}

void those_who_want_the_same_at_once_ask_once(void** state) {
    scene& it = on(state);
    for (const std::chrono::seconds keep_for : {0s, 3600s}) { // nothing is left of the first round
        it.keep_for = keep_for;
        it.source.asked = 0;
        it.looked_at_clock = 0;
        int asked_themselves = 0;
        for (const lookup_result& result : it.look_up_together(8, good_result)) {
            asked_themselves += result.from_cache ? 0 : 1;
            if (result.from_cache)
                assert_kept(result);
            else
                assert_int_equal(result.report.size(), 1);
        }
        assert_int_equal(asked_themselves, 1);
        assert_int_equal(it.source.asked, 1);
    }
}

void those_who_wait_share_a_failure(void** state) {
    scene& it = on(state);
    const auto results = it.look_up_together(8, failure);
    assert_int_equal(it.source.asked, 1);
    unsigned requests = 0;
    for (const lookup_result& result : results) {
        assert_false(result.complete);
        assert_string_equal(result.detail.c_str(), "503");
        requests += result.requests;
    }
    assert_int_equal(requests, 1);
}

void whoever_wants_more_asks_after_the_other(void** state) {
    scene& it = on(state);
    std::latch inside{1};
    it.source.answer = [&](const gateway::lookup_request& request) {
        if (request.wanted.size() == 1) {
            inside.count_down();
            it.wait_for_lookups(2);
        }
        return good_result();
    };
    lookup_result more;
    {
        const std::jthread first{[&] { it.look_up(); }};
        inside.wait();
        more = it.look_up("13105551212", {lookup::score, lookup::live});
    }
    assert_true(more.complete && !more.from_cache);
    assert_int_equal(it.source.asked, 2);
    assert_int_equal(it.source.most_inside, 1);
}

void different_numbers_are_asked_at_the_same_time(void** state) {
    scene& it = on(state);
    std::latch both_inside{2};
    it.source.answer = [&](const auto&) {
        both_inside.arrive_and_wait(); // for ever, if a lock were held
        return good_result();
    };
    {
        const std::jthread one{[&] { it.look_up("1"); }};
        const std::jthread two{[&] { it.look_up("2"); }};
    }
    assert_int_equal(it.source.most_inside, 2);
}

/// What a second lookup gets while the first one, of another thread, does not end.
lookup_result while_another_runs(scene& it, const std::function<lookup_result()>& second) {
    std::latch inside{1};
    std::latch released{1};
    it.source.answer = [&](const auto&) {
        inside.count_down();
        released.wait();
        return good_result();
    };
    const std::jthread first{[&] { it.look_up(); }};
    inside.wait();
    lookup_result result = second();
    released.count_down();
    return result;
}

void nobody_waits_beyond_their_time(void** state) {
    scene& it = on(state);
    const lookup_result late =
        while_another_runs(it, [&] { return it.look_up_until(clock::now() - 1s, {}); });
    assert_false(late.complete || late.answered);
    assert_string_equal(late.detail.c_str(), "another lookup of this phone took too long");
    assert_kept(it.look_up()); // the other one has ended well
    assert_int_equal(it.source.asked, 1);
}

void a_stop_ends_the_wait(void** state) {
    scene& it = on(state);
    const lookup_result stopped = while_another_runs(it, [&] {
        std::stop_source stop;
        const std::jthread stopping{[&] {
            it.wait_for_lookups(2);
            stop.request_stop();
        }};
        return it.look_up_until(clock::now() + 1h, stop.get_token());
    });
    assert_false(stopped.complete || stopped.answered);
    assert_string_equal(stopped.detail.c_str(), "the wait for another lookup of this phone was stopped");
}

void a_lookup_that_was_stopped_is_nobody_elses_failure(void** state) {
    scene& it = on(state);
    std::stop_source stop;
    std::latch inside{1};
    it.source.answer = [&](const auto&) {
        if (it.source.asked > 1)
            return good_result();
        inside.count_down();
        it.wait_for_lookups(2);
        stop.request_stop();
        return failure();
    };
    lookup_result first;
    lookup_result second;
    {
        const std::jthread stopped{[&] { first = it.look_up_until(clock::now() + 1h, stop.get_token()); }};
        inside.wait();
        second = it.look_up();
    }
    assert_false(first.complete);
    assert_true(second.complete && !second.from_cache);
    assert_int_equal(it.source.asked, 2);
}

void nobody_waits_for_a_source_that_threw(void** state) {
    scene& it = on(state);
    std::latch inside{1};
    it.source.answer = [&](const auto&) {
        if (it.source.asked > 1)
            return good_result();
        inside.count_down();
        it.wait_for_lookups(2);
        throw std::bad_alloc{};
    };
    bool thrown = false;
    lookup_result second;
    {
        const std::jthread first{[&] {
            try {
                it.look_up();
            } catch (const std::bad_alloc&) {
                thrown = true;
            }
        }};
        inside.wait();
        second = it.look_up();
    }
    assert_true(thrown);
    assert_true(second.complete && !second.from_cache);
}

void beyond_its_capacity_the_oldest_number_goes(void** state) {
    scene& it = on(state);
    for (std::size_t number = 0; number < policy::lookup_cache::capacity; ++number) {
        it.look_up(std::to_string(number));
        it.advance(1ms);
    }
    assert_kept(it.look_up("0"));
    it.look_up("one more");
    assert_kept(it.look_up("1"));
    assert_kept(it.look_up("one more"));
    assert_false(it.look_up("0").from_cache); // and now 1 has gone
    assert_false(it.look_up("1").from_cache);
    assert_kept(it.look_up("3"));
}

void many_threads_and_numbers_at_once(void** state) {
    scene& it = on(state);
    it.keep_for = 1s;
    it.source.answer = [](const gateway::lookup_request& request) {
        return request.phone_number == "3" ? failure() : good_result();
    };
    std::atomic<int> wrong = 0;
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 8; ++thread)
            threads.emplace_back([&, thread] {
                for (int round = 0; round < 300; ++round) {
                    const std::string number = std::to_string((thread + round) % 5);
                    const bool wants_more = round % 3 == 0;
                    const lookup_result result =
                        it.look_up(number, wants_more ? lookup_set{lookup::score, lookup::live}
                                                      : lookup_set{lookup::score});
                    wrong += result.complete != (number != "3") ? 1 : 0;
                    it.advance(100ms);
                }
            });
    }
    assert_int_equal(wrong, 0);
    assert_true(it.source.most_inside <= 5);
    assert_true(it.source.asked <= 8 * 300);
}

} // namespace

#define IN_SCENE(test_) cmocka_unit_test_setup_teardown(test_, open_scene, close_scene)

int main() {
    const CMUnitTest tests[] = {
        IN_SCENE(a_kept_result_costs_nothing_and_has_no_personal_data),
        IN_SCENE(a_result_counts_as_long_as_it_is_younger_than_wanted),
        IN_SCENE(a_result_must_hold_all_that_is_wanted),
        IN_SCENE(a_result_for_another_day_of_enrolment_does_not_count),
        IN_SCENE(a_failure_is_not_kept_and_says_why),
        IN_SCENE(nothing_is_kept_for_no_time),
        IN_SCENE(those_who_want_the_same_at_once_ask_once),
        IN_SCENE(those_who_wait_share_a_failure),
        IN_SCENE(whoever_wants_more_asks_after_the_other),
        IN_SCENE(different_numbers_are_asked_at_the_same_time),
        IN_SCENE(nobody_waits_beyond_their_time),
        IN_SCENE(a_stop_ends_the_wait),
        IN_SCENE(a_lookup_that_was_stopped_is_nobody_elses_failure),
        IN_SCENE(nobody_waits_for_a_source_that_threw),
        IN_SCENE(beyond_its_capacity_the_oldest_number_goes),
        IN_SCENE(many_threads_and_numbers_at_once),
    };
    return cmocka_run_group_tests_name("policy/lookup_cache", tests, nullptr, nullptr);
}
