// SPDX-License-Identifier: BSD-3-Clause
#include "config/line_source.h"

#include <cerrno>
#include <cstring>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

namespace config {

namespace {

constexpr std::size_t buffer_size = line_source::max_line + 8;

} // namespace

line_source::line_source(int descriptor, std::uint64_t max_bytes)
    : m_descriptor{descriptor}, m_bytes_left{max_bytes}, m_buffer(buffer_size) {}

line_source::~line_source() {
    ::explicit_bzero(m_buffer.data(), m_buffer.size());
}

bool line_source::next(std::string_view& line) {
    for (;;) {
        const std::string_view left{m_buffer.data() + m_begin, m_end - m_begin};
        const std::size_t newline = left.find('\n');
        const bool at_newline = newline != std::string_view::npos;
        if (!at_newline && left.size() < m_buffer.size() && !m_at_end) {
            fill(); // moves what is left
            continue;
        }
        if (!m_problem.empty() || left.empty())
            return false;
        line = left.substr(0, newline);
        m_begin += line.size() + (at_newline ? 1 : 0);
        const bool rest_of_long_line = m_inside_long_line;
        m_inside_long_line = !at_newline;
        if (!rest_of_long_line)
            return true;
    }
}

/// Moves what is left to the buffer's beginning and reads more behind it.
void line_source::fill() {
    std::memmove(m_buffer.data(), m_buffer.data() + m_begin, m_end - m_begin);
    m_end -= m_begin;
    m_begin = 0;
    ssize_t got = 0;
    do
        got = ::read(m_descriptor, m_buffer.data() + m_end, m_buffer.size() - m_end);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        m_problem = fmt::format("cannot be read: {}", std::generic_category().message(errno));
    else if (static_cast<std::uint64_t>(got) > m_bytes_left)
        m_problem = "is larger than the limit for such a file: make it smaller";
    m_at_end = got <= 0 || !m_problem.empty();
    if (m_at_end)
        return;
    m_bytes_left -= static_cast<std::uint64_t>(got);
    m_end += static_cast<std::size_t>(got);
}

} // namespace config
