#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace gateway::telesign {

/// `text` with ASCII letters in lower case, whatever the locale.
inline std::string lower_case(std::string_view text) {
    std::string result{text};
    std::transform(result.begin(), result.end(), result.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return result;
}

/// Whether both texts are the same but for the case of ASCII letters.
inline bool equal_ignoring_case(std::string_view one, std::string_view other) {
    return lower_case(one) == lower_case(other);
}

} // namespace gateway::telesign
