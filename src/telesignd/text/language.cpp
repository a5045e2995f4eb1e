// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/text/language.h"

#include "support/text.h"

#include <algorithm>
#include <limits>
#include <vector>

#include <boost/locale/gnu_gettext.hpp>

namespace telesignd {

namespace {

constexpr const char* domain = "pam-telesign";

// The header of a catalogue (gettext's manual, "The Format of GNU MO Files"): numbers of four bytes.
constexpr std::uint64_t count_at = 8;
constexpr std::uint64_t originals_at = 12;
constexpr std::uint64_t translations_at = 16;
constexpr std::uint64_t hash_size_at = 20;
constexpr std::uint64_t header_size = 28;

/// The little-endian number there, as msgfmt writes it everywhere.
std::uint64_t number_at(std::string_view file, std::uint64_t at) {
    std::uint64_t number = 0;
    for (unsigned byte = 0; byte < 4; ++byte)
        number |= std::uint64_t{static_cast<unsigned char>(file[at + byte])} << (8 * byte);
    return number;
}

/// Whether all strings of one table, and the table, lie in the file, each with its NUL.
bool is_whole(std::string_view file, std::uint64_t table, std::uint64_t count) {
    if (count > file.size() / 8 || table > file.size() - count * 8)
        return false;
    for (std::uint64_t at = table; at < table + count * 8; at += 8) {
        const std::uint64_t end = number_at(file, at) + number_at(file, at + 4);
        if (end >= file.size() || file[end] != '\0')
            return false;
    }
    return true;
}

/// Boost.Locale 1.74 follows a bad offset out of the file, so nothing else may reach it.
bool is_whole(std::string_view file) {
    if (file.size() < header_size)
        return false;
    const std::uint64_t count = number_at(file, count_at);
    return is_whole(file, number_at(file, originals_at), count) &&
           is_whole(file, number_at(file, translations_at), count);
}

bool can_be_shown(std::string_view text) {
    return text.size() <= language::longest && support::is_plain_text(text);
}

} // namespace

language::language(catalogue* messages) : m_owner{std::locale::classic(), messages}, m_messages{messages} {}

tl::expected<language, std::string> language::read(std::string file) {
    if (!is_whole(file))
        return tl::unexpected{std::string{"not a complete gettext catalogue"}};
    std::fill_n(file.begin() + hash_size_at, 4,
                '\0'); // a damaged hash table could send the search round for ever
    boost::locale::gnu_gettext::messages_info info;
    info.language = "any";
    info.encoding = "UTF-8";
    info.domains.emplace_back(domain);
    info.paths.emplace_back("any");
    info.callback = [&](const std::string&, const std::string&) {
        return std::vector<char>{file.begin(), file.end()};
    };
    try {
        return language{boost::locale::gnu_gettext::create_messages_facet<char>(info)};
    } catch (const std::exception& problem) {
        return tl::unexpected{std::string{problem.what()}};
    }
}

std::string language::translate(std::string_view english) const {
    const char* const found = find(english);
    return std::string{found != nullptr && can_be_shown(found) ? found : english};
}

const char* language::find(std::string_view english) const {
    if (m_messages == nullptr || english.empty()) // the empty text's translation is the catalogue's header
        return nullptr;
    return m_messages->get(0, nullptr, std::string{english}.c_str());
}

const char* language::find_counted(std::string_view one, std::uint64_t count) const {
    if (m_messages == nullptr)
        return nullptr;
    constexpr std::uint64_t most = std::numeric_limits<int>::max();
    return m_messages->get(0, nullptr, std::string{one}.c_str(), static_cast<int>(std::min(count, most)));
}

std::string language::filled(const char* translation, fmt::string_view english, fmt::format_args values) {
    if (translation != nullptr) {
        try {
            if (auto text = fmt::vformat(translation, values); can_be_shown(text))
                return text;
        } catch (const std::exception&) { // a placeholder that is not there: as good as no translation
        }
    }
    return fmt::vformat(english, values);
}

} // namespace telesignd
