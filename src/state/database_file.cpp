// SPDX-License-Identifier: BSD-3-Clause
#include "state/database_file.h"

#include "support/dates.h"
#include "support/unique_fd.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace state {

namespace {

constexpr mode_t folder_mode = 0700;
constexpr mode_t file_mode = 0600;

template <typename... Arguments>
[[noreturn]] void fail(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    throw std::runtime_error{fmt::format(format, std::forward<Arguments>(arguments)...)};
}

/// False when there is nothing of that name.
bool rename_if_there(const std::string& from, const std::string& to) {
    if (::rename(from.c_str(), to.c_str()) == 0)
        return true;
    if (errno == ENOENT)
        return false;
    fail("cannot be renamed to {}: {}", to, ::strerrordesc_np(errno));
}

} // namespace

void prepare_file(const std::string& path) {
    const std::string folder = std::filesystem::path{path}.parent_path();
    if (::mkdir(folder.c_str(), folder_mode) != 0 && errno != EEXIST)
        fail("its folder cannot be created: {}: create it, for telesignd's user only",
             ::strerrordesc_np(errno));
    const support::unique_fd file{
        ::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, file_mode)};
    if (!file)
        fail("cannot be opened: {}: telesignd's user must own it and its folder", ::strerrordesc_np(errno));
    struct stat about {};
    if (::fstat(file.get(), &about) != 0)
        fail("cannot be examined: {}", ::strerrordesc_np(errno));
    if (!S_ISREG(about.st_mode))
        fail("is not a regular file: [state] database must name one");
    if (about.st_uid != ::geteuid())
        fail("belongs to user {}, not to telesignd's: chown {} it", about.st_uid, ::geteuid());
    if ((about.st_mode & 07777) != file_mode && ::fchmod(file.get(), file_mode) != 0)
        fail("may be read by others: {}: chmod 0600 it", ::strerrordesc_np(errno));
}

std::string set_aside(const std::string& path, time_point now) {
    std::string aside = fmt::format("{}.corrupt-{}", path,
                                    support::write_rfc3339(std::chrono::floor<std::chrono::seconds>(now)));
    // The log first: a new database must never find another one's.
    rename_if_there(path + "-wal", aside + "-wal");
    rename_if_there(path + "-shm", aside + "-shm");
    rename_if_there(path, aside);
    return aside;
}

void remove_log(const std::string& path) {
    if (::unlink((path + "-wal").c_str()) != 0 && errno != ENOENT)
        fail("its log cannot be removed: {}", ::strerrordesc_np(errno));
}

} // namespace state
