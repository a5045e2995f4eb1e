// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace telesignctl {

/// What error messages on standard error begin with.
inline constexpr std::string_view error_prefix = "telesignctl: ";

/// Returns how many columns the terminal behind a descriptor has: the environment's COLUMNS if it is a number, else what the
/// terminal says, else 80. 0: it is no terminal.
std::size_t terminal_columns(int descriptor);

/// Breaks lines at blanks so that they fit into so many columns; 0: the text as it is. What is broken goes on below its
/// text, which begins behind the columns at a line's beginning (single words with two blanks or more behind them), a list's
/// mark and `error_prefix`. A word that is longer than a line stays whole, and so do the lines of a unified diff.
std::string wrap(std::string_view text, std::size_t columns);

/// The same for a line of a table: `text` goes on below itself behind `columns_before`, whatever blanks those have.
std::string wrap_row(std::string_view columns_before, std::string_view text, std::size_t columns);

/// The same for a help screen: lines that begin with two blanks have their text at this column.
std::string wrap_help(std::string_view text, std::size_t columns, std::size_t text_column);

} // namespace telesignctl
