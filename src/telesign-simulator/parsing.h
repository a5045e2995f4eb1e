// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

// Values of the faults file, taken apart. The views live as long as the text.
namespace simulator {

/// The items between commas or line ends (a comma and a line end together are one separator), without blanks around
/// them; an empty place is an empty item, at least one. Those inside of a JSON object or array separate nothing.
std::vector<std::string_view> split_list(std::string_view text);

/// The words between blanks; none for an empty text.
std::vector<std::string_view> split_words(std::string_view text);

/// The whole text as a number; nullopt when it is anything else.
template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
    Number number{};
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

/// A number from `min` to `max`; nullopt when it is anything else.
std::optional<int> parse_within(std::string_view text, int min, int max);

} // namespace simulator
