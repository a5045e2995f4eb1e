// SPDX-License-Identifier: BSD-3-Clause
#include "config/field_values.h"

#include "support/text.h"

#include <algorithm>

namespace config {

namespace {

constexpr std::ptrdiff_t max_speech_size = 2000;  // code points
constexpr std::ptrdiff_t max_message_size = 1600; // code points
constexpr std::size_t max_sender_name_size = 20;
constexpr std::size_t max_dlt_id_size = 40;
constexpr std::size_t max_extension = 28; // characters
constexpr std::string_view code_mark = "$$CODE$$";

bool has_only(std::string_view text, std::string_view allowed) {
    return text.find_first_not_of(allowed) == std::string_view::npos;
}

parsed<std::string> with_code(std::string text) {
    if (text.find(code_mark) == std::string::npos)
        return refuse("{} does not hold the code", text, "write $$CODE$$ where the code belongs");
    return text;
}

bool is_longer_than(std::ptrdiff_t code_points, std::string_view text) {
    const auto begins_code_point = [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80;
    };
    return std::count_if(text.begin(), text.end(), begins_code_point) > code_points;
}

parsed<std::string> short_enough_to_speak(std::string text) {
    if (is_longer_than(max_speech_size, text))
        return refuse("{} is too long to be spoken", text,
                      fmt::format("shorten it to {} characters", max_speech_size));
    return text;
}

parsed<std::string> short_enough_to_send(std::string text) {
    if (is_longer_than(max_message_size, text))
        return refuse("{} is too long to be sent", text,
                      fmt::format("shorten it to {} characters", max_message_size));
    return text;
}

} // namespace

parsed<std::string> parse_caller_id(std::string_view text) {
    if (text.size() < 7 || text.size() > 15 || text.front() == '0' || !has_only(text, "0123456789"))
        return refuse("{} is not the digits of a phone number", text,
                      "write the country code and the number, 7 to 15 digits");
    return std::string{text};
}

parsed<std::string> parse_sender_id(std::string_view text) {
    constexpr std::string_view digits = "0123456789";
    constexpr std::string_view others = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ";
    const bool number = text.size() >= 3 && text.size() <= 15 && has_only(text, digits);
    const bool name =
        text.size() <= max_sender_name_size && text.find_first_of(others) != std::string_view::npos &&
        std::all_of(text.begin(), text.end(), [&](char c) {
            return digits.find(c) != std::string_view::npos || others.find(c) != std::string_view::npos;
        });
    if (!number && !name)
        return refuse("{} is not a sender", text,
                      "write a number of 3 to 15 digits, or up to 20 letters, digits and blanks");
    return std::string{text};
}

parsed<std::string> parse_dlt_id(std::string_view text) {
    constexpr std::string_view allowed = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
    if (text.size() > max_dlt_id_size || !has_only(text, allowed))
        return refuse("{} is not a DLT id", text,
                      fmt::format("write up to {} letters, digits, `-` and `_`", max_dlt_id_size));
    return std::string{text};
}

parsed<std::string> parse_digit(std::string_view text) {
    if (text.size() != 1 || !has_only(text, "0123456789"))
        return refuse("{} is not a digit", text, "write one from 0 to 9");
    return std::string{text};
}

parsed<std::string> parse_extension(std::string_view text) {
    if (text.size() > max_extension || !has_only(text, "0123456789,"))
        return refuse("{} is not an extension", text,
                      fmt::format("write up to {} digits, and commas for pauses", max_extension));
    return std::string{text};
}

parsed<std::string> parse_text(std::string_view text) {
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\n') {
            result += ' ';
        } else if (text[at] != '\\') {
            result += text[at];
        } else if (const char escaped = ++at < text.size() ? text[at] : '\0';
                   escaped == 'n' || escaped == '\\') {
            result += escaped == 'n' ? '\n' : '\\';
        } else {
            return refuse("{} has an invalid backslash", text,
                          "write \\n for a new line and \\\\ for a backslash");
        }
    }
    std::string flat = result;
    std::erase(flat, '\n');
    if (!support::is_plain_text(flat))
        return refuse("{} is not plain text", text,
                      "save the file as UTF-8, without tabs and control characters in this value");
    return result;
}

parsed<std::string> parse_text_with_code(std::string_view text) {
    return parse_text(text).and_then(with_code);
}

parsed<std::string> parse_message_with_code(std::string_view text) {
    return parse_text_with_code(text).and_then(short_enough_to_send);
}

parsed<std::string> parse_speech(std::string_view text) {
    return parse_text(text).and_then(short_enough_to_speak);
}

parsed<std::string> parse_speech_with_code(std::string_view text) {
    return parse_text_with_code(text).and_then(short_enough_to_speak);
}

} // namespace config
