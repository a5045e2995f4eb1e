// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/ini.h"
#include "config/ini_line.h"
#include "config/line_source.h"

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace config {

/// Stands between the file and inih: sees each raw line first, hands inih only lines that it reads rightly, long ones in
/// pieces, and puts together what inih makes of them.
class ini_reader {
public:
    ini_reader(int descriptor, const entry_handler& on_entry, std::uint64_t max_bytes,
               const section_handler& on_section);
    ini_reader(const ini_reader&) = delete;
    ini_reader& operator=(const ini_reader&) = delete;
    ini_reader(ini_reader&&) = delete;
    ini_reader& operator=(ini_reader&&) = delete;
    ~ini_reader();

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

    bool read_line(std::string_view& line);
    bool check_line(std::string_view line);
    bool check_header(std::string_view line);
    bool check_entry_line(std::string_view line);
    bool check_indented(std::string_view line);
    bool check_text(std::string_view line);
    std::string_view begin_pieces(std::string_view line);
    [[nodiscard]] bool is_text() const;
    void settle_previous_line();
    void emit();
    void take(std::string_view key, std::string_view value);
    void drop_entry_and_report(std::string problem, std::string_view line);
    void report(std::string problem, std::string_view first_word = {});

    line_source m_lines;
    const entry_handler& m_on_entry;
    const section_handler& m_on_section;
    std::vector<ini_error> m_errors;
    std::exception_ptr m_thrown;
    bool m_at_end = false;
    bool m_is_utf16 = false;
    unsigned m_line = 0;
    context m_context = context::no_key;
    std::string m_section;
    std::string m_key; ///< the entry that is being put together
    std::string m_value;
    unsigned m_key_line = 0;
    bool m_awaiting_value = false; ///< inih was given an entry's line and has not called back for it yet
    std::string m_awaited_word;    ///< how that line begins
    inih_pieces m_pieces;          ///< of the line that inih is being given, when that is not the line itself
    bool m_in_pieces = false;
    bool m_continues_piece = false; ///< and not an entry or a line of the file
};

} // namespace config
