// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <string>

namespace support {

/// Lines for a descriptor that belongs to other programs as well, such as standard error, and may be a pipe that nobody
/// reads. Its O_NONBLOCK would be theirs, too, and stays as it is. Not thread-safe.
class log_stream {
public:
    explicit log_stream(int descriptor) : m_descriptor{descriptor} {}

    /// Writes the line and its end. Returns false if not all of it could be written at the deadline.
    bool write_line(std::string line, std::chrono::steady_clock::time_point deadline);

private:
    int m_descriptor;
    bool m_is_cut = false; ///< the last line has no end
};

} // namespace support
