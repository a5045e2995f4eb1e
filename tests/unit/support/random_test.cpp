#include "support/random.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <deque>

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

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(all_bytes_come_from_the_kernel),
        cmocka_unit_test(a_signal_is_no_failure),
        cmocka_unit_test(a_failure_and_too_little_are_told),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
