#include "support/log_record.h"

#include <string>

#include "cmocka_cpp.h"

namespace {

void assert_added(const char* value, const char* expected) {
    support::log_record record{"login"};
    record.add("user", value);
    assert_string_equal(record.line().c_str(), expected);
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

void a_field_has_the_value_as_it_is(void**) {
    support::log_record record{"login"};
    record.add("user", "a \"b\"");
    record.add("rhost", "");
    assert_int_equal(record.fields().size(), 1);
    assert_string_equal(record.fields()[0].first.c_str(), "user");
    assert_string_equal(record.fields()[0].second.c_str(), "a \"b\"");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(plain_values_stand_as_they_are),
        cmocka_unit_test(others_are_quoted),
        cmocka_unit_test(an_empty_value_is_left_out),
        cmocka_unit_test(a_field_has_the_value_as_it_is),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
