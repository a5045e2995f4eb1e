// SPDX-License-Identifier: BSD-3-Clause
#include "config/limit_values.h"

#include "unit/config/value_errors.h"

namespace {

using namespace config;
using test::assert_error;
using namespace std::chrono_literals;

void a_limit_is_a_count_and_a_window(void**) {
    assert_true((parse_rate("10/1h").value() == rate{10, 1h}));
    assert_true((parse_rate("1/1s").value() == rate{1, 1s}));
    assert_true((parse_rate("100000 / 30d").value() == rate{100'000, std::chrono::days{30}}));
}

void several_limits_stand_in_a_list(void**) {
    assert_true((parse_rates("5/10m").value() == std::vector{rate{5, 10min}}));
    assert_true((parse_rates("5/10m,\n20/1d").value() == std::vector{rate{5, 10min}, rate{20, 24h}}));
}

void nothing_is_no_limit(void**) {
    assert_true(parse_rates("").has_value() && parse_rates("")->empty());
    assert_true(parse_rate("").has_value() && !parse_rate("")->has_value());
}

void what_is_no_limit_is_an_error(void**) {
    for (const char* const wrong : {"5", "10m", "none", "5 per 10m"})
        assert_error(parse_rates(wrong), wrong, "{} is not a limit", "write COUNT/WINDOW, as in 5/10m");
    const auto assert_count = [](const std::string& count, const char* problem) {
        assert_error(parse_rate(count + "/10m"), count, problem, "write a number from 1 to 100000");
    };
    for (const char* const wrong : {"0", "100001"})
        assert_count(wrong, "before the slash: {} is out of range");
    for (const char* const wrong : {"-1", "5.5", "x"})
        assert_count(wrong, "before the slash: {} is not a number in digits");
    assert_error(parse_rate("/10m"), "before the slash: empty: write a number from 1 to 100000");
    for (const std::string wrong : {"0s", "31d"})
        assert_error(parse_rate("5/" + wrong), wrong, "after the slash: {} is out of range",
                     "write a span from 1s to 30d");
    assert_error(parse_rate("5/10"),
                 "after the slash: \"10\" has no unit: write s, m, h or d behind the number, as in 72h");
    for (const std::string wrong : {"1h/2", "1h, 6/2h"})
        assert_error(parse_rate("5/" + wrong), wrong, "after the slash: {} is not a span of time",
                     "write a number and its unit, as in 30s, 90m, 72h or 14d");
    assert_error(parse_rate("5/"),
                 "after the slash: empty: write a number and its unit, as in 30s, 90m, 72h or 14d");
    assert_error(parse_rates("5/10m,"), "empty: write COUNT/WINDOW, as in 5/10m");
    assert_error(parse_rates("5/10m, 5/600s"), "\"5/600s\" is named twice: name it once");
}

void a_limit_is_told_as_it_is_written(void**) {
    assert_string_equal(text_of(rate{5, 600s}).c_str(), "5/10m");
    assert_string_equal(text_of(rate{2000, 3600s}).c_str(), "2000/1h");
    assert_string_equal(text_of(rate{1, 90s}).c_str(), "1/90s");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_limit_is_a_count_and_a_window),
        cmocka_unit_test(several_limits_stand_in_a_list),
        cmocka_unit_test(nothing_is_no_limit),
        cmocka_unit_test(what_is_no_limit_is_an_error),
        cmocka_unit_test(a_limit_is_told_as_it_is_written),
    };
    return cmocka_run_group_tests_name("config/limit_values", tests, nullptr, nullptr);
}
