// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace support {

/// `text` with every byte below 0x20, 0x7f, and every C1 control or malformed UTF-8 byte written as `\xNN`.
/// For log lines, where nothing may be lost and nothing may act.
std::string escape_control(std::string_view text);

/// `text` without control characters (C0, DEL, C1) and without malformed UTF-8. For prompts, where text from
/// outside must not move a terminal's cursor or colour.
std::string remove_control(std::string_view text);

/// Whether `text` is well-formed UTF-8 (RFC 3629) without control characters (C0, DEL, C1).
bool is_plain_text(std::string_view text) noexcept;

/// `text` without blanks and line ends around it.
std::string_view trim(std::string_view text) noexcept;

/// Returns the words of a comma-separated list, each without blanks and line ends around it: at least one, which is empty
/// for an empty text.
std::vector<std::string_view> split_list(std::string_view text);

/// The digits of a phone number with all but the last two replaced by `*`: "13105551212" -> "*********12".
std::string mask_phone(std::string_view digits);

} // namespace support
