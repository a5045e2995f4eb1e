// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/endpoints.h"

#include <atomic>
#include <thread>

#include "cmocka_cpp.h"

namespace {

using gateway::telesign::endpoint_list;
using namespace std::chrono_literals;

const endpoint_list::clock::time_point begin = endpoint_list::clock::time_point{} + 1h;

void the_first_comes_first(void**) {
    const endpoint_list list{{"https://a", "https://b", "https://c"}};
    assert_int_equal(list.first(begin), 0);
    assert_string_equal(list.url(0).c_str(), "https://a");
    assert_int_equal(list.after(0), 1);
    assert_int_equal(list.after(2), 0);
}

void the_one_that_was_reached_is_preferred_for_a_minute(void**) {
    endpoint_list list{{"https://a", "https://b"}};
    list.reached(1, begin);
    assert_int_equal(list.first(begin), 1);
    assert_int_equal(list.first(begin + 59s), 1);
    assert_int_equal(list.first(begin + 60s), 0);
}

void being_reached_again_does_not_prolong_it(void**) {
    endpoint_list list{{"https://a", "https://b"}};
    list.reached(1, begin);
    list.reached(1, begin + 59s);
    assert_int_equal(list.first(begin + 60s), 0);
    list.reached(1, begin + 61s);
    assert_int_equal(list.first(begin + 62s), 1);
}

void another_takes_its_place_at_once(void**) {
    endpoint_list list{{"https://a", "https://b", "https://c"}};
    list.reached(1, begin);
    list.reached(2, begin + 1s);
    assert_int_equal(list.first(begin + 2s), 2);
    list.reached(0, begin + 3s);
    assert_int_equal(list.first(begin + 4s), 0);
}

void many_threads_may_use_it(void**) {
    endpoint_list list{{"https://a", "https://b"}};
    std::atomic<bool> good = true;
    std::vector<std::thread> threads;
    for (std::size_t index = 0; index < 4; ++index)
        threads.emplace_back([&, index] {
            for (int round = 0; round < 1000; ++round) {
                list.reached(index % 2, begin + std::chrono::seconds{round});
                good = good && list.first(begin) < 2;
            }
        });
    for (auto& thread : threads)
        thread.join();
    assert_true(good);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_first_comes_first),
        cmocka_unit_test(the_one_that_was_reached_is_preferred_for_a_minute),
        cmocka_unit_test(being_reached_again_does_not_prolong_it),
        cmocka_unit_test(another_takes_its_place_at_once),
        cmocka_unit_test(many_threads_may_use_it),
    };
    return cmocka_run_group_tests_name("gateway.telesign.endpoints", tests, nullptr, nullptr);
}
