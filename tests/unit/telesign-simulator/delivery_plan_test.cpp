// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/delivery_plan.h"

#include "cmocka_cpp.h"

namespace {

using namespace simulator;

void steps_are_read_in_their_order(void**) {
    const auto plan = parse_delivery("290, 203 after 0.5,\n 200 after 86400");
    assert_true(plan.has_value());
    assert_int_equal(plan->size(), 3);
    assert_int_equal((*plan)[0].status, 290);
    assert_int_equal((*plan)[0].after.count(), 0);
    assert_int_equal((*plan)[1].after.count(), 500);
    assert_int_equal((*plan)[2].status, 200);
    assert_int_equal((*plan)[2].after.count(), 86400000);
}

void what_is_no_step_is_refused(void**) {
    for (const char* text :
         {"", "busy", "0", "10000", "107 after", "107 before 5", "107 after -1", "107 after x",
          "107 after nan", "107 after 86401", "107 after 5 6", "107,", "107 after 5s"}) {
        const auto plan = parse_delivery(text);
        assert_false(plan.has_value());
        assert_true(plan.error().ends_with("is not a step of a delivery: write STATUS after SECONDS"));
    }
}

void each_step_is_later_than_the_one_before(void**) {
    for (const char* text : {"103, 107", "107 after 5, 101 after 5", "107 after 5, 101 after 4"})
        assert_true(parse_delivery(text).error().ends_with(
            "comes no later than the step before it: write more seconds"));
}

void the_last_step_that_has_come_counts(void**) {
    using namespace std::chrono_literals;
    const delivery_plan plan = parse_delivery("203 after 0.5, 200 after 2").value();
    assert_int_equal(status_at(plan, 290, 0s), 290);
    assert_int_equal(status_at(plan, 290, 499ms), 290);
    assert_int_equal(status_at(plan, 290, 500ms), 203);
    assert_int_equal(status_at(plan, 290, 2s), 200);
    assert_int_equal(status_at(plan, 290, 24h), 200);
    assert_int_equal(status_at({}, 290, 24h), 290);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(steps_are_read_in_their_order),
        cmocka_unit_test(what_is_no_step_is_refused),
        cmocka_unit_test(each_step_is_later_than_the_one_before),
        cmocka_unit_test(the_last_step_that_has_come_counts),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
