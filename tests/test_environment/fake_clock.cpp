// SPDX-License-Identifier: BSD-3-Clause
// Linked into a program in place of libc's functions: every clock of it runs ahead by what stands in the file
// that FAKE_CLOCK names, so that a test can let days go by. What somebody waits for takes its time as ever.

#include <atomic>
#include <cstdint>
#include <cstdlib>

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

namespace {

std::atomic<const std::int64_t*> seconds_ahead = nullptr;

/// Before main(), which forgets the environment.
__attribute__((constructor)) void find_clock() {
    const char* path = ::getenv("FAKE_CLOCK"); // NOLINT(concurrency-mt-unsafe): before any thread
    const int file = path == nullptr ? -1 : ::open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return;
    void* mapped = ::mmap(nullptr, sizeof(std::int64_t), PROT_READ, MAP_SHARED, file, 0);
    ::close(file);
    if (mapped != MAP_FAILED)
        seconds_ahead = static_cast<const std::int64_t*>(mapped);
}

std::int64_t ahead() noexcept {
    const std::int64_t* const now = seconds_ahead;
    return now == nullptr ? 0 : __atomic_load_n(now, __ATOMIC_RELAXED);
}

/// libc's own function of this name.
template <typename Function>
Function* real(const char* name) noexcept {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

timespec in_kernel_time(const timespec& shifted) noexcept {
    return {shifted.tv_sec - ahead(), shifted.tv_nsec};
}

} // namespace

extern "C" {

__attribute__((visibility("default"))) int pthread_cond_clockwait(pthread_cond_t* condition,
                                                                  pthread_mutex_t* mutex, clockid_t clock,
                                                                  const timespec* until) {
    static auto* const wait = real<decltype(pthread_cond_clockwait)>("pthread_cond_clockwait");
    const timespec then = in_kernel_time(*until);
    return wait(condition, mutex, clock, &then);
}

__attribute__((visibility("default"))) int
pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex, const timespec* until) {
    static auto* const wait = real<decltype(pthread_cond_timedwait)>("pthread_cond_timedwait");
    const timespec then = in_kernel_time(*until);
    return wait(condition, mutex, &then);
}

__attribute__((visibility("default"))) int clock_gettime(clockid_t clock_id, timespec* now) noexcept {
    const auto result = ::syscall(SYS_clock_gettime, clock_id, now);
    const bool is_shifted = clock_id == CLOCK_REALTIME || clock_id == CLOCK_MONOTONIC ||
                            clock_id == CLOCK_BOOTTIME || clock_id == CLOCK_REALTIME_COARSE ||
                            clock_id == CLOCK_MONOTONIC_COARSE;
    if (result == 0 && is_shifted)
        now->tv_sec += ahead();
    return static_cast<int>(result);
}

__attribute__((visibility("default"))) time_t time(time_t* into) noexcept {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    if (into != nullptr)
        *into = now.tv_sec;
    return now.tv_sec;
}

__attribute__((visibility("default"))) int gettimeofday(timeval* into, void* /*zone*/) noexcept {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    *into = {now.tv_sec, static_cast<suseconds_t>(now.tv_nsec / 1000)};
    return 0;
}

} // extern "C"
