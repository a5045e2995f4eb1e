// SPDX-License-Identifier: BSD-3-Clause
#include "support/log.h"

#include "captured_stderr.h"

#include <string>
#include <vector>

#include <syslog.h>

#include "cmocka_cpp.h"

namespace {

void a_line_names_its_severity_and_cannot_be_forged(void**) {
    std::string written;
    {
        const tests::captured_stderr log;
        support::log(support::severity::warning, "user={}", "eve\nerror: forged %s");
        written = log.text();
    }
    assert_string_equal(written.c_str(), "warning: user=eve\\x0aerror: forged %s\n");
}

struct kept {
    int priority = -1;
    std::string line;
    std::vector<support::log_record::field> fields;
} taken;

bool take(int priority, const std::string& line, std::span<const support::log_record::field> fields,
          std::chrono::steady_clock::time_point /*deadline*/) {
    taken = {priority, line, {fields.begin(), fields.end()}};
    return true;
}

void a_log_that_keeps_fields_gets_them_with_the_line(void**) {
    support::open_log(support::log_target::syslog, "log_test", take);
    support::log_record record{"login"};
    record.add("user", "eve\nforged");
    support::write_log(support::severity::notice, record);
    assert_int_equal(taken.priority, LOG_NOTICE);
    assert_string_equal(taken.line.c_str(), "login user=\"eve\\x0aforged\"");
    assert_int_equal(taken.fields.size(), 1);
    assert_string_equal(taken.fields[0].second.c_str(), "eve\nforged");

    support::log(support::severity::error, "a plain line");
    assert_string_equal(taken.line.c_str(), "a plain line");
    assert_true(taken.fields.empty());
    support::open_log(support::log_target::standard_error, "log_test");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_line_names_its_severity_and_cannot_be_forged),
        cmocka_unit_test(a_log_that_keeps_fields_gets_them_with_the_line),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
