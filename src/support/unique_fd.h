// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <unistd.h>
#include <utility>

namespace support {

/// Owns one file descriptor and closes it. Uses nothing of the C++ runtime, so the module has it too.
class unique_fd {
public:
    unique_fd() noexcept = default;
    explicit unique_fd(int descriptor) noexcept : m_descriptor{descriptor} {}
    unique_fd(unique_fd&& other) noexcept : m_descriptor{std::exchange(other.m_descriptor, -1)} {}
    unique_fd& operator=(unique_fd&& other) noexcept {
        reset(std::exchange(other.m_descriptor, -1));
        return *this;
    }
    unique_fd(const unique_fd&) = delete;
    unique_fd& operator=(const unique_fd&) = delete;
    ~unique_fd() { reset(); }

    /// -1 when nothing is owned.
    [[nodiscard]] int get() const noexcept { return m_descriptor; }
    explicit operator bool() const noexcept { return m_descriptor >= 0; }

    void reset(int descriptor = -1) noexcept {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
        m_descriptor = descriptor;
    }

private:
    int m_descriptor = -1;
};

} // namespace support
