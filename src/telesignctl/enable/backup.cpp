// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/enable/backup.h"

#include "telesignctl/local/atomic_file.h"

#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace telesignctl {

namespace {

std::system_error failed(const std::string& path) {
    return {errno, std::generic_category(), path};
}

} // namespace

void make_backup_folder(const machine& host) {
    const std::string folder = host.backup_folder();
    std::filesystem::create_directories(std::filesystem::path{folder}.parent_path());
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        throw failed(folder);
    struct stat status {};
    if (::lstat(folder.c_str(), &status) != 0)
        throw failed(folder);
    if (!S_ISDIR(status.st_mode) || status.st_uid != ::geteuid() || (status.st_mode & 077U) != 0)
        throw std::system_error{
            std::make_error_code(std::errc::operation_not_permitted),
            folder + ": must belong to root with mode 0700: run chown root: and chmod 0700 on it"};
}

std::string back_up(const machine& host, const std::string& path) {
    make_backup_folder(host);
    const std::string name = std::filesystem::path{path}.filename();
    std::string copy = fmt::format("{}/{}.{}", host.backup_folder(), name, time_stamp());
    for (int more = 2; ::access(copy.c_str(), F_OK) == 0; ++more)
        copy = fmt::format("{}/{}.{}-{}", host.backup_folder(), name, time_stamp(), more);
    atomic_file file{copy};
    file.copy_attributes(path);
    file.write(read_file(path));
    file.commit();
    return copy;
}

} // namespace telesignctl
