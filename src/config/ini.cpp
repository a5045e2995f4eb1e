#include "config/ini.h"

#include "config/line_source.h"
#include "support/text.h"

#include <algorithm>
#include <cstddef>
#include <exception>
#include <utility>

#include <fmt/format.h>
#include <ini.h>
#include <string.h>

namespace config {

namespace {

constexpr std::size_t section_limit = 49; ///< MAX_SECTION of inih's ini.c, less the NUL
constexpr std::string_view blanks = " \t";

bool is_blank(char c) noexcept {
    return blanks.find(c) != std::string_view::npos;
}

/// C0 controls but for the tab, and DEL: none belongs in a configuration, and a NUL would hide the line's
/// rest.
bool has_control(std::string_view text) noexcept {
    return std::any_of(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || static_cast<unsigned char>(c) == 0x7f;
    });
}

/// inih takes comments from a `;` behind a blank, but forgets to on continuation lines.
std::string_view without_comment(std::string_view text) noexcept {
    for (std::size_t at = 1; at < text.size(); ++at)
        if (text[at] == ';' && is_blank(text[at - 1]))
            return support::trim(text.substr(0, at));
    return text;
}

/// The key of `name = …`, or else the first word.
std::string_view first_word_of(std::string_view text) noexcept {
    text = without_comment(text);
    const std::size_t separator = text.find_first_of("=:");
    const std::string_view key = support::trim(text.substr(0, separator));
    const std::string_view word =
        separator != std::string_view::npos ? key : key.substr(0, key.find_first_of(blanks));
    return has_control(word) ? std::string_view{} : word;
}

/// Stands between the file and inih: sees each raw line first, hands inih only lines that it reads rightly,
/// and puts together what inih makes of them.
class ini_reader_state {
public:
    ini_reader_state(int descriptor, const entry_handler& on_entry, std::uint64_t max_bytes,
                     const section_handler& on_section)
        : m_lines{descriptor, max_bytes}, m_on_entry{on_entry}, m_on_section{on_section} {
        m_value.reserve(4096); // a key in it is wiped at the end, so it should not move
    }
    ini_reader_state(const ini_reader_state&) = delete;
    ini_reader_state& operator=(const ini_reader_state&) = delete;
    ini_reader_state(ini_reader_state&&) = delete;
    ini_reader_state& operator=(ini_reader_state&&) = delete;
    ~ini_reader_state() { ::explicit_bzero(m_value.data(), m_value.size()); }

    std::vector<ini_error> run();

private:
    enum class context {
        no_key,    ///< below a header or at the file's beginning: an indented line continues nothing
        in_entry,  ///< an indented line continues m_key
        bad_entry, ///< an indented line continues a line that is left out
        lost,      ///< below a broken header
    };

    static char* next_line(char* to, int size, void* self);
    static int take_value(void* self, const char* section, const char* key, const char* value);

    bool check_line(std::string_view line, std::size_t limit);
    bool check_header(std::string_view line);
    bool check_entry_line(std::string_view line, std::size_t limit);
    void settle_previous_line();
    void emit();
    void drop_entry_and_report(std::string problem, std::string_view line);
    void report(std::string problem, std::string_view first_word = {});

