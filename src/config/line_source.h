// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace config {

/// The lines of a file, byte for byte, from a buffer that is wiped afterwards (files may hold keys).
class line_source {
public:
    /// `descriptor` stays the caller's. Reading stops with a problem after `max_bytes`.
    line_source(int descriptor, std::uint64_t max_bytes);
    line_source(const line_source&) = delete;
    line_source& operator=(const line_source&) = delete;
    line_source(line_source&&) = delete;
    line_source& operator=(line_source&&) = delete;
    ~line_source();

    static constexpr std::size_t max_line = 65'536; ///< bytes, besides its end and a byte order mark

    /// The next line without its newline; the view lives until the next call. Of a line that is longer comes only
    /// the beginning, which is longer, too. False at the end, and when reading failed: see problem().
    bool next(std::string_view& line);

    /// Why reading stopped before the file's end; empty when it did not.
    [[nodiscard]] const std::string& problem() const noexcept { return m_problem; }

private:
    void fill();

    int m_descriptor;
    std::uint64_t m_bytes_left;
    std::vector<char> m_buffer;
    std::size_t m_begin = 0; ///< what has not been handed out yet is [m_begin, m_end)
    std::size_t m_end = 0;
    bool m_at_end = false; ///< or reading failed
    bool m_inside_long_line = false;
    std::string m_problem;
};

} // namespace config
