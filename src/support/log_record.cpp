// SPDX-License-Identifier: BSD-3-Clause
#include "support/log_record.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include <fmt/format.h>

namespace support {

namespace {

constexpr std::string_view plain_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+*:/@%,";

} // namespace

void log_record::add(std::string_view key, std::string_view value) {
    if (value.empty())
        return;
    m_fields.emplace_back(key, value);
    if (value.find_first_not_of(plain_characters) == std::string_view::npos) {
        fmt::format_to(std::back_inserter(m_line), " {}={}", key, value);
        return;
    }
    fmt::format_to(std::back_inserter(m_line), " {}=\"", key);
    for (const char each : value) {
        if (each == '"' || each == '\\')
            m_line.push_back('\\');
        m_line.push_back(each);
    }
    m_line.push_back('"');
}

std::vector<log_record::field> read_pairs(std::string_view line) {
    std::vector<log_record::field> pairs;
    for (;;) {
        line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
        const std::size_t equals = line.find('=');
        if (equals == std::string_view::npos)
            return pairs;
        auto& [key, value] = pairs.emplace_back(line.substr(0, equals), std::string{});
        line.remove_prefix(equals + 1);
        if (!line.starts_with('"')) {
            value = line.substr(0, line.find(' '));
            line.remove_prefix(value.size());
            continue;
        }
        std::size_t at = 1;
        for (; at < line.size() && line[at] != '"'; ++at) {
            if (line[at] == '\\' && at + 1 < line.size())
                ++at;
            value.push_back(line[at]);
        }
        line.remove_prefix(std::min(at + 1, line.size()));
    }
}

} // namespace support
