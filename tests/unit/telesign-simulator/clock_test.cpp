// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/clock.h"

#include "unit/telesign-simulator/known_time.h"

#include "cmocka_cpp.h"

namespace {

using namespace simulator;
using namespace std::chrono_literals;
using test::noon;

void a_date_is_written_as_rfc_9110_wants_it(void**) {
    assert_string_equal(http_date(noon).c_str(), "Sat, 21 Nov 2026 12:00:00 GMT");
}

void a_timestamp_has_microseconds(void**) {
    assert_string_equal(timestamp(noon + std::chrono::microseconds{42}).c_str(),
                        "2026-11-21T12:00:00.000042Z");
}

void a_date_is_read_in_every_zone_that_rfc_822_writes_with_digits(void**) {
    for (const char* text : {"Sat, 21 Nov 2026 12:00:00 GMT", "Sat, 21 Nov 2026 12:00:00 UTC",
                             "Sat, 21 Nov 2026 13:30:00 +0130", "Sat, 21 Nov 2026 04:00:00 -0800"}) {
        const auto when = parse_http_date(text);
        assert_true(when.has_value());
        assert_true(*when == noon);
    }
}

void what_is_no_date_is_refused(void**) {
    for (const char* text :
         {"", "now", "2026-11-21T12:00:00Z", "Sat, 21 Nov 2026 12:00:00", "Sat, 21 Nov 2026 12:00:00 CEST",
          "Sat, 21 Nov 2026 12:00:00 +01x0", "Sat, 21 Nov 2026 12:00:00 GMT GMT"})
        assert_false(parse_http_date(text).has_value());
}

void timestamps_are_read_as_they_are_written(void**) {
    assert_true(parse_timestamp(timestamp(noon)) == noon);
    assert_true(parse_timestamp("2026-11-21T12:00:00Z") == noon);
    assert_true(parse_timestamp("2026-11-21T12:00:00.9Z") == noon); // the fraction does not count
    assert_true(parse_timestamp("2026-11-21") == noon - 12h);
}

void what_is_no_timestamp_is_refused(void**) {
    for (const char* text :
         {"", "2026", "2026-11-31", "2026-13-01", "2026-1-1", "26-11-21", "2026-11-21T12:00",
          "2026-11-21T12:00:00", "2026-11-21 12:00:00Z", "2026-11-21T25:00:00Z", "2026-11-21T12:00:00+01:00",
          "2026-11-21T12:00:00.Z", "2026-11-21T12:00:00.5", "2026-11-21T12:00:00.5x5Z", "2026-11-21Z",
          "2026-11-21.5Z", " 2026-11-21"})
        if (parse_timestamp(text))
            fail_msg("taken: %s", text);
}

void a_whole_date_time_is_read_in_any_offset(void**) {
    for (const char* text : {"2026-11-21T12:00:00Z", "2026-11-21T12:00:00.25Z", "2026-11-21T14:30:00+02:30",
                             "2026-11-21T04:00:00.5-08:00", "2026-11-21T12:00:00+00:00"})
        if (parse_rfc3339(text) != noon)
            fail_msg("%s", text);
    for (const char* text : {"", "2026-11-21", "2026-11-21T12:00:00", "2026-11-21 12:00:00Z",
                             "2026-11-31T12:00:00Z", "2026-11-21T12:00:00+0100", "2026-11-21T12:00:00 01:00",
                             "2026-11-21T12:00:00+24:00", "2026-11-21T12:00:00+01:60", "2026-11-21+01:00:00",
                             "Sat, 21 Nov 2026 12:00:00 GMT", "2026-11-21t12:00:00z", "2026-11-21T11:59:60Z"})
        if (parse_rfc3339(text))
            fail_msg("taken: %s", text);
}

void moments_may_be_told_by_their_age(void**) {
    assert_true(parse_moment("2026-11-21T12:00:00Z")->when(noon + 1h) == noon);
    assert_true(parse_moment("8 hours ago")->when(noon) == noon - 8h);
    assert_true(parse_moment("2 days ago")->when(noon) == noon - 48h);
    for (const char* text :
         {"", "hours ago", "8 hours", "8 weeks ago", "-8 hours ago", "0.5 hours ago", "100001 days ago"})
        assert_false(parse_moment(text).has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_date_is_written_as_rfc_9110_wants_it),
        cmocka_unit_test(a_timestamp_has_microseconds),
        cmocka_unit_test(a_date_is_read_in_every_zone_that_rfc_822_writes_with_digits),
        cmocka_unit_test(what_is_no_date_is_refused),
        cmocka_unit_test(timestamps_are_read_as_they_are_written),
        cmocka_unit_test(what_is_no_timestamp_is_refused),
        cmocka_unit_test(a_whole_date_time_is_read_in_any_offset),
        cmocka_unit_test(moments_may_be_told_by_their_age),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
