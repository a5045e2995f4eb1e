// SPDX-License-Identifier: BSD-3-Clause
// Which lines of a file are handed to inih, and what is wrong with the others.
#include "config/ini_reader.h"
#include "config/sender_fields.h"
#include "support/text.h"

#include <cstddef>

#include <fmt/format.h>

namespace config {

namespace {

constexpr std::size_t max_name = 300; ///< of a section or key: a user's name has up to 255 bytes

} // namespace

/// Whether inih may have the line.
bool ini_reader::check_line(std::string_view line) {
    const std::string_view text = support::trim(line);
    const bool is_remark = !text.empty() && (text.front() == ';' || text.front() == '#');
    if (is_remark && is_blank(line.front()) && text.front() == ';' && m_context == context::in_entry &&
        is_text()) {
        drop_entry_and_report(
            "begins with a blank and `;` in a text: put the `;` at the end of the line above, or begin "
            "a comment in the first column",
            {});
        return false;
    }
    if (text.empty() || is_remark)
        return false; // of no use to inih, and comments may be of any length
    if (text.front() == '[')
        return check_header(line);
    return m_context != context::lost && check_entry_line(line);
}

/// Whether the entry that is being put together is a text for a phone.
bool ini_reader::is_text() const {
    return is_phone_text(m_section, m_key);
}

/// Whether what stands on the line, perhaps behind a key, is a text for a phone.
bool ini_reader::check_text(std::string_view line) {
    return is_blank(line.front()) ? is_text() : is_phone_text(m_section, split_entry(line).key);
}

bool ini_reader::check_header(std::string_view line) {
    emit();
    const std::size_t end = line.find(']');
    const std::string_view name = support::trim(line.substr(0, end).substr(line.find('[') + 1));
    const std::string_view rest = end == std::string_view::npos ? "" : support::trim(line.substr(end + 1));
    const bool well_formed = line.front() == '[' && end != std::string_view::npos && !name.empty() &&
                             name.find('[') == std::string_view::npos && !has_control(name) &&
                             without_comment(name).size() == name.size() &&
                             (rest.empty() || rest.front() == ';' || rest.front() == '#');
    m_context = well_formed && name.size() <= max_name ? context::no_key : context::lost;
    m_section = well_formed ? name : std::string_view{};
    if (!well_formed)
        report("not a section header: write [NAME] alone on a line, from its first column; what is below it "
               "is ignored up to the next header");
    else if (m_context == context::lost)
        report(fmt::format("the section's name is longer than {} bytes: make it shorter; what is below it is "
                           "ignored up to the next header",
                           max_name));
    else if (m_on_section)
        m_on_section(m_section, m_line);
    return false; // inih does not need it: m_section is what counts
}

bool ini_reader::check_entry_line(std::string_view line) {
    if (is_blank(line.front())) {
        if (!check_indented(line))
            return false;
    } else {
        emit();
    }
    if (line.size() > line_source::max_line) {
        drop_entry_and_report(
            "the line is longer than 64 KiB: continue it on lines that begin with a blank, or shorten it",
            line);
        return false;
    }
    if (has_control(line)) {
        drop_entry_and_report("the line holds a control character: remove it", line);
        return false;
    }
    if (!is_blank(line.front())) {
        m_awaited_word = first_word_of(line);
        if (m_awaited_word.size() > max_name) {
            drop_entry_and_report(
                fmt::format("the name before the `=` is longer than {} bytes: make it shorter", max_name),
                line);
            return false;
        }
        m_awaiting_value = true;
        m_context = context::bad_entry; // until inih finds a key and a value
    }
    return true;
}

/// Whether the line continues an entry.
bool ini_reader::check_indented(std::string_view line) {
    if (m_context == context::bad_entry)
        report("continues a line that could not be read: correct that line, or begin this one in the first "
               "column",
               first_word_of(support::trim(line)));
    else if (m_context == context::no_key)
        report("begins with a blank but continues nothing: begin it in the first column",
               first_word_of(support::trim(line)));
    return m_context == context::in_entry;
}

} // namespace config
