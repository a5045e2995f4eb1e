// SPDX-License-Identifier: BSD-3-Clause
#include "config/ini.h"

#include "config/ini_reader.h"
#include "config/text_file.h"
#include "support/text.h"

#include <utility>

#include <fmt/format.h>
#include <ini.h>
#include <string.h>

namespace config {

ini_reader::ini_reader(int descriptor, const entry_handler& on_entry, std::uint64_t max_bytes,
                       const section_handler& on_section)
    : m_lines{descriptor, max_bytes}, m_on_entry{on_entry}, m_on_section{on_section} {
    m_value.reserve(4096); // a key in it is wiped at the end, so it should not move
}

ini_reader::~ini_reader() {
    ::explicit_bzero(m_value.data(), m_value.size());
}

std::vector<ini_error> ini_reader::run() {
    ::ini_parse_stream(next_line, this, take_value,
                       this); // its result names the first bad line only: not needed
    if (!m_thrown) {
        settle_previous_line();
        if (m_lines.problem().empty() && m_at_end)
            emit(); // else the last value may have been cut off
        else
            m_errors.push_back({0,
                                m_is_utf16 ? std::string{utf16_problem}
                                : m_at_end ? m_lines.problem()
                                           : "cannot be parsed",
                                {},
                                {}});
    }
    if (m_thrown)
        std::rethrow_exception(m_thrown);
    return std::move(m_errors);
}

/// inih's reader (fgets's contract). Nothing may be thrown through C.
char* ini_reader::next_line(char* to, int size, void* self) {
    auto& me = *static_cast<ini_reader*>(self);
    const auto room = static_cast<std::size_t>(size);
    std::string_view line;
    try {
        if (me.m_thrown)
            return nullptr;
        me.m_continues_piece = me.m_pieces.left();
        if (!me.m_continues_piece) {
            me.settle_previous_line();
            if (!me.read_line(line))
                return nullptr;
            if (!me.check_line(line))
                line = {}; // an empty line is nothing to inih
            else if (line.size() >= room || (has_comment(line) && me.check_text(line)))
                line = me.begin_pieces(line);
        }
    } catch (...) {
        me.m_thrown = std::current_exception();
        return nullptr;
    }
    me.m_in_pieces = me.m_pieces.left();
    if (me.m_in_pieces) {
        me.m_pieces.write(to, room);
    } else {
        line.copy(to, line.size());
        to[line.size()] = '\0';
    }
    return to;
}

/// False at the end, and for a file that is no text to us.
bool ini_reader::read_line(std::string_view& line) {
    if (!m_lines.next(line)) {
        m_at_end = true;
        return false;
    }
    if (++m_line == 1) {
        m_is_utf16 = is_utf16(line);
        line = without_byte_order_mark(line);
    }
    while (line.ends_with('\r'))
        line.remove_suffix(1);
    return !m_is_utf16;
}

/// inih's handler.
int ini_reader::take_value(void* self, const char*, const char* key, const char* value) {
    auto& me = *static_cast<ini_reader*>(self);
    try {
        me.take(key, value);
        return 1;
    } catch (...) {
        me.m_thrown = std::current_exception();
        return 0;
    }
}

/// `key` may be cut off on continuation lines and in pieces, so the key is kept from the first line, or from the file.
void ini_reader::take(std::string_view key, std::string_view value) {
    if (m_awaiting_value) {
        m_awaiting_value = false;
        m_key = m_in_pieces ? std::string_view{m_awaited_word} : key;
        m_value.clear();
        m_key_line = m_line;
        m_context = context::in_entry;
    } else if (!m_continues_piece) {
        m_value += '\n';
        if (!m_in_pieces && !is_text())
            value = without_comment(value); // inih forgets to on continuation lines
    }
    if (m_in_pieces)
        inih_pieces::append(m_value, value);
    else
        m_value += value;
}

/// Lets inih have the line in pieces, without its comment; of a line that is no entry, what inih needs to see that.
std::string_view ini_reader::begin_pieces(std::string_view line) {
    const bool keeps_semicolons = check_text(line);
    entry_parts parts{true, {}, line};
    if (!is_blank(line.front())) {
        parts = split_entry(line);
        if (!parts.found || parts.key.empty())
            return parts.found ? "=" : "";
    }
    m_pieces.begin(parts.key, support::trim(keeps_semicolons ? parts.value : without_comment(parts.value)));
    return {};
}

/// A line for which inih did not call back was no entry; one without a key is none to us.
void ini_reader::settle_previous_line() {
    if (m_awaiting_value)
        report("neither `key = value` nor a section header: add the `=`, or begin a comment with `;`",
               m_awaited_word);
    else if (m_context == context::in_entry && m_key.empty())
        report("no key before the `=`: add it");
    else
        return;
    m_awaiting_value = false;
    m_context = context::bad_entry;
}

/// Hands out the entry that has been put together, if there is one.
void ini_reader::emit() {
    if (m_context == context::in_entry)
        m_on_entry({m_section, m_key, m_value, m_key_line});
    m_context = m_context == context::lost ? context::lost : context::no_key;
}

/// For a bad line: the entry that it would have continued is incomplete, and so is not handed out either.
void ini_reader::drop_entry_and_report(std::string problem, std::string_view line) {
    report(std::move(problem), first_word_of(support::trim(line)));
    if (m_context == context::in_entry)
        m_errors.push_back(
            {m_key_line, fmt::format("left out, because line {} cannot be read", m_line), m_section, m_key});
    m_context = context::bad_entry;
}

void ini_reader::report(std::string problem, std::string_view first_word) {
    m_errors.push_back({m_line, std::move(problem), m_section, std::string{first_word}});
}

std::vector<ini_error> read_ini(int descriptor, const entry_handler& on_entry, std::uint64_t max_bytes,
                                const section_handler& on_section) {
    return ini_reader{descriptor, on_entry, max_bytes, on_section}.run();
}

} // namespace config
