// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace directory {

/// phones.ini as text, to change one user's number in it and nothing else: comments, order, other keys and line ends stay.
/// Errors say "line N: what is wrong: remedy", without the file's name and without numbers.
class phone_file {
public:
    /// The error is for a text that cannot be read as a whole.
    static tl::expected<phone_file, std::string> parse(std::string_view text);

    /// Whoever has a number or a section here, once each, in the file's order.
    [[nodiscard]] std::vector<std::string> users() const;

    /// The text in which the user has this number: put where the old one stands, below the user's own section, or at the
    /// end of [phones]. `number` is digits with a `+`.
    [[nodiscard]] tl::expected<std::string, std::string> with_number(std::string_view user,
                                                                     std::string_view number) const;

    /// The text without the user's number and own section (from its header to its last key); nothing to remove is an
    /// error.
    [[nodiscard]] tl::expected<std::string, std::string> without_user(std::string_view user) const;

private:
    struct item {
        unsigned line = 0; ///< from 1
        std::string section;
        bool is_header = false;
        std::string key = {};
        std::string value = {};
    };

    phone_file() = default;
    [[nodiscard]] bool is_number_of(const item& each, std::string_view user) const;
    [[nodiscard]] unsigned last_line_of(std::size_t at) const;
    [[nodiscard]] std::string line_end() const;
    [[nodiscard]] std::string replaced(const item& entry, std::string_view number) const;
    [[nodiscard]] std::string inserted(unsigned after, std::string_view line) const;
    [[nodiscard]] std::string appended(std::string_view user, std::string_view number) const;
    [[nodiscard]] tl::expected<std::string, std::string> checked(std::string text, std::string_view user,
                                                                 std::string_view number = {}) const;

    std::vector<std::string> m_lines;  ///< each with its end
    std::vector<item> m_items;         ///< headers and entries
    std::vector<std::string> m_errors; ///< where each line stands that cannot be read: section and first word
};

} // namespace directory
