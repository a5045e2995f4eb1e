// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <clocale>
#include <cstdlib>
#include <cwchar>
#include <stdexcept>
#include <string>

namespace tests {

/// How many columns of a terminal one line takes. Throws std::runtime_error for what is no line: a control character is in it.
inline unsigned columns_of(const std::string& line) {
    if (std::setlocale(LC_CTYPE, "C.UTF-8") == nullptr)
        throw std::runtime_error{"there is no C.UTF-8"};
    std::wstring wide(line.size(), L'\0');
    const std::size_t size = std::mbstowcs(wide.data(), line.c_str(), wide.size());
    const int columns = size == static_cast<std::size_t>(-1) ? -1 : ::wcswidth(wide.c_str(), size);
    if (columns < 0)
        throw std::runtime_error{"not one line of UTF-8: " + line};
    return static_cast<unsigned>(columns);
}

} // namespace tests
