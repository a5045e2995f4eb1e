// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/login/typed_text.h"

#include "support/utf8.h"

#include <cstdint>

#include <unicode/uchar.h>

namespace telesignd {

namespace {

constexpr UChar32 braille_blank = 0x2800; // a pattern of no dots: a blank to the eye, a symbol to Unicode

bool is_blank(UChar32 character) noexcept {
    return u_isUWhiteSpace(character) != 0 || character == braille_blank;
}

/// Default-ignorable characters, and the rest of the format controls but for those that are seen: the signs that Arabic
/// and its like write over numbers.
bool is_invisible(UChar32 character) noexcept {
    return u_hasBinaryProperty(character, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0 ||
           (u_charType(character) == U_FORMAT_CHAR &&
            u_hasBinaryProperty(character, UCHAR_PREPENDED_CONCATENATION_MARK) == 0);
}

/// The ASCII letter of a fullwidth one (U+FF21 to U+FF3A, U+FF41 to U+FF5A), else the character itself.
UChar32 halfwidth(UChar32 character) noexcept {
    const bool is_letter =
        (character >= 0xff21 && character <= 0xff3a) || (character >= 0xff41 && character <= 0xff5a);
    return is_letter ? character - 0xfee0 : character;
}

/// What stands for `character`; negative: nothing in ASCII does. Not for invisible ones.
UChar32 fold(UChar32 character) noexcept {
    if (const std::int32_t digit = u_charDigitValue(character); digit >= 0)
        return '0' + digit;
    if (is_blank(character))
        return ' ';
    if (u_hasBinaryProperty(character, UCHAR_DASH) != 0)
        return '-';
    const UChar32 ascii = halfwidth(character);
    return ascii < 0x80 ? ascii : -1;
}

} // namespace

std::optional<support::secret> fold_typed(std::string_view typed) {
    support::secret folded;
    while (!typed.empty()) {
        const auto [character, size] = support::first_character(typed);
        if (character < 0) // malformed
            return std::nullopt;
        typed.remove_prefix(size);
        if (is_invisible(character))
            continue;
        const UChar32 ascii = fold(character);
        if (ascii < 0)
            return std::nullopt;
        const char byte = static_cast<char>(ascii);
        folded.append({&byte, 1});
    }
    return folded;
}

} // namespace telesignd
