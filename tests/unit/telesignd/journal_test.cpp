// SPDX-License-Identifier: BSD-3-Clause
#include "telesignd/journal.h"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <syslog.h>
#include <unistd.h>

#include "cmocka_cpp.h"

namespace {

void a_record_has_its_line_and_its_fields(void**) {
    const std::vector<support::log_record::field> fields{{"outcome", "granted"}, {"tty", "pts/0"}};
    const std::string entry = telesignd::journal_entry(LOG_INFO, "login outcome=granted", fields);
    assert_string_equal(entry.c_str(),
                        fmt::format("MESSAGE=login outcome=granted\nPRIORITY=6\nSYSLOG_FACILITY=10\n"
                                    "SYSLOG_IDENTIFIER=telesignd\nSYSLOG_PID={}\n"
                                    "TELESIGN_OUTCOME=granted\nTELESIGN_TTY=pts/0\n",
                                    ::getpid())
                            .c_str());
}

/// Else whoever logs in could add fields, or records, of their own.
void a_value_with_a_line_end_comes_after_its_size(void**) {
    const std::vector<support::log_record::field> fields{{"user", "eve\nPRIORITY=0\n\nMESSAGE=forged"}};
    const std::string entry = telesignd::journal_entry(LOG_INFO, "login", fields);
    const std::string expected =
        "TELESIGN_USER\n" + std::string{"\x1e\0\0\0\0\0\0\0", 8} + "eve\nPRIORITY=0\n\nMESSAGE=forged\n";
    assert_int_equal(fields[0].second.size(), 0x1e);
    assert_true(entry.ends_with(expected));
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_record_has_its_line_and_its_fields),
        cmocka_unit_test(a_value_with_a_line_end_comes_after_its_size),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
