// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>

namespace test {

/// Whether a person may read it at a prompt: a sentence, without TeleSign's name, its codes and other numbers.
inline bool is_plain_sentence(std::string_view text) {
    return text.size() > 10 && text.front() >= 'A' && text.front() <= 'Z' && text.back() == '.' &&
           text.find_first_of("0123456789_{}\n") == std::string_view::npos &&
           text.find("TeleSign") == std::string_view::npos && text.find("API") == std::string_view::npos;
}

} // namespace test
