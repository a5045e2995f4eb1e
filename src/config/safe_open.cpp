// SPDX-License-Identifier: BSD-3-Clause
#include "config/safe_open.h"

#include <cerrno>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace config {

namespace {

std::string why_not_opened(int error, const std::string& path, std::string_view own, std::string_view mode) {
    switch (error) {
    case ENOENT:
        return fmt::format("{}: no such file: create it, or correct the path", path);
    case ELOOP:
        return fmt::format("{}: is a symbolic link: name the file that it points to (readlink -f {})", path,
                           path);
    case EACCES:
        return fmt::format(
            "{}: may not be read by the daemon: chown {} {} && chmod {} {}, and let it pass the folders "
            "above",
            path, own, path, mode, path);
    case ENXIO: // a socket
        return fmt::format("{}: is not a regular file: correct the path", path);
    default:
        return fmt::format("{}: cannot be opened ({}): correct the path", path,
                           std::generic_category().message(error));
    }
}

} // namespace

tl::expected<support::unique_fd, std::string> safe_open(const std::string& path, secrecy wanted) {
    const std::string_view own = wanted == secrecy::secret ? "root:_telesign" : "root:root";
    const std::string_view mode = wanted == secrecy::secret ? "0640" : "0644";
    const auto refused = [&](std::string_view problem, std::string_view command, std::string_view argument) {
        return tl::unexpected{fmt::format("{}: {}: {} {} {}", path, problem, command, argument, path)};
    };
    if (path.find('\0') != std::string::npos)
        return tl::unexpected{std::string{"the path holds a NUL: correct it"}};

    // O_NONBLOCK: a FIFO in the file's place must not hang the daemon.
    support::unique_fd file{
        ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)}; // NOLINT(*-vararg)
    if (!file)
        return tl::unexpected{why_not_opened(errno, path, own, mode)};
    struct stat status {};
    if (::fstat(file.get(), &status) != 0)
        return tl::unexpected{fmt::format("{}: cannot be examined ({}): correct the path", path,
                                          std::generic_category().message(errno))};
    if (!S_ISREG(status.st_mode))
        return tl::unexpected{fmt::format("{}: is not a regular file: correct the path", path)};
    if (status.st_uid != 0 && status.st_uid != ::geteuid())
        return refused(fmt::format("belongs to user {}, who could change it", status.st_uid), "chown", own);
    if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return refused("may be written by its group or by others", "chmod", mode);
    if (wanted == secrecy::secret && (status.st_mode & S_IROTH) != 0)
        return refused("may be read by everybody", "chmod", mode);
    return file;
}

} // namespace config
