// SPDX-License-Identifier: BSD-3-Clause
#include "config/quoted.h"

#include "support/ascii.h"
#include "support/utf8.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <unicode/uchar.h>

namespace config {

namespace {

constexpr std::size_t max_length = 60; // characters
constexpr std::string_view hidden = "***";
constexpr std::string_view digits = "0123456789";
constexpr std::string_view digit_separators = " \t.-()";

using support::is_digit;

constexpr bool is_base64(char c) noexcept {
    return support::is_letter_or_digit(c) || c == '+' || c == '/' || c == '=';
}

/// A URL's user and password, a port that is none (it may be the password of a URL without a host), and the query.
std::string without_credentials(std::string text) {
    const std::size_t scheme = text.find("://");
    if (scheme != std::string::npos) {
        const std::size_t begin = scheme + 3;
        if (const std::size_t at = text.rfind('@'); at != std::string::npos && at >= begin)
            text.replace(begin, at - begin, hidden);
        if (const std::size_t query = text.find('?', begin); query != std::string::npos)
            text.replace(query + 1, std::string::npos, hidden);
        const std::size_t end = std::min(text.find('/', begin), text.size());
        const std::size_t port = std::min(text.find(':', begin), end) + 1;
        if (text[begin] != '[' && port < end && text.find_first_not_of(digits, port) < end)
            text.replace(port, end - port, hidden);
        return text;
    }
    const std::size_t at = text.rfind('@');
    const std::size_t colon = text.find(':');
    if (at != std::string::npos && colon < at && text.find_first_of(" ,") > at)
        text.replace(0, at, hidden);
    return text;
}

/// A long run of base64 with all that random bytes have: capitals, small letters and digits. A path begins with a slash
/// and is one only when it is longer still.
bool is_key(std::string_view run) {
    const std::size_t min_length = run.starts_with('/') ? 40 : 20;
    return run.size() >= min_length && std::any_of(run.begin(), run.end(), support::is_upper) &&
           std::any_of(run.begin(), run.end(), support::is_lower) &&
           std::any_of(run.begin(), run.end(), is_digit);
}

std::string without_keys(std::string text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto end =
            std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), is_base64);
        const auto size = static_cast<std::size_t>(end - text.begin()) - at;
        const bool is_one = is_key(std::string_view{text}.substr(at, size));
        if (is_one)
            text.replace(at, size, hidden);
        at += (is_one ? hidden.size() : size) + 1;
    }
    return text;
}

/// All digits of `text` but the last two become `*`.
void mask_digits(std::string& text, std::size_t from, std::size_t to) {
    int shown = 2;
    for (std::size_t at = to; at-- > from;)
        if (is_digit(text[at]) && --shown < 0)
            text[at] = '*';
}

/// Four groups of up to three digits.
bool is_ipv4(std::string_view run) {
    unsigned groups = 0;
    while (++groups <= 4) {
        const std::size_t dot = std::min(run.find('.'), run.size());
        if (dot == 0 || dot > 3 || run.substr(0, dot).find_first_not_of(digits) != std::string_view::npos)
            return false;
        if (dot == run.size())
            return groups == 4;
        run.remove_prefix(dot + 1);
    }
    return false;
}

/// Whether so many digits with such separators may be a phone number. Nine, so that a day (2018-04-31) is none.
bool may_be_phone(std::string_view run, bool has_plus) {
    const auto count = std::count_if(run.begin(), run.end(), is_digit);
    return count >= (has_plus ? 5 : 9) && (has_plus || !is_ipv4(run));
}

std::string without_phones(std::string text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (!is_digit(text[at]))
            continue;
        std::size_t end = at;
        for (std::size_t next = at; next < text.size(); ++next)
            if (is_digit(text[next]))
                end = next + 1;
            else if (digit_separators.find(text[next]) == std::string_view::npos)
                break;
        const std::size_t before =
            text.find_last_not_of(digit_separators, at == 0 ? std::string::npos : at - 1);
        const bool has_plus = at > 0 && before != std::string::npos && text[before] == '+';
        if (may_be_phone(std::string_view{text}.substr(at, end - at), has_plus))
            mask_digits(text, at, end);
        at = end;
    }
    return text;
}

void append_escaped(std::string& to, std::string_view character, std::int32_t code_point) {
    if (code_point == '\n')
        to += "\\n";
    else if (code_point == '\t')
        to += "\\t";
    else if (code_point == '"' || code_point == '\\')
        to.append("\\").append(character);
    else if (code_point < 0x20 || code_point == 0x7f) // malformed ones, too
        fmt::format_to(std::back_inserter(to), "\\x{:02x}", static_cast<unsigned char>(character.front()));
    else if (code_point != ' ' && !is_visible(code_point))
        fmt::format_to(std::back_inserter(to), "<U+{:04X}>", code_point);
    else
        to += character;
}

std::string escaped(std::string_view text) {
    std::string result = "\"";
    std::size_t count = 0;
    while (!text.empty()) {
        if (++count > max_length)
            return result + "…\"";
        const support::decoded_character next = support::first_character(text);
        append_escaped(result, text.substr(0, next.size), next.code_point);
        text.remove_prefix(next.size);
    }
    return result + '"';
}

} // namespace

std::string quoted(std::string_view value) {
    return escaped(without_phones(without_keys(without_credentials(std::string{value}))));
}

std::string quoted_phone(std::string_view value) {
    std::vector<std::pair<std::string_view, std::int32_t>> characters;
    for (std::string_view rest = value; !rest.empty();) {
        const support::decoded_character next = support::first_character(rest);
        characters.emplace_back(rest.substr(0, next.size), next.code_point);
        rest.remove_prefix(next.size);
    }
    const auto is_any_digit = [](const auto& each) { return u_charDigitValue(each.second) >= 0; };
    if (std::none_of(characters.begin(), characters.end(), is_any_digit))
        return quoted(value);
    int shown = 2;
    for (auto each = characters.rbegin(); each != characters.rend(); ++each)
        if (u_isalnum(each->second) != 0 && (!is_any_digit(*each) || --shown < 0))
            each->first = "*";
    std::string text;
    for (const auto& [bytes, code_point] : characters)
        text += bytes;
    return escaped(text);
}

bool is_visible(std::int32_t code_point) noexcept {
    constexpr std::int32_t braille_blank = 0x2800; // a symbol to Unicode, and a blank to the eye
    return u_isgraph(code_point) != 0 && u_charType(code_point) != U_PRIVATE_USE_CHAR &&
           code_point != braille_blank &&
           u_hasBinaryProperty(code_point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) == 0;
}

std::string name_of_character(std::string_view character) {
    const support::decoded_character first = support::first_character(character);
    if (first.size == 0)
        return "nothing";
    if (first.code_point < 0)
        return fmt::format("the byte \\x{:02x}", static_cast<unsigned char>(character.front()));
    return is_visible(first.code_point) ? escaped(character.substr(0, first.size))
                                        : fmt::format("U+{:04X}", first.code_point);
}

} // namespace config
