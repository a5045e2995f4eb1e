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

} // namespace gateway::telesign
