// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "config/settings.h"

#include "unit/config/temporary_files.h"

#include <string>
#include <string_view>

#include "cmocka_cpp.h"

/// What is wrong with a section that does not exist.
#define UNKNOWN_SECTION                                                                                      \
    ": unknown section: the sections are [telesign] [otp] [voice] [sms] [smart] [policy] [exempt] [exempt "  \
    "NAME] [remember] [risk] [intelligence] [limits] [cost] [callback] "                                     \
    "[phones] [state] [daemon] [service NAME]"

namespace test {

/// The keys that telesign.conf must have, on its lines 1 to 3.
inline constexpr std::string_view required = "[telesign]\ncustomer_id = ID-1\napi_key = YWJj\n";

inline tl::expected<config::settings, config::errors> load(void** state, std::string_view text) {
    return config::load_settings(files_of(state).write("telesign.conf", text));
}

/// All errors of `text`, a line each, without the path that each must begin with.
inline std::string errors_of(void** state, std::string_view text) {
    const auto result = load(state, text);
    const std::string path = files_of(state).path("telesign.conf");
    std::string all;
    if (!result)
        for (const std::string& error : result.error())
            all += (error.starts_with(path) ? error.substr(path.size()) : "NO PATH: " + error) + "\n";
    return all;
}

inline void assert_errors(void** state, std::string_view text, const char* expected) {
    const std::string all = errors_of(state, text);
    assert_string_equal(all.c_str(), expected);
}

} // namespace test

/// A test with a folder for its files in its state.
#define WITH_FILES(test_) cmocka_unit_test_setup_teardown(test_, test::make_files, test::remove_files)
