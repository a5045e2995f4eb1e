// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <string>
#include <string_view>

#include <sys/xattr.h>

namespace tests {

inline constexpr const char* label_attribute = "security.selinux";

/// False where it is not possible: without CAP_SYS_ADMIN, or on a file system that keeps none.
inline bool set_label(const std::string& path, std::string_view label) {
    return ::setxattr(path.c_str(), label_attribute, label.data(), label.size(), 0) == 0;
}

inline std::string label_of(const std::string& path) {
    std::array<char, 256> label{};
    const ssize_t size = ::getxattr(path.c_str(), label_attribute, label.data(), label.size());
    return size < 0 ? "(none)" : std::string{label.data(), static_cast<std::size_t>(size)};
}

} // namespace tests
