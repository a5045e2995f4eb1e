// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "directory/phone_book.h"

#include "unit/config/temporary_files.h"

#include <string>
#include <utility>

#include <fmt/format.h>

#include "cmocka_cpp.h"

/// The problem of an entry with a key that does not exist.
#define UNKNOWN_KEY                                                                                          \
    ": unknown key: the keys here are channels, ucid, language, prompt_language, attempts, resends, "        \
    "lifetime, echo, "                                                                                       \
    "verify_code, code_length, reuse_pending, completion, next_channel_after, enrolled, voice.KEY, "         \
    "sms.KEY, smart.KEY, "                                                                                   \
    "risk.KEY"

namespace test {

using directory::loaded_book;

/// The book of a phones.ini with this text, under `settings`.
inline loaded_book load(void** state, std::string_view text, config::settings settings = {}) {
    settings.phones_file = files_of(state).write("phones.ini", text);
    auto result = directory::load_phone_book(settings);
    if (!result)
        fail_msg("%s", result.error().c_str());
    return std::move(result).value();
}

/// All warnings, a line each, without the path that each must begin with.
inline void assert_warnings(void** state, const loaded_book& loaded, const char* expected) {
    const std::string path = files_of(state).path("phones.ini");
    std::string all;
    for (const std::string& warning : loaded.warnings)
        all += (warning.starts_with(path) ? warning.substr(path.size()) : "NO PATH: " + warning) + "\n";
    assert_string_equal(all.c_str(), expected);
    assert_int_equal(loaded.warning_count, loaded.warnings.size());
}

inline void assert_phone(const loaded_book& loaded, std::string_view user, std::uint64_t digits,
                         unsigned line) {
    const directory::entry* found = loaded.book->find(user);
    assert_non_null(found);
    assert_int_equal(found->digits, digits);
    assert_int_equal(found->line, line);
    assert_true(found->problem.empty());
}

inline void assert_denied(const loaded_book& loaded, std::string_view user, const char* problem) {
    const directory::entry* found = loaded.book->find(user);
    assert_non_null(found);
    assert_int_equal(found->digits, 0);
    assert_string_equal(std::string{found->problem}.c_str(), problem);
}

} // namespace test
