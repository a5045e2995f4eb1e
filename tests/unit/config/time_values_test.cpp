// SPDX-License-Identifier: BSD-3-Clause
#include "config/time_values.h"

#include "unit/config/value_errors.h"

namespace {

using namespace config;
using test::assert_error;
using namespace std::chrono_literals;

void a_span_is_a_number_and_its_unit(void**) {
    assert_true(parse_duration("30s", 1s, 24h) == 30s);
    assert_true(parse_duration("90m", 1s, 24h) == 90min);
    assert_true(parse_duration("24h", 1s, 24h) == 24h);
    assert_true(parse_duration("14d", 1s, std::chrono::days{14}) == std::chrono::days{14});
    assert_true(parse_duration("0s", 0s, 24h) == 0s);
}

void a_span_without_unit_is_told_so(void**) {
    for (const char* const plain : {"0", "72", "3600"})
        assert_error(parse_duration(plain, 0s, 24h), plain, "{} has no unit",
                     "write s, m, h or d behind the number, as in 72h");
}

void what_is_no_span_is_an_error(void**) {
    for (const char* const wrong : {"", "h", "72 h", "72H", "7w", "-3h", "+3h", "1.5h", "0x1h", " 3h", "3hh",
                                    "3h\n", "4294967296s", "three days"})
        assert_error(parse_duration(wrong, 0s, 24h), wrong, "{} is not a span of time",
                     "write a number and its unit, as in 30s, 90m, 72h or 14d");
}

void a_span_keeps_within_its_range(void**) {
    for (const char* const wrong : {"0s", "59s", "15d", "337h", "4294967295d"})
        assert_error(parse_duration(wrong, 1min, std::chrono::days{14}), wrong, "{} is out of range",
                     "write a span from 1m to 14d");
    assert_error(parse_duration("2d", 0s, 90s), "\"2d\" is out of range: write a span from 0s to 90s");
}

void a_span_is_told_in_its_largest_unit(void**) {
    assert_string_equal(text_of(0s).c_str(), "0s");
    assert_string_equal(text_of(90s).c_str(), "90s");
    assert_string_equal(text_of(90min).c_str(), "90m");
    assert_string_equal(text_of(48h).c_str(), "2d");
}

void a_date_is_a_day_of_the_calendar(void**) {
    using namespace std::chrono;
    assert_true(parse_date("2018-04-05") == sys_days{2018y / April / 5});
    assert_true(parse_date("2024-02-29") == sys_days{2024y / February / 29});
    assert_true(parse_date("9999-12-31") == sys_days{9999y / December / 31});
    for (const char* const wrong :
         {"", "2023-02-29", "2018-13-01", "2018-00-01", "2018-04-31", "2018-4-5", "05.04.2018",
          "2018-04-05T00:00:00Z", "2018/04/05", "-018-04-05", "2018-+4-05", " 018-04-05", "2018-04-5 "})
        assert_error(parse_date(wrong), wrong, "{} is not a day of the calendar", "write one as YYYY-MM-DD");
}

void the_next_channel_may_wait_for_ever(void**) {
    const auto never = parse_next_channel_after("");
    assert_true(never.has_value() && !never->has_value());
    assert_true(parse_next_channel_after("5").value_or(std::nullopt) == 5s);
    assert_true(parse_next_channel_after("600").value_or(std::nullopt) == 600s);
    for (const char* const wrong : {"4", "601"})
        assert_error(parse_next_channel_after(wrong), wrong, "{} is out of range",
                     "write a number from 5 to 600");
    for (const char* const wrong : {"30s", "no"})
        assert_error(parse_next_channel_after(wrong), wrong, "{} is not a number in digits",
                     "write a number from 5 to 600");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_span_is_a_number_and_its_unit),
        cmocka_unit_test(a_span_without_unit_is_told_so),
        cmocka_unit_test(what_is_no_span_is_an_error),
        cmocka_unit_test(a_span_keeps_within_its_range),
        cmocka_unit_test(a_span_is_told_in_its_largest_unit),
        cmocka_unit_test(a_date_is_a_day_of_the_calendar),
        cmocka_unit_test(the_next_channel_may_wait_for_ever),
    };
    return cmocka_run_group_tests_name("config/time_values", tests, nullptr, nullptr);
}
