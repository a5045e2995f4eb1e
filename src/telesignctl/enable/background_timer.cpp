// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/enable/background_timer.h"

#include "support/unique_fd.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <exception>

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

namespace telesignctl {

namespace {

constexpr int ready_fd = STDERR_FILENO + 1; ///< the child's end of the pipe

/// Leaves behind what the session gave: terminal, files, locks, folder. Keeps `ready`, as ready_fd.
bool leave_session(int ready) {
    const int null_device = ::open("/dev/null", O_RDWR); // NOLINT(*-vararg)
    if (null_device < 0 || ::dup2(ready, ready_fd) < 0)
        return false;
    for (const int each : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::dup2(null_device, each) < 0)
            return false;
    return ::close_range(ready_fd + 1, ~0U, 0) == 0 && ::chdir("/") == 0;
}

/// Armed before the parent learns that the timer runs.
struct deadline {
    support::unique_fd timer;
    support::unique_fd watch;

    bool set(const std::string& file, std::chrono::seconds span) {
        timer.reset(::timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC));
        watch.reset(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
        const itimerspec when{{}, {span.count(), 0}};
        return timer && watch && ::timerfd_settime(timer.get(), 0, &when, nullptr) == 0 &&
               ::inotify_add_watch(watch.get(), file.c_str(), IN_DELETE_SELF | IN_ATTRIB) >= 0;
    }

    /// True when the time has come, false when the file is gone.
    [[nodiscard]] bool wait(const std::string& file) const {
        for (;;) {
            std::array<pollfd, 2> both{pollfd{timer.get(), POLLIN, 0}, pollfd{watch.get(), POLLIN, 0}};
            if (::poll(both.data(), both.size(), -1) < 0 && errno != EINTR)
                return true; // better too early than never
            if (::access(file.c_str(), F_OK) != 0)
                return false;
            if (both[0].revents != 0)
                return true;
            std::array<char, 4096> news{};
            static_cast<void>(!::read(watch.get(), news.data(), news.size()));
        }
    }
};

[[noreturn]] void run_timer(const std::string& file, std::chrono::seconds span, int ready,
                            const std::function<void()>& work) {
    deadline clock;
    if (!leave_session(ready) || !clock.set(file, span) || ::write(ready_fd, "", 1) != 1 ||
        ::close(ready_fd) != 0)
        ::_exit(1);
    try {
        if (clock.wait(file))
            work();
    } catch (const std::exception&) {
        ::_exit(1);
    }
    ::_exit(0);
}

} // namespace

tl::expected<void, std::string> start_background_timer(const std::string& file, std::chrono::seconds span,
                                                       const std::function<void()>& work) {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return tl::unexpected{std::string{::strerrordesc_np(errno)}};
    const support::unique_fd read_end{ends[0]};
    support::unique_fd write_end{ends[1]};
    const pid_t child = ::fork();
    if (child == 0) { // twice, so that init is the parent that reaps it
        if (::setsid() >= 0 && ::fork() == 0)
            run_timer(file, span, write_end.get(), work);
        ::_exit(0);
    }
    write_end.reset();
    char byte = 0;
    const bool ready = child > 0 && ::read(read_end.get(), &byte, 1) == 1; // or its end: it has failed
    while (child > 0 && ::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
    }
    if (!ready)
        return tl::unexpected{std::string{"cannot start a process that waits for the end of the trial"}};
    return {};
}

} // namespace telesignctl
