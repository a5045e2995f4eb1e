// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/unique_fd.h"

#include <chrono>
#include <optional>
#include <string>
#include <utility>

namespace telesignctl {

/// An exclusive lock (flock(2)) that ends with the object, or with the process.
class file_lock {
public:
    /// Locks a file, which is created for its owner alone if it is missing. Waits as long as another process has the
    /// lock. Throws std::system_error with the path.
    static file_lock of_file(const std::string& path);

    /// Locks a folder. Returns nullopt if another process still has the lock after `timeout`. Throws std::system_error
    /// with the path.
    static std::optional<file_lock> of_folder(const std::string& path, std::chrono::milliseconds timeout);

private:
    explicit file_lock(support::unique_fd file) : m_file{std::move(file)} {}

    support::unique_fd m_file;
};

} // namespace telesignctl
