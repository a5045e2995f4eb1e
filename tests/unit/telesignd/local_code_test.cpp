// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/local_code.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <deque>
#include <string>

#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include "cmocka_cpp.h"

namespace {

/// What the kernel's generator gives next: numbers, or an errno for each call that fails.
struct next_call {
    std::uint32_t number = 0;
    int problem = 0;
    std::size_t size = sizeof number;
};
std::deque<next_call> generator;
bool scripted = false; ///< else the real one answers: a sanitizer asks it before main()

void assert_code(std::deque<next_call> calls, const char* expected) {
    generator = std::move(calls);
    const auto code = telesignd::make_local_code(std::strlen(expected));
    assert_true(code.has_value());
    assert_true(code->view() == expected);
    assert_true(generator.empty());
}

} // namespace

extern "C" ssize_t getrandom(void* to, std::size_t size, unsigned flags) {
    if (!scripted)
        return ::syscall(SYS_getrandom, to, size, flags);
    assert_int_equal(flags, 0); // waits until the kernel has gathered enough, never takes less
    assert_int_equal(size, sizeof(std::uint32_t));
    assert_false(generator.empty());
    const next_call call = generator.front();
    generator.pop_front();
    if (call.problem != 0) {
        errno = call.problem;
        return -1;
    }
    std::memcpy(to, &call.number, call.size);
    return static_cast<ssize_t>(call.size);
}

namespace {

void numbers_become_codes_from_the_least_to_the_most(void**) {
    assert_code({{0}}, "10000");
    assert_code({{89'999}}, "99999");
    assert_code({{90'000}}, "10000");
    assert_code({{12'345}}, "22345");
    assert_code({{0}}, "100");
    assert_code({{899}}, "999");
    assert_code({{900}}, "100");
    assert_code({{8'999}}, "9999");
    assert_code({{0}}, "100000");
    assert_code({{899'999}}, "999999");
    assert_code({{0}}, "1000000");
    assert_code({{8'999'999}}, "9999999");
    assert_code({{9'000'000}}, "1000000");
}

void a_number_that_would_favour_small_codes_is_drawn_again(void**) {
    constexpr std::uint32_t fair = 4'294'890'000; // the greatest multiple of 90000 in 32 bits
    static_assert(fair % 90'000 == 0 && UINT32_MAX - fair < 90'000);
    assert_code({{fair - 1}}, "99999");
    assert_code({{fair}, {UINT32_MAX}, {7}}, "10007");
    constexpr std::uint32_t fair_of_seven = 4'293'000'000;
    static_assert(fair_of_seven % 9'000'000 == 0 && UINT32_MAX - fair_of_seven < 9'000'000);
    assert_code({{fair_of_seven - 1}}, "9999999");
    assert_code({{fair_of_seven}, {7}}, "1000007");
    constexpr std::uint32_t fair_of_three = 4'294'966'500;
    static_assert(fair_of_three % 900 == 0 && UINT32_MAX - fair_of_three < 900);
    assert_code({{fair_of_three - 1}}, "999");
    assert_code({{fair_of_three}, {7}}, "107");
}

void a_call_that_was_interrupted_is_made_again(void**) {
    assert_code({{0, EINTR}, {0, EINTR}, {1}}, "10001");
}

void without_the_generator_there_is_no_code(void**) {
    generator = {{0, ENOSYS}};
    const auto missing = telesignd::make_local_code(5);
    assert_false(missing.has_value());
    assert_string_equal(missing.error().c_str(),
                        "the kernel returned no random numbers: Function not implemented");
    generator = {{5, 0, 2}}; // half a number
    assert_false(telesignd::make_local_code(5).has_value());
    generator = {{UINT32_MAX}, {0, EFAULT}}; // after a good call
    assert_false(telesignd::make_local_code(5).has_value());
}

int start_script(void**) {
    scripted = true;
    return 0;
}

int end_script(void**) {
    scripted = false;
    return 0;
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(numbers_become_codes_from_the_least_to_the_most),
        cmocka_unit_test(a_number_that_would_favour_small_codes_is_drawn_again),
        cmocka_unit_test(a_call_that_was_interrupted_is_made_again),
        cmocka_unit_test(without_the_generator_there_is_no_code),
    };
    return cmocka_run_group_tests_name("telesignd/local_code", tests, start_script, end_script);
}
