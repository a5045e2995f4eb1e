// SPDX-License-Identifier: BSD-3-Clause
#include "http/retry_after.h"

#include <chrono>

#include "cmocka_cpp.h"

namespace {

using namespace std::chrono_literals;
using http::read_retry_after;

constexpr std::time_t now = 1443883888; // Sat, 03 Oct 2015 14:51:28 GMT

void seconds_are_taken_as_they_are(void**) {
    assert_true(read_retry_after("0", now) == 0s);
    assert_true(read_retry_after("3", now) == 3s);
    assert_true(read_retry_after("007", now) == 7s);
    assert_true(read_retry_after("120", now) == 120s);
}

void a_date_counts_from_now(void**) {
    assert_true(read_retry_after("Sat, 03 Oct 2015 14:51:30 GMT", now) == 2s);
    assert_true(read_retry_after("Saturday, 03-Oct-15 14:51:30 GMT", now) == 2s);
    assert_true(read_retry_after("Sat Oct  3 14:51:30 2015", now) == 2s);
}

void a_date_in_the_past_is_no_wait(void**) {
    assert_true(read_retry_after("Sat, 03 Oct 2015 14:51:27 GMT", now) == 0s);
}

void what_is_too_long_to_count_is_very_long(void**) {
    assert_true(read_retry_after("99999999999999999999999999", now) == 24h * 365);
    assert_true(read_retry_after("9223372036854775807", now) == 24h * 365);
    assert_true(read_retry_after("Sat, 03 Oct 2037 14:51:28 GMT", now) == 24h * 365);
}

void garbage_is_ignored(void**) {
    for (const char* const value : {"", " ", "-1", "+1", "1.5", "1 s", "0x10", "soon", "Sat",
                                    "2015-10-03T14:51:30Z", "\xff", "03 Oct 2015 14:51:30 GMT"})
        assert_false(read_retry_after(value, now).has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(seconds_are_taken_as_they_are),
        cmocka_unit_test(a_date_counts_from_now),
        cmocka_unit_test(a_date_in_the_past_is_no_wait),
        cmocka_unit_test(what_is_too_long_to_count_is_very_long),
        cmocka_unit_test(garbage_is_ignored),
    };
    return cmocka_run_group_tests_name("http.retry_after", tests, nullptr, nullptr);
}
