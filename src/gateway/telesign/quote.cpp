// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/quote.h"

#include "support/ascii.h"
#include "support/text.h"

#include <algorithm>
#include <cstddef>

namespace gateway::telesign {

namespace {

using support::is_digit;

constexpr std::size_t max_size = 120;
constexpr std::size_t shortest_code = 3;

void mask_digits(std::string& text) {
    for (auto at = text.begin(); at != text.end();) {
        const auto begin = std::find_if(at, text.end(), is_digit);
        at = std::find_if_not(begin, text.end(), is_digit);
        if (static_cast<std::size_t>(at - begin) >= shortest_code)
            std::fill(begin, at, '*');
    }
}

/// Not within a character of UTF-8.
void cut(std::string& text) {
    if (text.size() <= max_size)
        return;
    std::size_t size = max_size;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U)
        --size;
    text.resize(size);
    text += "...";
}

} // namespace

std::string quote_reply(std::string_view text) {
    std::string result{support::trim(text)};
    if (result.empty())
        return {};
    mask_digits(result); // before it is cut: the digits' end may lie behind
    cut(result);
    std::replace(result.begin(), result.end(), '"', '\'');
    return '"' + support::escape_control(result) + '"';
}

} // namespace gateway::telesign
