#include "telesign-simulator/words.h"

#include "support/text.h"

namespace simulator {

namespace {

/// What stands before the next `separator`; takes both off `text`. nullopt when there was nothing left.
std::optional<std::string_view> take_until(char separator, std::optional<std::string_view>& text) {
    if (!text)
        return std::nullopt;
    const std::string_view all = *text;
    const std::size_t end = all.find(separator);
    text = end == std::string_view::npos ? std::nullopt : std::optional{all.substr(end + 1)};
    return all.substr(0, end);
}

} // namespace

std::vector<std::string_view> split_list(std::string_view text) {
    std::vector<std::string_view> items;
    std::optional<std::string_view> lines = text;
    while (const auto line = take_until('\n', lines)) {
        std::optional<std::string_view> rest = support::trim(*line);
        if (lines && rest->ends_with(','))
            rest->remove_suffix(1);
        while (const auto item = take_until(',', rest))
            items.push_back(support::trim(*item));
    }
    return items;
}

std::vector<std::string_view> split_words(std::string_view text) {
    std::vector<std::string_view> words;
    for (text = support::trim(text); !text.empty(); text = support::trim(text)) {
        words.push_back(text.substr(0, text.find_first_of(" \t")));
        text.remove_prefix(words.back().size());
    }
    return words;
}

std::optional<int> parse_within(std::string_view text, int lowest, int highest) {
    const auto number = parse_number<int>(text);
    return number && *number >= lowest && *number <= highest ? number : std::nullopt;
}

} // namespace simulator
