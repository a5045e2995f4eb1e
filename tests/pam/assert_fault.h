#pragma once

#include "pam/fixture.h"

#include <utility>

#include "cmocka_cpp.h" // so this header comes last too

namespace pam_test {

/// A login that must end as PAM_AUTHINFO_UNAVAIL with `line` in the log, whatever is typed.
inline void assert_fault(void** state, fake_daemon::script play, const char* line) {
    fixture& test = of(state);
    test.wanted.answers = {"12345", "23456"};
    test.run(std::move(play));
    assert_code(test.result, PAM_AUTHINFO_UNAVAIL);
    assert_logged(test.result, line);
    test.wanted.arguments.clear();
}

} // namespace pam_test
