// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/local/file_lock.h"

#include <cerrno>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>

namespace telesignctl {

namespace {

constexpr std::chrono::milliseconds retry_interval{20};

support::unique_fd open(const std::string& path, int flags) {
    support::unique_fd file{::open(path.c_str(), flags | O_CLOEXEC, 0600)}; // NOLINT(*-vararg)
    if (!file)
        throw std::system_error{errno, std::generic_category(), path + ": cannot be opened"};
    return file;
}

/// False if another process has the lock.
bool lock(const support::unique_fd& file, const std::string& path, int flags) {
    while (::flock(file.get(), LOCK_EX | flags) != 0) {
        if (errno == EWOULDBLOCK)
            return false;
        if (errno != EINTR)
            throw std::system_error{errno, std::generic_category(), path + ": cannot be locked"};
    }
    return true;
}

} // namespace

file_lock file_lock::of_file(const std::string& path) {
    support::unique_fd file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW);
    lock(file, path, 0);
    return file_lock{std::move(file)};
}

std::optional<file_lock> file_lock::of_folder(const std::string& path, std::chrono::milliseconds timeout) {
    support::unique_fd folder = open(path, O_RDONLY | O_DIRECTORY);
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    while (!lock(folder, path, LOCK_NB)) {
        if (std::chrono::steady_clock::now() > deadline)
            return std::nullopt;
        std::this_thread::sleep_for(retry_interval);
    }
    return file_lock{std::move(folder)};
}

} // namespace telesignctl
