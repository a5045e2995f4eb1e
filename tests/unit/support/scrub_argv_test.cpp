// SPDX-License-Identifier: BSD-3-Clause
#include "support/scrub_argv.h"

#include "cmocka_cpp.h"

namespace {

void the_value_is_overwritten_wherever_it_stands(void**) {
    char program[] = "12345";
    char option[] = "--code=12345";
    char value[] = "12345";
    char other[] = "12344";
    char* argv[] = {program, option, value, other, nullptr};
    support::scrub_argv("12345", 4, argv);
    assert_string_equal(program, "12345"); // the program's name is no argument
    assert_string_equal(option, "--code=*****");
    assert_string_equal(value, "*****");
    assert_string_equal(other, "12344");
}

void nothing_hides_nothing(void**) {
    char program[] = "ctl";
    char value[] = "12345";
    char* argv[] = {program, value, nullptr};
    support::scrub_argv("", 2, argv);
    support::scrub_argv("9912345", 2, argv);
    assert_string_equal(value, "12345");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(the_value_is_overwritten_wherever_it_stands),
        cmocka_unit_test(nothing_hides_nothing),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
