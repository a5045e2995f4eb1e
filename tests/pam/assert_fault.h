// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pam/fixture.h"

#include <utility>

#include "cmocka_cpp.h" // so this header comes last too

namespace pam_test {

/// A login that must end as PAM_AUTHINFO_UNAVAIL with `line` in the log, whatever is typed.
inline void assert_fault(void** state, fake_daemon::script play, const char* line) {
    fixture& test = fixture_of(state);
    test.wanted.answers = {"12345", "23456"};
    test.run(std::move(play));
    assert_code(test.result, PAM_AUTHINFO_UNAVAIL);
    assert_logged(test.result, line);
    test.wanted.arguments.clear();
}

/// Nobody was asked anything: at most told that it cannot be.
inline void assert_no_prompt(const outcome& result) {
    for (const message& each : result.messages)
        assert_int_equal(each.style, PAM_ERROR_MSG);
}

} // namespace pam_test
