// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/output.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

namespace telesignctl {

namespace {

constexpr off_t answer_size = 16384; ///< no answer to a command that changes something is longer

tl::unexpected<std::string> failed(int error) {
    return tl::unexpected{std::string{::strerrordesc_np(error)}};
}

/// Room on the disk for an answer behind the end of the file; 0, or an error of fallocate(2).
int reserve_room(off_t end) {
    if (::fallocate(STDOUT_FILENO, FALLOC_FL_KEEP_SIZE, end, answer_size) == 0)
        return 0;
    return errno == ENOSPC || errno == EDQUOT || errno == EFBIG || errno == EIO ? errno : 0;
}

} // namespace

void occupy_standard_descriptors() {
    for (const int each : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::fcntl(each, F_GETFD) < 0) // open(2) takes the lowest number that is free: this one
            static_cast<void>(!::open("/dev/null", each == STDIN_FILENO ? O_WRONLY : O_RDONLY));
}

void report_broken_pipe() {
    struct sigaction handled {};
    handled.sa_handler = [](int) {}; // execve(2) takes a handler back, but not SIG_IGN
    handled.sa_flags = SA_RESTART;
    ::sigaction(SIGPIPE, &handled, nullptr);
}

tl::expected<void, std::string> check_output() {
    const int flags = ::fcntl(STDOUT_FILENO, F_GETFL);
    if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY)
        return failed(EBADF);
    struct stat about {};
    if (::fstat(STDOUT_FILENO, &about) != 0)
        return failed(errno);
    if (S_ISREG(about.st_mode)) {
        const int error = reserve_room(about.st_size);
        return error == 0 ? tl::expected<void, std::string>{} : failed(error);
    }
    if (::write(STDOUT_FILENO, "", 0) < 0) // /dev/full
        return failed(errno);
    pollfd watched{STDOUT_FILENO, POLLOUT, 0};
    if (::poll(&watched, 1, 0) > 0 && (watched.revents & (POLLERR | POLLHUP)) != 0)
        return failed(EPIPE);
    return {};
}

tl::expected<void, std::string> write_output(std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
        if (written > 0)
            text.remove_prefix(static_cast<std::size_t>(written));
        else if (errno == EAGAIN) {
            pollfd watched{STDOUT_FILENO, POLLOUT, 0};
            ::poll(&watched, 1, -1);
        } else if (errno != EINTR) {
            return failed(errno);
        }
    }
    // A network file system reports only now that it is full; other descriptors have nothing to sync.
    if (::fdatasync(STDOUT_FILENO) != 0 && (errno == ENOSPC || errno == EDQUOT || errno == EIO))
        return failed(errno);
    return {};
}

} // namespace telesignctl
