// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/pam/service_file.h"

#include "cmocka_cpp.h"

namespace {

using namespace telesignctl::pam;

service_file& on(void** state) {
    return *static_cast<service_file*>(*state);
}

int open_file(void** state) {
    *state = new service_file;
    return 0;
}

int close_file(void** state) {
    delete &on(state);
    return 0;
}

void a_line_has_type_control_module_and_arguments(void** state) {
    on(state) =
        parse_service("#%PAM-1.0\n\n  Auth\t[success=1 default=ignore]\t/lib/pam_unix.so nullok # why\n");
    assert_int_equal(on(state).problems.size(), 0);
    assert_int_equal(on(state).lines.size(), 1);
    const line& only = on(state).lines[0];
    assert_int_equal(only.first, 3);
    assert_int_equal(only.last, 3);
    assert_string_equal(only.type.c_str(), "auth");
    assert_string_equal(only.control.c_str(), "[success=1 default=ignore]");
    assert_string_equal(only.module.c_str(), "/lib/pam_unix.so");
    assert_true(module_name(only) == "pam_unix.so");
    assert_int_equal(only.arguments.size(), 1);
    assert_string_equal(only.arguments[0].c_str(), "nullok");
    assert_true(may_authenticate(only));
}

void a_line_goes_on_behind_a_backslash(void** state) {
    on(state) = parse_service("auth required \\\n  pam_unix.so \\\n nullok\nsession optional pam_motd.so");
    assert_int_equal(on(state).lines.size(), 2);
    assert_int_equal(on(state).lines[0].first, 1);
    assert_int_equal(on(state).lines[0].last, 3);
    assert_int_equal(on(state).lines[1].first, 4);
    assert_false(may_authenticate(on(state).lines[1]));
}

void an_argument_in_brackets_is_one(void** state) {
    on(state) = parse_service("auth required pam_mysql.so [query=select a\\] from b] verbose\n");
    assert_int_equal(on(state).lines[0].arguments.size(), 2);
    assert_string_equal(on(state).lines[0].arguments[0].c_str(), "query=select a] from b");
}

void includes_and_dashes_are_understood(void** state) {
    on(state) =
        parse_service("@include common-auth\n-auth optional pam_ecryptfs.so\nauth substack system-auth\n");
    assert_int_equal(on(state).problems.size(), 0);
    assert_string_equal(on(state).lines[0].control.c_str(), "@include");
    assert_string_equal(on(state).lines[0].module.c_str(), "common-auth");
    assert_true(may_authenticate(on(state).lines[0]));
    assert_true(on(state).lines[1].optional);
    assert_string_equal(on(state).lines[2].control.c_str(), "substack");
}

void what_is_wrong_is_named_by_its_line_and_left_out(void** state) {
    on(state) = parse_service("auht required pam_unix.so\nauth reqired pam_unix.so\nauth required\n@include\n"
                              "auth required pam_deny.so\n");
    assert_int_equal(on(state).lines.size(), 1);
    assert_int_equal(on(state).problems.size(), 4);
    assert_string_equal(on(state).problems[0].c_str(),
                        "line 1: does not begin with auth, account, session, password or @include");
    assert_string_equal(on(state).problems[1].c_str(),
                        "line 2: a control word that pam.conf(5) does not define");
    assert_string_equal(on(state).problems[2].c_str(), "line 3: names no module");
    assert_string_equal(on(state).problems[3].c_str(), "line 4: @include without a file");
}

void what_libpam_does_not_take_as_it_looks_is_named_once(void** state) {
    on(state) = parse_service("auth required pam_unix.so\r\nauth required pam_deny.so\r\n");
    assert_int_equal(on(state).problems.size(), 1);
    assert_string_equal(on(state).problems[0].c_str(),
                        "line 1: has a carriage return, which libpam takes as part of the word");
    on(state) = parse_service("auth required pam_permit.so\nauth required pam_unix.so \\\n# no more\n");
    assert_int_equal(on(state).problems.size(), 1);
    assert_string_equal(on(state).problems[0].c_str(),
                        "line 2: continues beyond the end of the file, so libpam refuses all of it");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_line_has_type_control_module_and_arguments, open_file, close_file),
        cmocka_unit_test_setup_teardown(a_line_goes_on_behind_a_backslash, open_file, close_file),
        cmocka_unit_test_setup_teardown(an_argument_in_brackets_is_one, open_file, close_file),
        cmocka_unit_test_setup_teardown(includes_and_dashes_are_understood, open_file, close_file),
        cmocka_unit_test_setup_teardown(what_is_wrong_is_named_by_its_line_and_left_out, open_file,
                                        close_file),
        cmocka_unit_test_setup_teardown(what_libpam_does_not_take_as_it_looks_is_named_once, open_file,
                                        close_file),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
