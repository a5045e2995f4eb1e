// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <locale>
#include <string>
#include <string_view>
#include <utility>

#include <boost/locale/message.hpp>
#include <fmt/format.h>
#include <tl/expected.hpp>

namespace telesignd {

/// The texts that people read, in one language. Copies are cheap and share what was read. Thread-safe, and without part
/// in the process's locale. A translation that cannot be shown (a placeholder that the English has not, control
/// characters, far too long) counts as none: then the text is English, as where none is there.
class language {
public:
    /// Bytes of one filled text: several make a prompt of at most PAM_MAX_MSG_SIZE (512).
    static constexpr std::size_t longest = 200;

    language() = default; ///< English: every text as it stands in the source

    /// What msgfmt(1) made of a catalogue, as UTF-8. The error says what is wrong with it.
    static tl::expected<language, std::string> read(std::string catalogue);

    /// One text without placeholders; empty stays empty.
    [[nodiscard]] std::string translate(std::string_view english) const;

    /// As fmt::format.
    template <typename... Values>
    [[nodiscard]] std::string fill(fmt::format_string<Values...> english, Values&&... values) const {
        const fmt::string_view text{english};
        return filled(find({text.data(), text.size()}), text, fmt::make_format_args(values...));
    }

    /// As fill(), in the form for `count` things; in English `one` is for a single thing, `many` for the rest.
    template <typename... Values>
    [[nodiscard]] std::string fill_counted(fmt::format_string<Values...> one,
                                           fmt::format_string<Values...> many, std::uint64_t count,
                                           Values&&... values) const {
        const fmt::string_view text{count == 1 ? one : many};
        const fmt::string_view single{one};
        return filled(find_counted({single.data(), single.size()}, count), text,
                      fmt::make_format_args(values...));
    }

private:
    using catalogue = boost::locale::message_format<char>;

    explicit language(catalogue* messages);
    [[nodiscard]] const char* find(std::string_view english) const;
    [[nodiscard]] const char* find_counted(std::string_view one, std::uint64_t count) const;
    static std::string filled(const char* translation, fmt::string_view english, fmt::format_args values);

    std::locale m_owner = std::locale::classic(); ///< of m_messages, nothing else
    const catalogue* m_messages = nullptr;        ///< nullptr: English
};

} // namespace telesignd
