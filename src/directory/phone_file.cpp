// SPDX-License-Identifier: BSD-3-Clause
#include "directory/phone_file.h"

#include "config/ini.h"
#include "support/text.h"
#include "support/unique_fd.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

namespace directory {

namespace {

constexpr std::uint64_t file_limit = std::uint64_t{256} << 20U; // as the phone book's
constexpr std::string_view user_prefix = "user ";
constexpr std::string_view blanks = " \t";

/// The NAME of [user NAME]; nothing when it is another section.
std::string_view owner_of(std::string_view section) noexcept {
    return section.starts_with(user_prefix) ? support::trim(section.substr(user_prefix.size()))
                                            : std::string_view{};
}

/// A descriptor from which `text` can be read; none when memory is out.
support::unique_fd as_file(std::string_view text) {
    support::unique_fd file{::memfd_create("phones.ini", MFD_CLOEXEC)};
    while (file && !text.empty()) {
        const ssize_t written = ::write(file.get(), text.data(), text.size());
        if (written <= 0)
            return {};
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (file && ::lseek(file.get(), 0, SEEK_SET) != 0)
        return {};
    return file;
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t size = std::min(text.find('\n'), text.size() - 1) + 1;
        lines.emplace_back(text.substr(0, size));
        text.remove_prefix(size);
    }
    return lines;
}

std::string_view end_of(std::string_view line) {
    return line.substr(std::min(line.find_last_not_of("\r\n") + 1, line.size()));
}

/// Whether inih takes the line for more of an entry above it.
bool continues(std::string_view line) {
    const std::string_view text = support::trim(line);
    return !text.empty() && text.front() != ';' && text.front() != '#' &&
           blanks.find(line.front()) != std::string_view::npos;
}

/// Why a name cannot stand in the file; nothing: it can.
std::optional<std::string> conflict(std::string_view user) {
    if (user.empty() || support::trim(user).size() != user.size() || !support::is_plain_text(user) ||
        user.find_first_of("=:") != std::string_view::npos ||
        std::string_view{"[;#"}.find(user.front()) != std::string_view::npos ||
        user.find(" ;") != std::string_view::npos || user.find("\t;") != std::string_view::npos)
        return "phones.ini cannot hold a user of this name: see telesign-phones(5)";
    return std::nullopt;
}

} // namespace

tl::expected<phone_file, std::string> phone_file::parse(std::string_view text) {
    phone_file parsed;
    const support::unique_fd file = as_file(text);
    if (!file)
        return tl::unexpected{fmt::format("cannot be kept in memory: {}", ::strerrordesc_np(errno))};
    const auto errors = config::read_ini(
        file.get(),
        [&](const config::ini_entry& entry) {
            parsed.m_items.push_back({entry.line, std::string{entry.section}, false, std::string{entry.key},
                                      std::string{entry.value}});
        },
        file_limit,
        [&](std::string_view section, unsigned line) {
            parsed.m_items.push_back({line, std::string{section}, true});
        });
    for (const auto& each : errors) {
        if (each.line == 0)
            return tl::unexpected{each.problem};
        parsed.m_errors.push_back(fmt::format("{}\n{}", each.section, each.first_word));
    }
    std::sort(parsed.m_errors.begin(), parsed.m_errors.end());
    parsed.m_lines = lines_of(text);
    return parsed;
}

std::vector<std::string> phone_file::users() const {
    std::vector<std::string> names;
    std::set<std::string> seen;
    for (const item& each : m_items) {
        std::string name{each.section == "phones" ? std::string_view{each.key} : owner_of(each.section)};
        if (!name.empty() && seen.insert(name).second)
            names.push_back(std::move(name));
    }
    return names;
}

tl::expected<std::string, std::string> phone_file::with_number(std::string_view user,
                                                               std::string_view number) const {
    if (auto problem = conflict(user))
        return tl::unexpected{*std::move(problem)};
    const auto is_number = [&](const item& each) { return is_number_of(each, user); };
    const auto old = std::find_if(m_items.begin(), m_items.end(), is_number);
    if (old != m_items.end()) {
        if (const auto other = std::find_if(old + 1, m_items.end(), is_number); other != m_items.end())
            return tl::unexpected{fmt::format(
                "line {}: the user is on line {} as well: keep one of them first", other->line, old->line)};
        if (last_line_of(static_cast<std::size_t>(old - m_items.begin())) != old->line)
            return tl::unexpected{fmt::format(
                "line {}: the number continues on the next line: begin each user in the first column",
                old->line)};
        return checked(replaced(*old, number), user, number);
    }
    const auto section = std::find_if(m_items.begin(), m_items.end(), [&](const item& each) {
        return each.is_header && owner_of(each.section) == user;
    });
    if (section != m_items.end())
        return checked(inserted(section->line, fmt::format("phone = {}", number)), user, number);
    return checked(appended(user, number), user, number);
}

tl::expected<std::string, std::string> phone_file::without_user(std::string_view user) const {
    std::set<unsigned> gone;
    for (std::size_t at = 0; at < m_items.size(); ++at) {
        const item& each = m_items[at];
        const bool is_line = each.section == "phones" && is_number_of(each, user);
        if (!is_line && owner_of(each.section) != user)
            continue;
        if (is_line && last_line_of(at) != each.line)
            return tl::unexpected{fmt::format(
                "line {}: the number continues on the next line: begin each user in the first column",
                each.line)};
        // Comments between the keys of a section speak of them.
        const bool is_in_section = !is_line && !each.is_header;
        const unsigned first = is_in_section ? m_items[at - 1].line + 1 : each.line;
        for (unsigned line = first; line <= last_line_of(at); ++line)
            gone.insert(line);
    }
    if (gone.empty())
        return tl::unexpected{std::string{"no such user there"}};
    std::string text;
    for (unsigned line = 1; line <= m_lines.size(); ++line)
        if (!gone.contains(line))
            text += m_lines[line - 1];
    return checked(std::move(text), user);
}

bool phone_file::is_number_of(const item& each, std::string_view user) const {
    if (each.is_header)
        return false;
    return each.section == "phones" ? each.key == user
                                    : each.key == "phone" && owner_of(each.section) == user;
}

/// Where the item ends that begins on its line: with the last one that continues it.
unsigned phone_file::last_line_of(std::size_t at) const {
    unsigned last = m_items[at].line;
    const std::size_t limit = at + 1 < m_items.size() ? m_items[at + 1].line - 1 : m_lines.size();
    for (std::size_t line = last; line < limit && !m_items[at].is_header; ++line) {
        if (m_lines[line].starts_with('['))
            break; // a broken header
        if (continues(m_lines[line]))
            last = static_cast<unsigned>(line + 1);
    }
    return last;
}

/// As the file has them.
std::string phone_file::line_end() const {
    const std::string_view end = m_lines.empty() ? "" : end_of(m_lines.front());
    return end.empty() ? "\n" : std::string{end};
}

std::string phone_file::replaced(const item& entry, std::string_view number) const {
    std::string text;
    for (unsigned line = 1; line <= m_lines.size(); ++line) {
        const std::string_view old = m_lines[line - 1];
        if (line != entry.line) {
            text += old;
            continue;
        }
        const std::string_view end = end_of(old);
        const std::size_t separator = old.find_first_of("=:");
        std::string_view value = old.substr(0, old.size() - end.size()).substr(separator + 1);
        std::size_t comment = 1;
        while (comment < value.size() &&
               !(value[comment] == ';' && blanks.find(value[comment - 1]) != std::string_view::npos))
            ++comment;
        const std::string_view remark = value.substr(std::min(comment, value.size()));
        value = value.substr(0, value.size() - remark.size());
        const std::size_t begin = value.find_first_not_of(blanks);
        const bool is_empty = begin == std::string_view::npos;
        const std::string_view before = is_empty ? " " : value.substr(0, begin);
        const std::string_view after =
            is_empty ? (remark.empty() ? "" : " ") : value.substr(value.find_last_not_of(blanks) + 1);
        text.append(old.substr(0, separator + 1)).append(before).append(number).append(after);
        text.append(remark).append(end);
    }
    return text;
}

/// The text with one more line behind line `after`.
std::string phone_file::inserted(unsigned after, std::string_view line) const {
    std::string text;
    const auto add = [&] {
        if (!text.empty() && !text.ends_with('\n'))
            text += line_end();
        text.append(line).append(line_end());
    };
    for (unsigned each = 0; each <= m_lines.size(); ++each) {
        if (each > 0)
            text += m_lines[each - 1];
        if (each == after)
            add();
    }
    return text;
}

std::string phone_file::appended(std::string_view user, std::string_view number) const {
    const std::string line = fmt::format("{} = {}", user, number);
    unsigned after = 0;
    for (std::size_t at = 0; at < m_items.size(); ++at)
        if (m_items[at].section == "phones")
            after = last_line_of(at);
    if (after != 0)
        return inserted(after, line);
    return inserted(static_cast<unsigned>(m_lines.size()), fmt::format("[phones]{}{}", line_end(), line));
}

/// Refuses a text that says anything else of anybody else, or of the user not just `number` (empty: nothing): then the file is
/// one that only a person understands.
tl::expected<std::string, std::string> phone_file::checked(std::string text, std::string_view user,
                                                           std::string_view number) const {
    const auto others = [&](const phone_file& file) {
        std::vector<std::string> all;
        for (const item& each : file.m_items) {
            const bool is_of_user =
                is_number_of(each, user) || (number.empty() && owner_of(each.section) == user);
            const bool is_header_of_phones = each.is_header && each.section == "phones"; // may be new
            if (!is_of_user && !is_header_of_phones)
                all.push_back(fmt::format("{}\n{}\n{}", each.section, each.key, each.value));
        }
        return all;
    };
    const auto after = parse(text);
    if (!after)
        return tl::unexpected{after.error()};
    // A line that cannot be read denies the user in whose section it stands; in another it may deny everybody.
    const bool has_known_errors =
        std::includes(m_errors.begin(), m_errors.end(), after->m_errors.begin(), after->m_errors.end());
    // An indented line that continued nothing would continue a number that comes above it.
    const bool has_number =
        number.empty() || std::any_of(after->m_items.begin(), after->m_items.end(), [&](const item& each) {
            return after->is_number_of(each, user) && each.value == number;
        });
    if (others(*this) != others(*after) || !has_known_errors || !has_number)
        return tl::unexpected{
            std::string{"this would change more than the user's lines: edit the file by hand"}};
    return text;
}

} // namespace directory
