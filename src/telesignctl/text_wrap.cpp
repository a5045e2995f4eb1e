// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/text_wrap.h"

#include "telesignctl/utf8_locale.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <cwchar>

#include <sys/ioctl.h>
#include <unistd.h>

namespace telesignctl {

namespace {

constexpr std::size_t default_columns = 80;
constexpr std::size_t min_text_columns = 12; ///< with less room, text goes on at the left
constexpr std::size_t plain_indent = 2;      ///< of a line without columns
constexpr std::string_view diff_marks = " +-@\\";

/// Returns how many columns a terminal needs; a byte that is no UTF-8 takes one.
std::size_t measure(std::string_view text) {
    std::size_t columns = 0;
    std::mbstate_t state{};
    while (!text.empty()) {
        wchar_t character = 0;
        const std::size_t size = std::mbrtowc(&character, text.data(), text.size(), &state);
        const bool is_character = size > 0 && size <= text.size();
        if (!is_character)
            state = {};
        columns += is_character ? static_cast<std::size_t>(std::max(0, ::wcwidth(character))) : 1;
        text.remove_prefix(is_character ? size : 1);
    }
    return columns;
}

std::size_t find_not_blank(std::string_view line, std::size_t from) {
    return std::min(line.find_first_not_of(' ', from), line.size());
}

bool is_list_mark(std::string_view word) {
    constexpr std::array<std::string_view, 3> marks{"-", "*", "→"};
    return std::find(marks.begin(), marks.end(), word) != marks.end();
}

/// Returns where the text of a line begins, in bytes.
std::size_t find_text(std::string_view line) {
    if (line.starts_with(error_prefix))
        return error_prefix.size();
    std::size_t text = find_not_blank(line, 0);
    for (;;) {
        const std::size_t word_end = line.find(' ', text);
        const std::size_t next = find_not_blank(line, word_end);
        if (word_end == std::string_view::npos || next == line.size())
            return text;
        if (next - word_end == 1)
            return is_list_mark(line.substr(text, word_end - text)) ? next : text;
        text = next;
    }
}

std::size_t find_text_column(std::string_view line) {
    return measure(line.substr(0, find_text(line)));
}

std::size_t find_help_column(std::string_view line, std::size_t text_column) {
    const bool has_text = line.starts_with("  ") && find_not_blank(line, text_column - 1) == text_column;
    return has_text ? text_column : 0;
}

/// Appends a line, broken. `text_column` 0: it is all text.
void append(std::string& wrapped, std::string_view line, std::size_t columns, std::size_t text_column) {
    const std::size_t begin = text_column + min_text_columns > columns ? 0 : text_column;
    const std::size_t indent = begin == 0 ? plain_indent : begin;
    std::size_t column = 0;
    while (!line.empty()) {
        const std::size_t word = find_not_blank(line, 0);
        const std::size_t end = std::min(line.find(' ', word), line.size());
        const std::size_t width = measure(line.substr(word, end - word));
        if (column > begin && column + word + width > columns) {
            wrapped.append("\n").append(indent, ' ').append(line.substr(word, end - word));
            column = indent + width;
        } else {
            wrapped.append(line.substr(0, end));
            column += word + width;
        }
        line.remove_prefix(end);
    }
}

template <typename ColumnOf>
std::string wrap_lines(std::string_view text, std::size_t columns, const ColumnOf& column_of) {
    if (columns == 0)
        return std::string{text};
    const utf8_locale locale;
    std::string wrapped;
    bool is_diff = false;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        is_diff = line.starts_with("--- ") ||
                  (is_diff && !line.empty() &&
                   diff_marks.find(line.front()) != std::string_view::npos); // who copies it wants its lines
        if (is_diff || measure(line) <= columns)
            wrapped.append(line);
        else
            append(wrapped, line, columns, column_of(line));
        if (end < text.size())
            wrapped.push_back('\n');
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return wrapped;
}

} // namespace

std::size_t terminal_columns(int descriptor) {
    if (::isatty(descriptor) != 1)
        return 0;
    std::size_t columns = 0;
    const char* const wanted = std::getenv("COLUMNS"); // NOLINT(concurrency-mt-unsafe): one thread
    const std::string_view number = wanted == nullptr ? "" : wanted;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), columns);
    if (read.ec == std::errc{} && read.ptr == number.data() + number.size() && columns > 0)
        return columns;
    winsize size{};
    return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : default_columns;
}

std::string wrap(std::string_view text, std::size_t columns) {
    return wrap_lines(text, columns, find_text_column);
}

std::string wrap_row(std::string_view columns_before, std::string_view text, std::size_t columns) {
    return wrap_lines(std::string{columns_before}.append(text), columns,
                      [&](std::string_view) { return measure(columns_before) + find_text_column(text); });
}

std::string wrap_help(std::string_view text, std::size_t columns, std::size_t text_column) {
    return wrap_lines(text, columns,
                      [text_column](std::string_view line) { return find_help_column(line, text_column); });
}

} // namespace telesignctl
