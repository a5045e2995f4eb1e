// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/answer.h"

#include <utility>

#include "cmocka_cpp.h"

namespace {

void only_granted_is_a_success(void**) {
    using protocol::result;
    const std::pair<result, int> table[] = {
        {result::granted, 0},          {result::ignored, 1},       {result::denied, 1},
        {result::attempts_used_up, 1}, {result::not_permitted, 1}, {result::conversation_error, 1},
        {result::service_error, 2},    {result::unavailable, 3},   {static_cast<result>(0), 3},
        {static_cast<result>(7), 3},
    };
    for (const auto& [outcome, status] : table)
        assert_int_equal(telesignctl::exit_status(outcome), status);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {cmocka_unit_test(only_granted_is_a_success)};
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
