// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace config {

/// One `key = value` of an INI file, its indented continuation lines already joined with one newline each.
struct ini_entry {
    std::string_view section; ///< without blanks around it
    std::string_view key;
    std::string_view value;
    unsigned line = 0; ///< where the key stands, from 1
};

/// A line, or a file, that could not be read as INI.
struct ini_error {
    unsigned line = 0;   ///< 0: the file as a whole
    std::string problem; ///< what is wrong and the remedy, without the file's name
    std::string
        section; ///< the section that the line stands in; of a header with too long a name: the whole name
    /// The key, or the word that the line begins with, when that can be told: phones.ini denies the user so
    /// named. Raw bytes from the file, for comparing; escape them for a log.
    std::string first_word;
};

using entry_handler = std::function<void(const ini_entry&)>;
using section_handler = std::function<void(std::string_view section, unsigned line)>;

/// Reads INI from `descriptor` to its end through inih. Entries go to `on_entry` in the file's order, and each
/// section's header to `on_section` before them; the views live only for the call. A line takes up to 64 KiB, a byte
/// order mark at the file's beginning and CR before line ends count for nothing. A `;` behind a blank begins a comment,
/// but never in a text for a phone (is_phone_text). Each of these becomes an ini_error, and what stands there is left
/// out:
/// - a line longer than that, or a name of a section or key longer than 300 bytes;
/// - a line without `=` or `:`, without a key, with control characters, or indented where nothing is continued;
/// - an indented line of a text for a phone that begins with `;`, which may be meant as a comment or not;
/// - a broken section header, and silently the lines below it up to the next good one: nobody knows whose they are;
/// - reading that fails, a file of more than `max_bytes`, or one in UTF-16 (all with line 0).
/// An exception from a handler ends the reading and is passed on.
std::vector<ini_error> read_ini(int descriptor, const entry_handler& on_entry,
                                std::uint64_t max_bytes = 1U << 20U, const section_handler& on_section = {});

} // namespace config
