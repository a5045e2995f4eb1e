// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/local/file_edit.h"

#include "telesignctl/local/machine.h"

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace telesignctl {

namespace {

constexpr std::chrono::seconds lock_timeout{5};

bool is_same(const struct stat& one, const struct stat& other) {
    return one.st_dev == other.st_dev && one.st_ino == other.st_ino && one.st_size == other.st_size &&
           one.st_mtim.tv_sec == other.st_mtim.tv_sec && one.st_mtim.tv_nsec == other.st_mtim.tv_nsec;
}

} // namespace

file_edit::file_edit(const std::string& path) {
    std::error_code missing;
    m_path = std::filesystem::canonical(path, missing);
    if (missing)
        throw std::system_error{missing, path + ": cannot be found"};
    m_lock = file_lock::of_folder(std::filesystem::path{m_path}.parent_path(), lock_timeout);
    if (!m_lock)
        throw std::runtime_error{m_path + ": another telesignctl is changing it: try again"};
    if (::lstat(m_path.c_str(), &m_status) != 0)
        throw std::system_error{errno, std::generic_category(), m_path};
    if (!S_ISREG(m_status.st_mode))
        throw std::runtime_error{m_path + ": is not a regular file: correct the path"};
    m_text = read_file(m_path);
}

const std::string& file_edit::write(std::string_view text) {
    m_replacement.emplace(m_path);
    m_replacement->copy_attributes(m_path);
    m_replacement->write(text);
    return m_replacement->temp_path();
}

void file_edit::commit() {
    struct stat now {};
    if (::lstat(m_path.c_str(), &now) != 0 || !is_same(now, m_status))
        throw std::runtime_error{m_path + ": it was changed meanwhile: nothing was done; try again"};
    m_replacement.value().commit();
}

} // namespace telesignctl
