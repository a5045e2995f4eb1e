// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// One line of an INI file: its parts, and how it gets through inih, whose lines are short (INI_MAX_LINE, 200 in Debian).
namespace config {

/// A blank or a tab.
bool is_blank(char c) noexcept;

/// C0 controls but for the tab, and DEL: none belongs in a configuration, and a NUL would hide the line's rest.
bool has_control(std::string_view text) noexcept;

/// Whether a `;` stands behind a blank.
bool has_comment(std::string_view text) noexcept;

/// The text before such a `;`, trimmed; without one, the text as it is.
std::string_view without_comment(std::string_view text) noexcept;

/// The key of `name = …`, or else the first word; nothing when it has control characters.
std::string_view first_word_of(std::string_view text) noexcept;

/// `name = value`: the name trimmed, the value up to the line's end with its comment. Not found: no `=` or `:` stands
/// before a comment.
struct entry_parts {
    bool found = false;
    std::string_view key;
    std::string_view value;
};
entry_parts split_entry(std::string_view line) noexcept;

/// Hands inih a value of any length as an entry of a short line and further lines that continue it, so that what inih
/// hands back can be put together byte for byte: each piece stands between marks, since inih trims what it reads, and
/// no piece has a `;`, where inih might see a comment. Marks are control characters, which no line may hold.
class inih_pieces {
public:
    /// Both must stay where they are while there are pieces left. An empty `key`: the value continues an entry.
    void begin(std::string_view key, std::string_view value) noexcept;

    /// Whether begin() has left something to hand over.
    [[nodiscard]] bool left() const noexcept { return m_left; }

    /// Writes the next piece and a NUL, `size` bytes at most, of which there must be 128 at least.
    void write(char* to, std::size_t size) noexcept;

    /// Puts what inih has made of a piece behind `to`.
    static void append(std::string& to, std::string_view piece);

private:
    std::string_view m_key; ///< or its beginning
    std::string_view m_value;
    bool m_left = false;
};

} // namespace config
