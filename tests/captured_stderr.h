// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "secret_scan/secret_scan.h"

#include <cstddef>
#include <stdexcept>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

namespace tests {

/// Takes what the process writes to standard error for as long as it lives: the log, in tests.
class captured_stderr {
public:
    captured_stderr() : m_before{::dup(STDERR_FILENO)}, m_file{::memfd_create("stderr", MFD_CLOEXEC)} {
        if (m_before < 0 || m_file < 0 || ::dup2(m_file, STDERR_FILENO) < 0)
            throw std::runtime_error{"standard error cannot be captured"};
    }
    captured_stderr(const captured_stderr&) = delete;
    captured_stderr& operator=(const captured_stderr&) = delete;
    ~captured_stderr() {
        keep_for_secret_scan(text());
        ::dup2(m_before, STDERR_FILENO);
        ::close(m_before);
        ::close(m_file);
    }

    /// All that was written so far.
    [[nodiscard]] std::string text() const {
        std::string result(static_cast<std::size_t>(::lseek(m_file, 0, SEEK_END)), '\0');
        const auto size = ::pread(m_file, result.data(), result.size(), 0);
        result.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
        return result;
    }

private:
    int m_before;
    int m_file;
};

} // namespace tests
