// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/channel_order.h"

#include <array>

#include "cmocka_cpp.h"

namespace {

using gateway::channel;
using telesignd::channel_after;

constexpr std::array both{channel::voice, channel::sms};

void the_next_one_follows_and_the_first_the_last(void**) {
    assert_true(channel_after(channel::voice, both) == channel::sms);
    assert_true(channel_after(channel::sms, both) == channel::voice);
}

void one_that_the_user_chose_is_followed_by_the_first(void**) {
    assert_true(channel_after(channel::smart, both) == channel::voice);
}

void the_only_one_is_followed_by_none(void**) {
    assert_false(channel_after(channel::voice, std::array{channel::voice}).has_value());
    assert_false(channel_after(channel::voice, {}).has_value());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_next_one_follows_and_the_first_the_last),
        cmocka_unit_test(one_that_the_user_chose_is_followed_by_the_first),
        cmocka_unit_test(the_only_one_is_followed_by_none),
    };
    return cmocka_run_group_tests_name("telesignd/channel_order", tests, nullptr, nullptr);
}
