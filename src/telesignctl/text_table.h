// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

namespace telesignctl {

/// Returns a table with a line feed at each line's end. Columns are as wide as their widest cell on a terminal, two blanks
/// apart, without blanks at a line's end; control characters are escaped. The same text whatever it is written to. Every
/// row has as many cells as there are headings.
std::string format_table(const std::vector<std::string>& headings,
                         const std::vector<std::vector<std::string>>& rows);

} // namespace telesignctl
