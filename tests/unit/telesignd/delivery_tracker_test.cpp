// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/delivery_tracker.h"

#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "cmocka_cpp.h"

namespace {

using telesignd::delivery_tracker;
using post_result = delivery_tracker::post_result;

constexpr const char* reference = "0123456789abcdef0123456789abcdef";
constexpr const char* earlier = "2015-10-03T14:51:28.709526000Z";
constexpr const char* later = "2015-10-03T14:51:29.000000000Z";

gateway::delivery_result news(const char* detail) {
    gateway::delivery_result result;
    result.outcome = gateway::outcome::sent;
    result.detail = detail;
    return result;
}

/// Objects with destructors, which outlive a failed assertion's jump.
struct boards {
    delivery_tracker deliveries;
    std::optional<delivery_tracker::subscription> subscription;
    std::optional<gateway::delivery_result> latest;

    const char* latest_detail() {
        latest = subscription->latest();
        return latest ? latest->detail.c_str() : "(no news)";
    }
};

int open_boards(void** state) {
    *state = new boards;
    return 0;
}

int close_boards(void** state) {
    delete static_cast<boards*>(*state);
    return 0;
}

boards& on(void** state) {
    return *static_cast<boards*>(*state);
}

void a_login_reads_the_news_of_its_code(void** state) {
    on(state).subscription.emplace(on(state).deliveries, reference);
    assert_string_equal(on(state).latest_detail(), "(no news)");
    assert_true(on(state).deliveries.post(reference, earlier, news("ringing")) == post_result::taken);
    assert_string_equal(on(state).latest_detail(), "ringing");
    assert_true(on(state).deliveries.post(reference, later, news("answered")) == post_result::taken);
    assert_string_equal(on(state).latest_detail(), "answered");
}

void repeated_and_older_news_change_nothing(void** state) {
    on(state).subscription.emplace(on(state).deliveries, reference);
    assert_true(on(state).deliveries.post(reference, later, news("answered")) == post_result::taken);
    assert_true(on(state).deliveries.post(reference, later, news("repeated")) == post_result::stale);
    assert_true(on(state).deliveries.post(reference, earlier, news("ringing")) == post_result::stale);
    assert_string_equal(on(state).latest_detail(), "answered");
}

void what_any_news_say_of_the_phone_is_kept(void** state) {
    on(state).subscription.emplace(on(state).deliveries, reference);
    auto risky = news("risky");
    risky.facts.advice = gateway::recommendation::block;
    auto swapped = news("swapped");
    swapped.facts.advice = gateway::recommendation::allow;
    swapped.facts.sim_swap = 4;
    assert_true(on(state).deliveries.post(reference, later, risky) == post_result::taken);
    assert_true(on(state).deliveries.post(reference, earlier, swapped) == post_result::stale);
    on(state).latest = on(state).subscription->latest();
    assert_string_equal(on(state).latest->detail.c_str(), "risky");
    assert_true(on(state).latest->facts.sim_swap == 4U);
    assert_true(on(state).latest->facts.advice == gateway::recommendation::block); // the newer one counts
    assert_true(on(state).deliveries.post(reference, "2015-10-03T14:51:30.000000000Z", news("last")) ==
                post_result::taken);
    on(state).latest = on(state).subscription->latest();
    assert_string_equal(on(state).latest->detail.c_str(), "last");
    assert_true(on(state).latest->facts.advice == gateway::recommendation::block);
}

void the_case_of_a_reference_is_of_no_matter(void** state) {
    on(state).subscription.emplace(on(state).deliveries, "0123456789ABCDEF0123456789ABCDEF");
    assert_true(on(state).deliveries.post(reference, earlier, news("ringing")) == post_result::taken);
    assert_string_equal(on(state).latest_detail(), "ringing");
}

void nobody_waits_for_an_unknown_reference(void** state) {
    assert_true(on(state).deliveries.post(reference, earlier, news("ringing")) == post_result::unknown);
    on(state).subscription.emplace(on(state).deliveries, reference);
    assert_string_equal(on(state).latest_detail(), "(no news)");
}

void a_login_that_ended_waits_no_more(void** state) {
    on(state).subscription.emplace(on(state).deliveries, reference);
    on(state).subscription.reset();
    assert_true(on(state).deliveries.post(reference, earlier, news("ringing")) == post_result::unknown);
}

void a_new_code_takes_the_old_ones_place(void** state) {
    const char* const other = "ffffffffffffffffffffffffffffffff";
    on(state).subscription.emplace(on(state).deliveries, reference);
    *on(state).subscription = delivery_tracker::subscription{on(state).deliveries, other};
    assert_true(on(state).deliveries.post(reference, earlier, news("old")) == post_result::unknown);
    assert_true(on(state).deliveries.post(other, earlier, news("new")) == post_result::taken);
    assert_string_equal(on(state).latest_detail(), "new");
}

void what_was_moved_away_watches_nothing(void** state) {
    on(state).subscription.emplace(on(state).deliveries, reference);
    {
        const delivery_tracker::subscription moved{std::move(*on(state).subscription)};
        assert_string_equal(on(state).latest_detail(), "(no news)");
        on(state).subscription.reset();
        assert_true(on(state).deliveries.post(reference, earlier, news("ringing")) == post_result::taken);
        assert_true(moved.latest().has_value());
    }
    assert_true(on(state).deliveries.post(reference, later, news("answered")) == post_result::unknown);
}

void posts_and_looks_may_cross(void** state) {
    on(state).subscription.emplace(on(state).deliveries, reference);
    std::thread callbacks{[&] {
        for (int second = 10; second < 60; ++second)
            on(state).deliveries.post(reference, "2015-10-03T14:51:" + std::to_string(second),
                                      news("ringing"));
    }};
    for (int look = 0; look < 50; ++look)
        on(state).latest = on(state).subscription->latest();
    callbacks.join();
    assert_string_equal(on(state).latest_detail(), "ringing");
}

} // namespace

int main() {
#define CASE(name) cmocka_unit_test_setup_teardown(name, open_boards, close_boards)
    const CMUnitTest tests[] = {
        CASE(a_login_reads_the_news_of_its_code),
        CASE(repeated_and_older_news_change_nothing),
        CASE(what_any_news_say_of_the_phone_is_kept),
        CASE(the_case_of_a_reference_is_of_no_matter),
        CASE(nobody_waits_for_an_unknown_reference),
        CASE(a_login_that_ended_waits_no_more),
        CASE(a_new_code_takes_the_old_ones_place),
        CASE(what_was_moved_away_watches_nothing),
        CASE(posts_and_looks_may_cross),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
