// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

namespace telesignctl {

/// A folder of root's alone that is gone with the object.
class scratch_folder {
public:
    /// `pattern` ends in XXXXXX (mkdtemp(3)). Throws std::system_error.
    explicit scratch_folder(std::string pattern) : m_path{std::move(pattern)} {
        if (::mkdtemp(m_path.data()) == nullptr)
            throw std::system_error{errno, std::generic_category(), m_path};
    }
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;
    ~scratch_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    [[nodiscard]] const std::string& path() const { return m_path; }

private:
    std::string m_path;
};

} // namespace telesignctl
