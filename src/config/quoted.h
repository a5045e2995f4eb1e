// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Values from files, as messages and logs may show them.
namespace config {

/// The value in double quotes, on one line and without anything that acts on a terminal: `\n` and `\t` for a line end and
/// a tab, `\"` and `\\`, `\xNN` for other control characters and for bytes that are not UTF-8, `<U+NNNN>` for a character that
/// cannot be seen. What is longer than 60 characters ends in `…`. Hidden as `*` or `***`, since people put values behind the
/// wrong key: the digits of what may be a phone number but for the last two, a URL's user, password and query, and
/// whatever looks like an API key.
std::string quoted(std::string_view value);

/// The same for what stands in a phone number's place: no letter or digit shows but the last two digits. A value without
/// any digit is no number and is shown as it is.
std::string quoted_phone(std::string_view value);

/// Whether the character has ink of its own. A blank has not, nor have marks that address books and chats paste, such as
/// U+202A or U+200B.
bool is_visible(std::int32_t code_point) noexcept;

/// One character, or one malformed byte, for a message: `"x"`, `U+202A` or `the byte \xff`.
std::string name_of_character(std::string_view character);

} // namespace config
