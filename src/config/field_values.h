// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/values.h"

#include <string>
#include <string_view>

// The values of the senders' keys, from their text: as in values.h, and as they go into the form.
namespace config {

/// A number of E.164's shape: 7 to 15 digits, the country code first.
parsed<std::string> parse_caller_id(std::string_view text);

/// 3 to 15 digits (a short code, or E.164), or up to 20 letters, digits and blanks with a letter among them: TeleSign's
/// limit, in the characters that every network takes.
parsed<std::string> parse_sender_id(std::string_view text);

/// An id of India's DLT (distributed ledger of its mobile networks): up to 40 letters, digits, '-' and '_'.
parsed<std::string> parse_dlt_id(std::string_view text);

/// One digit, 0 to 9.
parsed<std::string> parse_digit(std::string_view text);

/// Digits and commas, up to 28.
parsed<std::string> parse_extension(std::string_view text);

/// UTF-8 text. Each line break in it (a continuation line) becomes one blank; `\n` is a newline, `\\` a backslash.
parsed<std::string> parse_text(std::string_view text);

/// The same with `$$CODE$$` in it, where TeleSign puts the code.
parsed<std::string> parse_text_with_code(std::string_view text);

/// The same of up to 1600 code points, TeleSign's limit for a text message (160 until TeleSign enables longer ones).
parsed<std::string> parse_message_with_code(std::string_view text);

/// A text of up to 2000 code points, TeleSign's limit for what is spoken.
parsed<std::string> parse_speech(std::string_view text);
parsed<std::string> parse_speech_with_code(std::string_view text);

} // namespace config