    line_source m_lines;
    const entry_handler& m_on_entry;
    const section_handler& m_on_section;
    std::vector<ini_error> m_errors;
    std::exception_ptr m_thrown;
    bool m_at_end = false;
    unsigned m_line = 0;
    context m_context = context::no_key;
    std::string m_section;
    std::string m_key; ///< the entry that is being put together
    std::string m_value;
    unsigned m_key_line = 0;
    bool m_awaiting_value = false; ///< inih was given an entry's line and has not called back for it yet
    std::string m_awaited_word;    ///< how that line begins
};

std::vector<ini_error> ini_reader_state::run() {
    ::ini_parse_stream(next_line, this, take_value,
                       this); // its result names the first bad line only: not needed
    if (!m_thrown) {
        settle_previous_line();
        if (m_lines.problem().empty() && m_at_end)
            emit(); // else the last value may have been cut off
        else
            m_errors.push_back({0, m_at_end ? m_lines.problem() : "cannot be read: inih gave up", {}, {}});
    }
    if (m_thrown)
        std::rethrow_exception(m_thrown);
    return std::move(m_errors);
}

/// inih's reader (fgets's contract). Nothing may be thrown through C.
char* ini_reader_state::next_line(char* to, int size, void* self) {
    auto& me = *static_cast<ini_reader_state*>(self);
    std::string_view line;
    try {
        if (me.m_thrown)
            return nullptr;
        me.settle_previous_line();
        if (!me.m_lines.next(line)) {
            me.m_at_end = true;
            return nullptr;
        }
        if (++me.m_line == 1 && line.starts_with("\xef\xbb\xbf"))
            line.remove_prefix(3);
        while (line.ends_with('\r'))
            line.remove_suffix(1);
        if (!me.check_line(line, static_cast<std::size_t>(size) - 1))
            line = {}; // inih sees an empty line, and its count of lines stays right
    } catch (...) {
        me.m_thrown = std::current_exception();
        return nullptr;
    }
    line.copy(to, line.size());
    to[line.size()] = '\0';
    return to;
}

/// inih's handler. `key` may be cut off on continuation lines, so the key is kept from the first.
int ini_reader_state::take_value(void* self, const char*, const char* key, const char* value) {
    auto& me = *static_cast<ini_reader_state*>(self);
    try {
        if (me.m_awaiting_value) {
            me.m_awaiting_value = false;
            me.m_key = key;
            me.m_value = value;
            me.m_key_line = me.m_line;
            me.m_context = context::in_entry;
        } else {
            me.m_value.append("\n").append(without_comment(value));
        }
        return 1;
    } catch (...) {
        me.m_thrown = std::current_exception();
        return 0;
    }
}

/// Whether inih may have the line. `limit`: the bytes that it has room for.
bool ini_reader_state::check_line(std::string_view line, std::size_t limit) {
    const std::string_view text = support::trim(line);
    if (text.empty() || text.front() == ';' || text.front() == '#')
        return false; // of no use to inih, and comments may be of any length
    if (text.front() == '[')
        return check_header(line);
    return m_context != context::lost && check_entry_line(line, limit);
}

bool ini_reader_state::check_header(std::string_view line) {
    emit();
    const std::size_t end = line.find(']');
    const std::string_view name = support::trim(line.substr(0, end).substr(line.find('[') + 1));
    const std::string_view rest = end == std::string_view::npos ? "" : support::trim(line.substr(end + 1));
    const bool well_formed = line.front() == '[' && end != std::string_view::npos && !name.empty() &&
                             name.find('[') == std::string_view::npos && !has_control(name) &&
                             without_comment(name).size() == name.size() &&
                             (rest.empty() || rest.front() == ';' || rest.front() == '#');
    m_context = well_formed && name.size() <= section_limit ? context::no_key : context::lost;
    m_section = well_formed ? name : std::string_view{};
    if (!well_formed)
        report("not a section header: write [NAME] alone on a line, from its first column; what stands below "
               "it is "
               "left out up to the next header");
    else if (m_context == context::lost)
        report(fmt::format(
            "the section's name is longer than {} bytes: make it shorter; what stands below it is "
            "left out up to the next header",
            section_limit));
    else if (m_on_section)
        m_on_section(m_section, m_line);
    return false; // inih does not need it: m_section is what counts
}

bool ini_reader_state::check_entry_line(std::string_view line, std::size_t limit) {
    const bool indented = is_blank(line.front());
    if (indented && m_context == context::bad_entry) {
        report(
            "continues a line that could not be read: mend that line, or begin this one in the first column",
            first_word_of(support::trim(line)));
        return false;
    }
    if (indented && m_context == context::no_key) {
        report("begins with a blank but continues nothing: begin it in the first column",
               first_word_of(support::trim(line)));
        return false;
    }
    if (!indented)
        emit();
    if (line.size() > limit) {
        drop_entry_and_report(
            fmt::format("the line is longer than {} bytes: continue it on indented lines", limit), line);
        return false;
    }
    if (has_control(line)) {
        drop_entry_and_report("the line holds a control character: remove it", line);
        return false;
    }
    if (!indented) {
        m_awaiting_value = true;
        m_awaited_word = first_word_of(line);
        m_context = context::bad_entry; // until inih finds a key and a value
    }
    return true;
}

/// A line for which inih did not call back was no entry; one without a key is none to us.
void ini_reader_state::settle_previous_line() {
    if (m_awaiting_value)
        report("neither `key = value` nor a section header: add the `=`, or begin a comment with `;`",
               m_awaited_word);
    else if (m_context == context::in_entry && m_key.empty())
        report("nothing stands before the `=`: name the key");
    else
        return;
    m_awaiting_value = false;
    m_context = context::bad_entry;
}

/// Hands out the entry that has been put together, if there is one.
void ini_reader_state::emit() {
    if (m_context == context::in_entry)
        m_on_entry({m_section, m_key, m_value, m_key_line});
    m_context = m_context == context::lost ? context::lost : context::no_key;
}

/// For a bad line: the entry that it would have continued is incomplete, and so is not handed out either.
void ini_reader_state::drop_entry_and_report(std::string problem, std::string_view line) {
    report(std::move(problem), first_word_of(support::trim(line)));
    if (m_context == context::in_entry)
        m_errors.push_back(
            {m_key_line, fmt::format("left out, because line {} cannot be read", m_line), m_section, m_key});
    m_context = context::bad_entry;
}

void ini_reader_state::report(std::string problem, std::string_view first_word) {
    m_errors.push_back({m_line, std::move(problem), m_section, std::string{first_word}});
}

} // namespace

std::vector<ini_error> read_ini(int descriptor, const entry_handler& on_entry, std::uint64_t max_bytes,
                                const section_handler& on_section) {
    return ini_reader_state{descriptor, on_entry, max_bytes, on_section}.run();
}

} // namespace config
