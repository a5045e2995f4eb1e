// SPDX-License-Identifier: BSD-3-Clause
#include "unit/gateway/lookup_cache_fixture.h"

namespace {

using namespace test;

void a_kept_result_costs_nothing_and_has_no_personal_data(void** state) {
    lookup_cache_fixture& it = on(state);
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
    lookup_cache_fixture& it = on(state);
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
    lookup_cache_fixture& it = on(state);
    const lookup_set both{lookup::score, lookup::live};
    it.look_up("1", both);
    assert_kept(it.look_up("1", {lookup::live}));
    assert_false(it.look_up("1", {lookup::live, lookup::sim_swap}).from_cache);
    assert_kept(it.look_up("1", both)); // still there
    assert_kept(it.look_up("1", {lookup::sim_swap}));
    assert_int_equal(it.source.asked, 2);
}

void a_result_for_another_day_of_enrolment_does_not_count(void** state) {
    lookup_cache_fixture& it = on(state);
    const std::chrono::sys_days day{std::chrono::days{18'000}};
    it.look_up("1", {lookup::number_deactivation}, day);
    assert_kept(it.look_up("1", {lookup::number_deactivation}, day));
    assert_false(it.look_up("1", {lookup::number_deactivation}).from_cache);
    assert_false(it.look_up("1", {lookup::number_deactivation}, day + std::chrono::days{1}).from_cache);
    assert_int_equal(it.source.asked, 3);
}

void a_result_for_other_days_or_another_consent_does_not_count(void** state) {
    lookup_cache_fixture& it = on(state);
    const auto ask = [&](std::chrono::days ported_within, std::optional<gateway::consent_record> consent) {
        gateway::lookup_request request;
        request.phone_number = "1";
        request.wanted = {lookup::porting_history};
        request.ported_within = ported_within;
        request.consent = consent;
        return it.cache.look_up(it.source, request, it.keep_for, clock::now() + 1h, {}).from_cache;
    };
    const std::chrono::sys_seconds then{1s};
    assert_false(ask(std::chrono::days{90}, std::nullopt));
    assert_true(ask(std::chrono::days{90}, std::nullopt));
    assert_false(ask(std::chrono::days{10}, std::nullopt));
    assert_false(ask(std::chrono::days{90}, {{1, then}}));
    assert_true(ask(std::chrono::days{90}, {{1, then + 1h}})); // each login has its own time
    assert_false(ask(std::chrono::days{90}, {{2, then}}));
}

lookup_result partial_result() {
    lookup_result result = good_result();
    result.may_change = true;
    result.billed = 2;
    return result;
}

void what_was_paid_for_and_lacks_something_is_kept_for_a_minute(void** state) {
    lookup_cache_fixture& it = on(state);
    lookup_result incomplete = partial_result();
    incomplete.complete = false;
    for (const lookup_result& paid : {partial_result(), incomplete}) {
        it.source.answer = [&](const auto&) { return paid; };
        it.source.asked = 0;
        assert_false(it.look_up().from_cache);
        it.advance(59s);
        const lookup_result again = it.look_up();
        assert_true(again.from_cache && again.complete == paid.complete && again.may_change);
        assert_int_equal(again.requests, 0);
        it.advance(1s);
        assert_false(it.look_up().from_cache);
        assert_int_equal(it.source.asked, 2);
        it.advance(1h);
    }
    it.source.answer = [](const auto&) { return good_result(); };
    it.look_up();
    it.advance(59min);
    assert_kept(it.look_up());
}

void it_is_kept_for_no_longer_than_a_whole_answer(void** state) {
    lookup_cache_fixture& it = on(state);
    it.source.answer = [](const auto&) { return partial_result(); };
    it.keep_for = 10s;
    it.look_up();
    it.advance(10s);
    assert_false(it.look_up().from_cache);
}

void a_whole_answer_stays_when_more_is_wanted_in_vain(void** state) {
    lookup_cache_fixture& it = on(state);
    it.look_up();
    it.source.answer = [](const auto&) { return partial_result(); };
    it.look_up("13105551212", {lookup::score, lookup::live});
    it.advance(10min);
    assert_kept(it.look_up());
}

void an_answer_that_never_came_is_kept_when_it_may_be_billed(void** state) {
    lookup_cache_fixture& it = on(state);
    it.source.answer = [](const auto&) {
        lookup_result result = failure();
        result.billed = 1;
        return result;
    };
    it.look_up();
    const lookup_result again = it.look_up();
    assert_true(again.from_cache && !again.complete && again.answered); // an outage was then
    it.advance(1min);
    assert_false(it.look_up().from_cache);
}

void whoever_may_not_ask_gets_nothing_and_keeps_nobody_from_asking(void** state) {
    lookup_cache_fixture& it = on(state);
    gateway::lookup_request request;
    request.phone_number = "13105551212";
    request.wanted = {lookup::score};
    const auto ask = [&](bool may) {
        return it.cache.look_up(it.source, request, it.keep_for, clock::now() + 1h, {},
                                [may] { return may; });
    };
    const auto refused = ask(false);
    assert_true(!refused.complete && refused.answered && !refused.from_cache);
    assert_int_equal(it.source.asked, 0);
    assert_true(ask(true).complete);
    assert_true(ask(false).from_cache); // nobody is asked for that
}

void a_failure_that_cost_nothing_is_not_kept_and_says_why(void** state) {
    lookup_cache_fixture& it = on(state);
    it.source.answer = [](const auto&) { return failure(); };
    assert_string_equal(it.look_up().detail.c_str(), "503");
    it.source.answer = [](const auto&) { return lookup_result{}; };
    const lookup_result silent = it.look_up();
    assert_false(silent.complete || silent.from_cache);
    assert_string_equal(silent.detail.c_str(), "no complete answer");
    assert_int_equal(it.source.asked, 2);
}

void nothing_is_kept_for_no_time(void** state) {
    lookup_cache_fixture& it = on(state);
    it.keep_for = 0s;
    it.look_up();
    assert_false(it.look_up().from_cache);
    it.keep_for = 1h; // nor for later
    assert_false(it.look_up().from_cache);
    assert_int_equal(it.source.asked, 3);
}

void beyond_its_capacity_the_oldest_number_goes(void** state) {
    lookup_cache_fixture& it = on(state);
    for (std::size_t number = 0; number < gateway::lookup_cache::capacity; ++number) {
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

} // namespace

int main() {
    const CMUnitTest tests[] = {
        WITH_LOOKUP_CACHE(a_kept_result_costs_nothing_and_has_no_personal_data),
        WITH_LOOKUP_CACHE(a_result_counts_as_long_as_it_is_younger_than_wanted),
        WITH_LOOKUP_CACHE(a_result_must_hold_all_that_is_wanted),
        WITH_LOOKUP_CACHE(a_result_for_another_day_of_enrolment_does_not_count),
        WITH_LOOKUP_CACHE(a_result_for_other_days_or_another_consent_does_not_count),
        WITH_LOOKUP_CACHE(what_was_paid_for_and_lacks_something_is_kept_for_a_minute),
        WITH_LOOKUP_CACHE(it_is_kept_for_no_longer_than_a_whole_answer),
        WITH_LOOKUP_CACHE(a_whole_answer_stays_when_more_is_wanted_in_vain),
        WITH_LOOKUP_CACHE(an_answer_that_never_came_is_kept_when_it_may_be_billed),
        WITH_LOOKUP_CACHE(whoever_may_not_ask_gets_nothing_and_keeps_nobody_from_asking),
        WITH_LOOKUP_CACHE(a_failure_that_cost_nothing_is_not_kept_and_says_why),
        WITH_LOOKUP_CACHE(nothing_is_kept_for_no_time),
        WITH_LOOKUP_CACHE(beyond_its_capacity_the_oldest_number_goes),
    };
    return cmocka_run_group_tests_name("gateway/lookup_cache", tests, nullptr, nullptr);
}
