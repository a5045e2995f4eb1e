// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gateway/lookup_cache.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "cmocka_cpp.h"

namespace test {

using namespace std::chrono_literals;
using gateway::lookup;
using gateway::lookup_result;
using gateway::lookup_set;
using clock = gateway::lookup_cache::clock;

inline lookup_result good_result() {
    lookup_result result;
    result.complete = true;
    result.answered = true;
    result.requests = 2;
    result.facts.country = "US";
    result.report = {{"contact.first_name", "Jane"}};
    result.reference_id = "0123456789ABCDEF0123456789ABCDEF";
    return result;
}

inline lookup_result failure() {
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
        const auto leave = [](std::atomic<int>* count) { --*count; };
        const std::unique_ptr<std::atomic<int>, decltype(leave)> at_the_end{&m_inside, leave};
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
struct lookup_cache_fixture {
    scripted_source source;
    std::atomic<clock::duration::rep> time = 0;
    std::atomic<int> looked_at_clock = 0; ///< each lookup does so with the lock held, before it asks or waits
    gateway::lookup_cache cache{[this] {
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
            threads.reserve(results.size());
            for (lookup_result& result : results)
                threads.emplace_back([&] { result = look_up(); });
        }
        return results;
    }
};

inline int make_lookup_cache_fixture(void** state) {
    *state = new lookup_cache_fixture;
    return 0;
}

inline int delete_lookup_cache_fixture(void** state) {
    delete static_cast<lookup_cache_fixture*>(*state);
    return 0;
}

inline lookup_cache_fixture& on(void** state) {
    return *static_cast<lookup_cache_fixture*>(*state);
}

inline void assert_kept(const lookup_result& result) {
    assert_true(result.complete && result.from_cache);
    assert_int_equal(result.requests, 0);
    assert_true(result.facts == good_result().facts);
    assert_string_equal(result.reference_id.c_str(), good_result().reference_id.c_str());
    assert_true(result.report.empty());
}

} // namespace test

/// A test with a cache in its state.
#define WITH_LOOKUP_CACHE(test_)                                                                             \
    cmocka_unit_test_setup_teardown(test_, test::make_lookup_cache_fixture, test::delete_lookup_cache_fixture)
