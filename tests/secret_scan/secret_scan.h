// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <unistd.h>

namespace tests {

/// Where tests leave what they made the project write, until all of it is searched for secrets (search.py
/// says what lies there); empty when nobody will.
inline std::string secret_scan_folder() {
    const char* folder =
        std::getenv("TELESIGN_SECRET_SCAN"); // NOLINT(concurrency-mt-unsafe): nobody changes it
    return folder == nullptr ? "" : folder;
}

/// Adds what this process logged.
inline void keep_for_secret_scan(std::string_view text) {
    if (const std::string folder = secret_scan_folder(); !folder.empty())
        std::ofstream{folder + '/' + std::to_string(::getpid()) + ".log", std::ios::app | std::ios::binary}
            << text;
}

/// Adds one file of a daemon's, which is known by the `name` of its folder.
inline void keep_for_secret_scan(const std::string& name, const std::filesystem::path& file) {
    const std::string folder = secret_scan_folder();
    if (folder.empty() || !exists(file))
        return;
    const std::filesystem::path kept = folder + '/' + std::to_string(::getpid()) + '-' + name;
    create_directories(kept);
    std::ofstream{kept / file.filename(), std::ios::app | std::ios::binary}
        << std::ifstream{file, std::ios::binary}.rdbuf();
}

} // namespace tests
