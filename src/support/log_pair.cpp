#include "support/log_pair.h"

#include <iterator>

#include <fmt/format.h>

namespace support {

namespace {

constexpr std::string_view plain_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+*:/@%,";

} // namespace

void add_pair(std::string& line, std::string_view key, std::string_view value) {
    if (value.empty())
        return;
    if (value.find_first_not_of(plain_characters) == std::string_view::npos) {
        fmt::format_to(std::back_inserter(line), " {}={}", key, value);
        return;
    }
    fmt::format_to(std::back_inserter(line), " {}=\"", key);
    for (const char each : value) {
        if (each == '"' || each == '\\')
            line.push_back('\\');
        line.push_back(each);
    }
    line.push_back('"');
}

} // namespace support
