#include "support/log_pair.h"

#include <string>

#include "cmocka_cpp.h"

namespace {

void assert_added(const char* value, const char* expected) {
    std::string line = "login";
    support::add_pair(line, "user", value);
    assert_string_equal(line.c_str(), expected);
}

void plain_values_stand_as_they_are(void**) {
    assert_added("alice", "login user=alice");
    assert_added("/etc/a_b-c.d:12", "login user=/etc/a_b-c.d:12");
}

void others_are_quoted(void**) {
    assert_added("a b", "login user=\"a b\"");
    assert_added("x outcome=granted", "login user=\"x outcome=granted\"");
    assert_added("\" uid=\"0", "login user=\"\\\" uid=\\\"0\"");
    assert_added("\\", "login user=\"\\\\\"");
    assert_added("=", "login user=\"=\"");
}

void an_empty_value_is_left_out(void**) {
    assert_added("", "login");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(plain_values_stand_as_they_are),
        cmocka_unit_test(others_are_quoted),
        cmocka_unit_test(an_empty_value_is_left_out),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
