#include "telesignctl/local/program.h"

#include "support/unique_fd.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <exception>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace telesignctl {

namespace {

using steady = std::chrono::steady_clock;

struct channel {
    support::unique_fd mine;
    support::unique_fd childs;
};

bool open_channel(channel& into) {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return false;
    into.mine.reset(ends[0]);
    into.childs.reset(ends[1]);
    return true;
}

/// Takes what has come. False when there is no more to come.
bool take(const support::unique_fd& from, std::string& into) {
    std::array<char, 4096> part{};
    const ssize_t size = ::read(from.get(), part.data(), part.size());
    if (size > 0)
        into.append(part.data(), static_cast<std::size_t>(size));
    return size > 0 || (size < 0 && errno == EINTR);
}

/// Gathers what the child says until it closes both. False when it takes too long.
bool listen(channel& out, channel& error, program_result& into, steady::time_point deadline) {
    while (out.mine || error.mine) {
        std::array<pollfd, 2> both{pollfd{out.mine.get(), POLLIN, 0}, pollfd{error.mine.get(), POLLIN, 0}};
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady::now()).count();
        const int ready = ::poll(both.data(), both.size(), static_cast<int>(std::max<long>(left, 0)));
        if (ready == 0)
            return false;
        if (both[0].revents != 0 && !take(out.mine, into.out))
            out.mine.reset();
        if (both[1].revents != 0 && !take(error.mine, into.error))
            error.mine.reset();
    }
    return true;
}

/// Runs `child` in a process of its own until that exits.
program_result run_child(const std::function<int()>& child, std::chrono::seconds limit) {
    program_result result;
    channel out;
    channel error;
    if (!open_channel(out) || !open_channel(error)) {
        result.error = ::strerrordesc_np(errno);
        return result;
    }
    const pid_t id = ::fork();
    if (id < 0) {
        result.error = ::strerrordesc_np(errno);
        return result;
    }
    if (id == 0) {
        const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC); // NOLINT(*-vararg)
        if (nothing < 0 || ::dup2(nothing, STDIN_FILENO) < 0 || ::dup2(out.childs.get(), STDOUT_FILENO) < 0 ||
            ::dup2(error.childs.get(), STDERR_FILENO) < 0)
            ::_exit(127);
        ::_exit(child());
    }
    out.childs.reset();
    error.childs.reset();
    const bool in_time = listen(out, error, result, steady::now() + limit);
    if (!in_time)
        ::kill(id, SIGKILL);
    int status = 0;
    while (::waitpid(id, &status, 0) < 0 && errno == EINTR) {
    }
    if (!in_time)
        result.error = "does not end";
    else if (WIFEXITED(status))
        result.status = WEXITSTATUS(status);
    else
        result.error = "ended by a signal";
    return result;
}

} // namespace

program_result run_program(const std::vector<std::string>& argv, std::chrono::seconds limit) {
    std::vector<char*> arguments;
    arguments.reserve(argv.size() + 1);
    for (const std::string& each : argv)
        arguments.push_back(const_cast<char*>(each.c_str())); // NOLINT(*-const-cast): execve does not write
    arguments.push_back(nullptr);
    std::array<char*, 3> environment{
        const_cast<char*>("PATH=/usr/sbin:/usr/bin:/sbin:/bin"), // NOLINT(*-const-cast)
        const_cast<char*>("LANG=C"), nullptr};                   // NOLINT(*-const-cast)
    return run_child(
        [&] {
            ::execve(arguments[0], arguments.data(), environment.data());
            const char* const why = ::strerrordesc_np(errno);
            static_cast<void>(!::write(STDERR_FILENO, why, std::strlen(why)));
            return 127;
        },
        limit);
}

program_result run_in_child(const std::function<std::string()>& work, std::chrono::seconds limit) {
    return run_child(
        [&] {
            try {
                const std::string said = work();
                return ::write(STDOUT_FILENO, said.data(), said.size()) == static_cast<ssize_t>(said.size())
                           ? 0
                           : 1;
            } catch (const std::exception& problem) {
                static_cast<void>(!::write(STDERR_FILENO, problem.what(), std::strlen(problem.what())));
                return 1;
            }
        },
        limit);
}

} // namespace telesignctl
