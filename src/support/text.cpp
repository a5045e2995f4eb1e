// SPDX-License-Identifier: BSD-3-Clause
#include "support/text.h"

#include "support/utf8.h"

#include <cstddef>

#include <fmt/format.h>

namespace support {

namespace {

/// Length of the printable character at the start of `text`; 0 when it is a control (C0, DEL, C1) or no UTF-8.
std::size_t printable_length(std::string_view text) noexcept {
    const decoded_character first = first_character(text);
    return first.code_point < 0x20 || (first.code_point >= 0x7f && first.code_point < 0xa0) ? 0 : first.size;
}

template <typename OnBad>
std::string filtered(std::string_view text, OnBad on_bad) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const std::size_t good = printable_length(text);
        if (good > 0)
            result.append(text.substr(0, good));
        else
            on_bad(result, static_cast<unsigned char>(text.front()));
        text.remove_prefix(good > 0 ? good : 1);
    }
    return result;
}

} // namespace

std::string escape_control(std::string_view text) {
    return filtered(text, [](std::string& result, unsigned char bad) {
        fmt::format_to(std::back_inserter(result), "\\x{:02x}", bad);
    });
}

std::string remove_control(std::string_view text) {
    return filtered(text, [](std::string&, unsigned char) {});
}

bool is_plain_text(std::string_view text) noexcept {
    while (!text.empty()) {
        const std::size_t length = printable_length(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string_view trim(std::string_view text) noexcept {
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::vector<std::string_view> split_list(std::string_view text) {
    std::vector<std::string_view> words;
    for (;;) {
        const std::size_t comma = text.find(',');
        words.push_back(trim(text.substr(0, comma)));
        if (comma == std::string_view::npos)
            return words;
        text.remove_prefix(comma + 1);
    }
}

std::string mask_phone(std::string_view digits) {
    if (digits.size() < 4) // too short to hide anything but all of it
        return std::string(digits.size(), '*');
    return std::string(digits.size() - 2, '*').append(digits.substr(digits.size() - 2));
}

} // namespace support
