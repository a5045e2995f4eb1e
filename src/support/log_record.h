// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support {

/// A log line of key=value pairs, and the same pairs as fields, for logs that keep fields.
class log_record {
public:
    using field = std::pair<std::string, std::string>;

    /// `begin` is the line's first word.
    explicit log_record(std::string_view begin) : m_line{begin} {}

    /// Adds " key=value" to the line, and a field. The line's value is quoted when it holds anything but plain characters,
    /// so that no value can look like another pair; an empty one is left out.
    void add(std::string_view key, std::string_view value);

    [[nodiscard]] const std::string& line() const noexcept { return m_line; }
    [[nodiscard]] const std::vector<field>& fields() const noexcept { return m_fields; }

private:
    std::string m_line;
    std::vector<field> m_fields;
};

/// The pairs of a line() that begins with them. Reading ends where the line is not of that form.
std::vector<log_record::field> read_pairs(std::string_view line);

} // namespace support
