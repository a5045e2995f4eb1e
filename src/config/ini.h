#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace config {

/// One `key = value` of an INI file, its indented continuation lines already joined with one newline each.
struct ini_entry {
    std::string_view section;
    std::string_view key;
    std::string_view value;
    unsigned line = 0; ///< where the key stands, from 1
};

/// A line, or a file, that could not be read as INI.
struct ini_error {
    unsigned line = 0;   ///< 0: the file as a whole
    std::string problem; ///< what is wrong and the remedy, without the file's name
    std::string section; ///< the section that the line stands in
    /// The word that the line begins with, when that can be told: phones.ini denies the user so named.
    std::string first_word;
};

/// Reads INI from `descriptor` to its end through inih. Entries go to `on_entry` in the file's order; the views
/// live only for the call. Lines longer than inih takes (INI_MAX_LINE), section names longer than it keeps, lines
/// without `=`, broken section headers: each becomes an ini_error, and the lines below a broken header are left
/// out up to the next good one, since nobody knows whose they are.
std::vector<ini_error> read_ini(int descriptor, const std::function<void(const ini_entry&)>& on_entry);

} // namespace config
