// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/recovery_sheet.h"

#include <cstring>
#include <sstream>
#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace telesignctl;

const answer two_codes{protocol::result::granted,
                       "These codes are shown only once.",
                       {{"user", "alice"},
                        {"host", "web1"},
                        {"made", "2026-11-29T02:20:13Z"},
                        {"code", "XHVQ-G48V-VHEM-CGT9"},
                        {"code", "0TBR-GZJ1-KWR6-FJB6"}}};

void a_sheet_says_whose_and_how_in_80_columns(void**) {
    const std::string sheet = recovery_sheet(two_codes);
    assert_non_null(std::strstr(sheet.c_str(), "\nuser  alice\nhost  web1\nmade  2026-11-29T02:20:13Z\n"
                                               "code  XHVQ-G48V-VHEM-CGT9\ncode  0TBR-GZJ1-KWR6-FJB6\n"));
    assert_non_null(std::strstr(sheet.c_str(), "in place of the code"));
    assert_true(sheet.ends_with("\n\nThese codes are shown only once.\n"));
    std::istringstream lines{sheet};
    for (std::string line; std::getline(lines, line);)
        assert_true(line.size() <= 80);
}

void a_refusal_is_no_sheet(void**) {
    assert_string_equal(recovery_sheet({protocol::result::denied, "no phone"}).c_str(), "no phone\n");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_sheet_says_whose_and_how_in_80_columns),
        cmocka_unit_test(a_refusal_is_no_sheet),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
