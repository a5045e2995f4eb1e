// SPDX-License-Identifier: BSD-3-Clause
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

void pairs_are_read_as_they_were_added(void**) {
    support::log_record record{""};
    const char* const values[] = {"alice", "a b=\"c\" \\", "x outcome=granted", "="};
    for (const char* const value : values)
        record.add("user", value);
    record.add("until", "2026-11-22T07:00:00Z");
    const auto pairs = support::read_pairs(record.line());
    assert_int_equal(pairs.size(), 5);
    for (std::size_t at = 0; at < 4; ++at)
        assert_string_equal(pairs[at].second.c_str(), values[at]);
    assert_string_equal(pairs[4].first.c_str(), "until");
    assert_string_equal(pairs[4].second.c_str(), "2026-11-22T07:00:00Z");
}

void what_is_no_pair_ends_the_reading(void**) {
    assert_int_equal(support::read_pairs("").size(), 0);
    assert_int_equal(support::read_pairs("   words only").size(), 0);
    assert_int_equal(support::read_pairs("a=1 rest").size(), 1);
    assert_string_equal(support::read_pairs("a=\"open").at(0).second.c_str(), "open");
    assert_string_equal(support::read_pairs("a=\"\\").at(0).second.c_str(), "\\");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(plain_values_stand_as_they_are),
        cmocka_unit_test(others_are_quoted),
        cmocka_unit_test(an_empty_value_is_left_out),
        cmocka_unit_test(pairs_are_read_as_they_were_added),
        cmocka_unit_test(what_is_no_pair_ends_the_reading),
        cmocka_unit_test(a_field_has_the_value_as_it_is),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
