// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/unique_fd.h"

namespace test {

/// A folder that goes, with all that is in it, at the end.
class temporary_files {
public:
    temporary_files() {
        std::string pattern = std::filesystem::temp_directory_path() / "pam_telesign.XXXXXX";
        if (::mkdtemp(pattern.data()) == nullptr)
            throw std::runtime_error{"mkdtemp"};
        m_folder = pattern;
    }
    temporary_files(const temporary_files&) = delete;
    temporary_files& operator=(const temporary_files&) = delete;
    temporary_files(temporary_files&&) = delete;
    temporary_files& operator=(temporary_files&&) = delete;
    ~temporary_files() {
        std::error_code ignored;
        std::filesystem::remove_all(m_folder, ignored);
    }

    [[nodiscard]] std::string path(std::string_view name) const { return m_folder / name; }

    /// Writes a file anew, with exactly this mode whatever the umask, and returns its path.
    [[nodiscard]] std::string write(std::string_view name, std::string_view text, mode_t mode = 0600) const {
        std::string where = path(name);
        ::unlink(where.c_str());
        const support::unique_fd file{::open(where.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
        if (::fchmod(file.get(), mode) != 0)
            throw std::runtime_error{"fchmod"};
        while (!text.empty()) {
            const ssize_t written = ::write(file.get(), text.data(), text.size());
            if (written <= 0)
                throw std::runtime_error{"write"};
            text.remove_prefix(static_cast<std::size_t>(written));
        }
        return where;
    }

private:
    std::filesystem::path m_folder;
};

/// For CMocka: `*state` is a temporary_files from setup to teardown.
inline int make_files(void** state) {
    *state = new temporary_files;
    return 0;
}
inline int remove_files(void** state) {
    delete static_cast<temporary_files*>(*state);
    return 0;
}
inline const temporary_files& files_of(void** state) {
    return *static_cast<temporary_files*>(*state);
}

} // namespace test
