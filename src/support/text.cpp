#include "support/text.h"

#include <cstddef>

#include <fmt/format.h>

namespace support {

namespace {

/// Length of the well-formed, printable UTF-8 sequence at the start of `text`; 0 when there is none (RFC 3629).
std::size_t printable_length(std::string_view text) noexcept {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const unsigned char first = byte(0);
    if (first < 0x80)
        return first >= 0x20 && first != 0x7f ? 1 : 0;
    std::size_t length = 0;
    if (first >= 0xc2 && first <= 0xdf)
        length = 2;
    else if (first >= 0xe0 && first <= 0xef)
        length = 3;
    else if (first >= 0xf0 && first <= 0xf4)
        length = 4;
    if (length == 0 || text.size() < length)
        return 0;
    for (std::size_t at = 1; at < length; ++at)
        if ((byte(at) & 0xc0) != 0x80)
            return 0;
    const unsigned char second = byte(1);
    const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    const bool surrogate = first == 0xed && second > 0x9f;
    const bool beyond_unicode = first == 0xf4 && second > 0x8f;
    const bool c1_control = first == 0xc2 && second < 0xa0;
    return overlong || surrogate || beyond_unicode || c1_control ? 0 : length;
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

std::string mask_phone(std::string_view digits) {
    if (digits.size() < 4) // too short to hide anything but all of it
        return std::string(digits.size(), '*');
    return std::string(digits.size() - 2, '*').append(digits.substr(digits.size() - 2));
}

} // namespace support
