// SPDX-License-Identifier: BSD-3-Clause
#include "support/random.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <deque>
#include <string>
#include <system_error>

#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include "cmocka_cpp.h"

namespace {

/// What the kernel's generator answers next: so many bytes of 0x5a, or an errno.
struct next_call {
    std::size_t size = 0;
    int problem = 0;
};
std::deque<next_call> generator;
bool scripted = false; ///< else the real one answers: a sanitizer asks it before main()

int draw(std::deque<next_call> calls) {
    generator = std::move(calls);
    std::array<unsigned char, 16> bytes{};
    scripted = true;
    const int problem = support::draw_random(bytes);
    scripted = false;
    assert_true(generator.empty());
    assert_int_equal(bytes[15], problem == 0 ? 0x5a : 0);
    return problem;
}

} // namespace

extern "C" ssize_t getrandom(void* to, std::size_t size, unsigned flags) {
    if (!scripted)
        return ::syscall(SYS_getrandom, to, size, flags);
    assert_int_equal(flags, 0); // waits until the kernel has gathered enough, never takes less
    const next_call call = generator.front();
    generator.pop_front();
    if (call.problem != 0) {
        errno = call.problem;
        return -1;
    }
    std::memset(to, 0x5a, call.size);
    return static_cast<ssize_t>(call.size);
}

namespace {

void all_bytes_come_from_the_kernel(void**) {
    assert_int_equal(draw({{16}}), 0);
}

void a_signal_is_no_failure(void**) {
    assert_int_equal(draw({{0, EINTR}, {0, EINTR}, {16}}), 0);
}

void a_failure_and_too_little_are_told(void**) {
    assert_int_equal(draw({{0, ENOSYS}}), ENOSYS);
    assert_int_equal(draw({{15}}), EIO);
    assert_int_equal(draw({{0}}), EIO);
}

template <typename Call>
void assert_throws(Call call) {
    generator = {{0, ENOSYS}};
    scripted = true;
    int problem = 0;
    try {
        call();
    } catch (const std::system_error& thrown) {
        problem = thrown.code().value();
    }
    scripted = false;
    assert_int_equal(problem, ENOSYS);
}

void numbers_have_all_bits_of_what_is_drawn(void**) {
    generator = {{4}};
    scripted = true;
    const auto number = support::random_generator{}();
    scripted = false;
    assert_int_equal(number, 0x5a5a5a5a);
    assert_throws([] { support::random_generator{}(); });
}

void digits_are_upper_case_and_never_the_same(void**) {
    generator = {{3}};
    scripted = true;
    const std::string digits = support::random_hex(3);
    scripted = false;
    assert_string_equal(digits.c_str(), "5A5A5A");
    assert_int_equal(support::random_hex(16).size(), 32);
    assert_true(support::random_hex(16) != support::random_hex(16));
    assert_throws([] { return support::random_hex(3); });
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(all_bytes_come_from_the_kernel),
        cmocka_unit_test(a_signal_is_no_failure),
        cmocka_unit_test(a_failure_and_too_little_are_told),
        cmocka_unit_test(numbers_have_all_bits_of_what_is_drawn),
        cmocka_unit_test(digits_are_upper_case_and_never_the_same),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
