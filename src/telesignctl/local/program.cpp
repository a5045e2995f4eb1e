// SPDX-License-Identifier: BSD-3-Clause
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

struct pipe_ends {
    support::unique_fd read_end;
    support::unique_fd write_end;
};

bool open_pipe(pipe_ends& into) {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return false;
    into.read_end.reset(ends[0]);
    into.write_end.reset(ends[1]);
    return true;
}

/// Takes what has come. False when there is no more to come.
bool read_some(const support::unique_fd& from, std::string& into) {
    std::array<char, 4096> part{};
    const ssize_t size = ::read(from.get(), part.data(), part.size());
    if (size > 0)
        into.append(part.data(), static_cast<std::size_t>(size));
    return size > 0 || (size < 0 && errno == EINTR);
}

/// Reads what the child writes until it closes both. False if that takes too long.
bool collect_output(pipe_ends& out, pipe_ends& error, program_result& into, steady::time_point deadline) {
    while (out.read_end || error.read_end) {
        std::array<pollfd, 2> both{pollfd{out.read_end.get(), POLLIN, 0},
                                   pollfd{error.read_end.get(), POLLIN, 0}};
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady::now()).count();
        const int ready = ::poll(both.data(), both.size(), static_cast<int>(std::max<long>(left, 0)));
        if (ready == 0)
            return false;
        if (both[0].revents != 0 && !read_some(out.read_end, into.out))
            out.read_end.reset();
        if (both[1].revents != 0 && !read_some(error.read_end, into.error))
            error.read_end.reset();
    }
    return true;
}

/// Runs `child` in a process of its own until that exits.
program_result run_child(const std::function<int()>& child, std::chrono::seconds limit) {
    program_result result;
    pipe_ends out;
    pipe_ends error;
    if (!open_pipe(out) || !open_pipe(error)) {
        result.error = ::strerrordesc_np(errno);
        return result;
    }
    const pid_t id = ::fork();
    if (id < 0) {
        result.error = ::strerrordesc_np(errno);
        return result;
    }
    if (id == 0) {
        const int null_device = ::open("/dev/null", O_RDONLY | O_CLOEXEC); // NOLINT(*-vararg)
        if (null_device < 0 || ::dup2(null_device, STDIN_FILENO) < 0 ||
            ::dup2(out.write_end.get(), STDOUT_FILENO) < 0 ||
            ::dup2(error.write_end.get(), STDERR_FILENO) < 0)
            ::_exit(127);
        ::_exit(child());
    }
    out.write_end.reset();
    error.write_end.reset();
    const bool in_time = collect_output(out, error, result, steady::now() + limit);
    if (!in_time)
        ::kill(id, SIGKILL);
    int status = 0;
    while (::waitpid(id, &status, 0) < 0 && errno == EINTR) {
    }
    if (!in_time)
        result.error = "timed out";
    else if (WIFEXITED(status))
        result.status = WEXITSTATUS(status);
    else
        result.error = "killed by a signal";
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
            const char* const reason = ::strerrordesc_np(errno);
            static_cast<void>(!::write(STDERR_FILENO, reason, std::strlen(reason)));
            return 127;
        },
        limit);
}

program_result run_in_child(const std::function<std::string()>& work, std::chrono::seconds limit) {
    return run_child(
        [&] {
            try {
                const std::string output = work();
                return ::write(STDOUT_FILENO, output.data(), output.size()) ==
                               static_cast<ssize_t>(output.size())
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
