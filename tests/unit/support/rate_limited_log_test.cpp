// SPDX-License-Identifier: BSD-3-Clause
#include "support/rate_limited_log.h"

#include "cmocka_cpp.h"

namespace {

using namespace std::chrono_literals;

void the_first_is_told_and_the_others_are_counted(void**) {
    support::rate_limited_log log;
    const support::rate_limited_log::time_point begin{};
    assert_int_equal(log.count(begin).value_or(0), 1);
    assert_false(log.count(begin + 1s).has_value());
    assert_false(log.count(begin + 59s).has_value());
    assert_int_equal(log.count(begin + 60s).value_or(0), 3);
    assert_false(log.count(begin + 61s).has_value());
    assert_int_equal(log.count(begin + 1h).value_or(0), 2);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {cmocka_unit_test(the_first_is_told_and_the_others_are_counted)};
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
