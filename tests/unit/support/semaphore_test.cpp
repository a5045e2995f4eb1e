// SPDX-License-Identifier: BSD-3-Clause
#include "support/semaphore.h"

#include <atomic>
#include <thread>
#include <vector>

#include "cmocka_cpp.h"

namespace {

using namespace support;
using namespace std::chrono_literals;

semaphore::clock::time_point soon() {
    return semaphore::clock::now() + 20s;
}

void there_are_no_more_permits_than_its_count(void**) {
    semaphore all{2};
    auto first = all.acquire(soon(), {});
    const auto second = all.acquire(soon(), {});
    assert_true(first && second);
    assert_false(all.acquire(semaphore::clock::now() - 1s, {}).has_value()); // the deadline counts
    first.reset();
    assert_true(all.acquire(semaphore::clock::now() - 1s, {}).has_value());
}

void a_waiting_thread_gets_the_permit_that_is_released(void**) {
    semaphore all{1};
    constexpr int threads = 8;
    std::atomic<int> inside = 0;
    std::atomic<int> max_inside = 0;
    std::atomic<int> served = 0;
    std::vector<std::thread> waiting_threads;
    waiting_threads.reserve(threads);
    for (int each = 0; each < threads; ++each)
        waiting_threads.emplace_back([&] {
            const auto mine = all.acquire(soon(), {});
            if (!mine)
                return;
            const int now = ++inside;
            max_inside = std::max(max_inside.load(), now);
            --inside;
            ++served;
        });
    for (std::thread& each : waiting_threads)
        each.join();
    assert_int_equal(served.load(), threads);
    assert_int_equal(max_inside.load(), 1);
}

void a_stop_ends_the_wait(void**) {
    semaphore all{1};
    const auto taken = all.acquire(soon(), {});
    std::stop_source stop;
    std::atomic<bool> got = true;
    std::thread waiting{
        [&] { got = all.acquire(semaphore::clock::time_point::max(), stop.get_token()).has_value(); }};
    stop.request_stop();
    waiting.join();
    assert_false(got.load());
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(there_are_no_more_permits_than_its_count),
        cmocka_unit_test(a_waiting_thread_gets_the_permit_that_is_released),
        cmocka_unit_test(a_stop_ends_the_wait),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
