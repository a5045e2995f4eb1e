#include "support/log_record.h"

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

} // namespace support
