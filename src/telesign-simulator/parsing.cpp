// SPDX-License-Identifier: BSD-3-Clause
#include "telesign-simulator/parsing.h"

#include "support/text.h"

namespace simulator {

namespace {

/// Where the first item of a list ends: at a comma or a line end that is in no JSON object, array or string.
std::size_t end_of_item(std::string_view list) {
    int depth = 0;
    bool is_quoted = false;
    for (std::size_t at = 0; at < list.size(); ++at) {
        const char c = list[at];
        if (is_quoted && c == '\\')
            ++at;
        else if (c == '"' && depth > 0)
            is_quoted = !is_quoted;
        else if (!is_quoted && (c == '{' || c == '['))
            ++depth;
        else if (!is_quoted && (c == '}' || c == ']'))
            --depth;
        else if (depth <= 0 && (c == ',' || c == '\n'))
            return at;
    }
    return list.size();
}

} // namespace

std::vector<std::string_view> split_list(std::string_view text) {
    std::vector<std::string_view> items;
    for (;;) {
        const std::size_t end = end_of_item(text);
        items.push_back(support::trim(text.substr(0, end)));
        if (end == text.size())
            return items;
        const bool is_comma = text[end] == ',';
        text.remove_prefix(end + 1);
        const std::size_t next = text.find_first_not_of(" \t\r");
        if (is_comma && next != std::string_view::npos && text[next] == '\n')
            text.remove_prefix(next + 1);
    }
}

std::vector<std::string_view> split_words(std::string_view text) {
    std::vector<std::string_view> words;
    for (text = support::trim(text); !text.empty(); text = support::trim(text)) {
        words.push_back(text.substr(0, text.find_first_of(" \t")));
        text.remove_prefix(words.back().size());
    }
    return words;
}

std::optional<int> parse_within(std::string_view text, int min, int max) {
    const auto number = parse_number<int>(text);
    return number && *number >= min && *number <= max ? number : std::nullopt;
}

} // namespace simulator
