// SPDX-License-Identifier: BSD-3-Clause
// Several threads that look up the same phone.
#include <latch>
#include <new>

#include "unit/gateway/lookup_cache_fixture.h"

namespace {

using namespace test;

void those_who_want_the_same_at_once_ask_once(void** state) {
    lookup_cache_fixture& it = on(state);
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
    lookup_cache_fixture& it = on(state);
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
    lookup_cache_fixture& it = on(state);
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
    lookup_cache_fixture& it = on(state);
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
lookup_result while_another_runs(lookup_cache_fixture& it, const std::function<lookup_result()>& second) {
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
    lookup_cache_fixture& it = on(state);
    const lookup_result late =
        while_another_runs(it, [&] { return it.look_up_until(clock::now() - 1s, {}); });
    assert_false(late.complete);
    assert_true(late.answered); // no outage: it is this host that kept it waiting
    assert_string_equal(late.detail.c_str(), "another lookup of this phone took too long");
    assert_kept(it.look_up()); // the other one has ended well
    assert_int_equal(it.source.asked, 1);
}

void a_stop_ends_the_wait(void** state) {
    lookup_cache_fixture& it = on(state);
    const lookup_result stopped = while_another_runs(it, [&] {
        std::stop_source stop;
        const std::jthread stopping{[&] {
            it.wait_for_lookups(2);
            stop.request_stop();
        }};
        return it.look_up_until(clock::now() + 1h, stop.get_token());
    });
    assert_false(stopped.complete);
    assert_string_equal(stopped.detail.c_str(), "the wait for another lookup of this phone was stopped");
}

void a_lookup_that_was_stopped_is_nobody_elses_failure(void** state) {
    lookup_cache_fixture& it = on(state);
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
    lookup_cache_fixture& it = on(state);
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

void many_threads_and_numbers_at_once(void** state) {
    lookup_cache_fixture& it = on(state);
    it.keep_for = 1s;
    it.source.answer = [](const gateway::lookup_request& request) {
        return request.phone_number == "3" ? failure() : good_result();
    };
    std::atomic<int> wrong = 0;
    {
        std::vector<std::jthread> threads;
        threads.reserve(8);
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

int main() {
    const CMUnitTest tests[] = {
        WITH_LOOKUP_CACHE(those_who_want_the_same_at_once_ask_once),
        WITH_LOOKUP_CACHE(those_who_wait_share_a_failure),
        WITH_LOOKUP_CACHE(whoever_wants_more_asks_after_the_other),
        WITH_LOOKUP_CACHE(different_numbers_are_asked_at_the_same_time),
        WITH_LOOKUP_CACHE(nobody_waits_beyond_their_time),
        WITH_LOOKUP_CACHE(a_stop_ends_the_wait),
        WITH_LOOKUP_CACHE(a_lookup_that_was_stopped_is_nobody_elses_failure),
        WITH_LOOKUP_CACHE(nobody_waits_for_a_source_that_threw),
        WITH_LOOKUP_CACHE(many_threads_and_numbers_at_once),
    };
    return cmocka_run_group_tests_name("gateway/lookup_cache_threads", tests, nullptr, nullptr);
}
