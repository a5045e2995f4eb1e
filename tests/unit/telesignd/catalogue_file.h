// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace tests {

/// A catalogue as msgfmt(1) writes it (gettext's manual, "The Format of GNU MO Files"), with English texts and their
/// translations. A plural's two texts have a NUL between them, and so have its forms.
inline std::string catalogue_file(std::map<std::string, std::string> texts,
                                  std::string_view plural = "nplurals=2; plural=(n != 1);") {
    texts.emplace("", "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: " + std::string{plural} + '\n');
    constexpr std::uint32_t header = 28;
    const auto count = static_cast<std::uint32_t>(texts.size());
    const std::uint32_t strings_at = header + 2 * 8 * count;
    std::string strings;
    const auto number = [](std::uint32_t value) {
        std::string bytes;
        for (unsigned byte = 0; byte < 4; ++byte)
            bytes += static_cast<char>(value >> (8 * byte) & 0xffU);
        return bytes;
    };
    const auto put = [&](const std::string& text) {
        std::string entry = number(static_cast<std::uint32_t>(text.size())) +
                            number(strings_at + static_cast<std::uint32_t>(strings.size()));
        strings += text + '\0';
        return entry;
    };
    std::string originals;
    std::string translations;
    for (const auto& [english, translation] : texts) { // in the order that the format asks for
        originals += put(english);
        translations += put(translation);
    }
    return number(0x950412de) + number(0) + number(count) + number(header) + number(header + 8 * count) +
           number(0) + number(0) + originals + translations + strings;
}

} // namespace tests
