// SPDX-License-Identifier: BSD-3-Clause
#include "config/ini_line.h"

#include "support/text.h"

#include <algorithm>

namespace config {

namespace {

constexpr std::string_view blanks = " \t";
constexpr char edge = '\x01';
constexpr char semicolon = '\x02';
constexpr std::size_t max_key = 64; // for inih, which need not know the whole

/// Where the `;` is that begins a comment.
std::size_t find_comment(std::string_view text) noexcept {
    for (std::size_t at = text.find(';', 1); at < text.size(); at = text.find(';', at + 1))
        if (is_blank(text[at - 1]))
            return at;
    return std::string_view::npos;
}

} // namespace

bool is_blank(char c) noexcept {
    return blanks.find(c) != std::string_view::npos;
}

bool has_control(std::string_view text) noexcept {
    return std::any_of(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || static_cast<unsigned char>(c) == 0x7f;
    });
}

bool has_comment(std::string_view text) noexcept {
    return find_comment(text) != std::string_view::npos;
}

std::string_view without_comment(std::string_view text) noexcept {
    const std::size_t comment = find_comment(text);
    return comment == std::string_view::npos ? text : support::trim(text.substr(0, comment));
}

std::string_view first_word_of(std::string_view text) noexcept {
    text = without_comment(text);
    const std::size_t separator = text.find_first_of("=:");
    const std::string_view key = support::trim(text.substr(0, separator));
    const std::string_view word =
        separator != std::string_view::npos ? key : key.substr(0, key.find_first_of(blanks));
    return has_control(word) ? std::string_view{} : word;
}

entry_parts split_entry(std::string_view line) noexcept {
    const std::size_t separator = line.find_first_of("=:");
    if (separator == std::string_view::npos || find_comment(line) < separator)
        return {};
    return {true, support::trim(line.substr(0, separator)), line.substr(separator + 1)};
}

void inih_pieces::begin(std::string_view key, std::string_view value) noexcept {
    m_key = key.substr(0, max_key);
    m_value = value;
    m_left = true;
}

void inih_pieces::write(char* to, std::size_t size) noexcept {
    std::size_t at = m_key.copy(to, m_key.size());
    to[at++] = m_key.empty() ? ' ' : '=';
    to[at++] = edge;
    const std::size_t count = m_value.copy(to + at, size - at - 2);
    std::replace(to + at, to + at + count, ';', semicolon);
    at += count;
    to[at++] = edge;
    to[at] = '\0';
    m_key = {};
    m_value.remove_prefix(count);
    m_left = !m_value.empty();
}

void inih_pieces::append(std::string& to, std::string_view piece) {
    const std::size_t before = to.size();
    to.append(piece.substr(1, piece.size() - 2));
    std::replace(to.begin() + static_cast<std::ptrdiff_t>(before), to.end(), semicolon, ';');
}

} // namespace config
