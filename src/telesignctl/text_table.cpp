// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/text_table.h"

#include "support/text.h"
#include "telesignctl/utf8_locale.h"

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <system_error>

#include <libsmartcols.h>

namespace telesignctl {

namespace {

struct table_deleter {
    void operator()(libscols_table* table) const { ::scols_unref_table(table); }
};
using table_handle = std::unique_ptr<libscols_table, table_deleter>;

struct memory_deleter {
    void operator()(char* text) const { std::free(text); } // NOLINT(*-no-malloc): libsmartcols allocated it
};

/// libsmartcols returns 0, or a negative error number; of what it allocates, null.
void check(bool success, int error = -ENOMEM) {
    if (!success)
        throw std::system_error{-error, std::generic_category(), "libsmartcols"};
}

table_handle make_table() {
    table_handle table{::scols_new_table()};
    check(table != nullptr);
    ::scols_table_set_termforce(table.get(), SCOLS_TERMFORCE_NEVER); // a terminal's width shortens nothing
    ::scols_table_enable_minout(table.get(), 1);
    ::scols_table_enable_noencoding(table.get(), 1); // it would escape a cell's own backslashes, too
    check(::scols_table_set_column_separator(table.get(), "  ") == 0);
    return table;
}

void add_row(libscols_table& table, const std::vector<std::string>& cells) {
    libscols_line* const line = ::scols_table_new_line(&table, nullptr);
    check(line != nullptr);
    for (std::size_t at = 0; at < cells.size(); ++at) {
        const int error = ::scols_line_set_data(line, at, support::escape_control(cells[at]).c_str());
        check(error == 0, error);
    }
}

} // namespace

std::string format_table(const std::vector<std::string>& headings,
                         const std::vector<std::vector<std::string>>& rows) {
    const utf8_locale locale; // libsmartcols measures characters by it
    const table_handle table = make_table();
    for (const std::string& each : headings)
        check(::scols_table_new_column(table.get(), support::escape_control(each).c_str(), 0, 0) != nullptr);
    for (const auto& cells : rows)
        add_row(*table, cells);
    char* text = nullptr;
    const int error = ::scols_print_table_to_string(table.get(), &text);
    const std::unique_ptr<char, memory_deleter> owned{text};
    check(error == 0, error);
    return std::string{text} + '\n';
}

} // namespace telesignctl
