// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/limits_show.h"

#include <string>

#include "cmocka_cpp.h"

namespace {

using namespace std::chrono_literals;
using namespace telesignctl;

constexpr std::chrono::sys_seconds now{1'700'000'000s}; // 2023-11-14T22:13:20Z

answer limits(const std::string& reserved) {
    return {protocol::result::granted,
            "",
            {{"limit",
              "name=sends_per_user of=alice left=0 reserved=" + reserved + " more_from=2023-11-14T22:20:00Z"},
             {"limit", "name=sends_total of=all left=7 reserved=0 more_from=now"},
             {"lock", "user=\"a b\" source=local until=2023-11-14T22:14:00Z"},
             {"lock", "user=bob source=local until=2023-11-15T01:13:21Z"}}};
}

const char* const locks = "\n"
                          "lock: user  source  ends\n"
                          "a b         local   in 40 s\n"
                          "bob         local   in 3 h 1 min\n";

void times_are_told_as_what_is_left(void**) {
    const std::string expected = std::string{"limit: name     of     left  more from\n"
                                             "sends_per_user  alice  0     in 7 min\n"
                                             "sends_total     all    7     now\n"} +
                                 locks;
    assert_string_equal(limits_as_tables(limits("0"), now).c_str(), expected.c_str());
}

void what_is_reserved_has_a_column(void**) {
    const std::string expected = std::string{"limit: name     of     left  reserved  more from\n"
                                             "sends_per_user  alice  0     1         in 7 min\n"
                                             "sends_total     all    7     0         now\n"} +
                                 locks;
    assert_string_equal(limits_as_tables(limits("1"), now).c_str(), expected.c_str());
}

void what_has_ended_meanwhile_is_over(void**) {
    const answer ended{
        protocol::result::granted, "", {{"lock", "user=bob source=local until=2023-11-14T22:13:20Z"}}};
    assert_string_equal(limits_as_tables(ended, now).c_str(), "lock: user  source  ends\n"
                                                              "bob         local   now\n");
    assert_string_equal(limits_as_tables({protocol::result::granted, "Nobody is locked."}, now).c_str(),
                        "Nobody is locked.\n");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(times_are_told_as_what_is_left),
        cmocka_unit_test(what_is_reserved_has_a_column),
        cmocka_unit_test(what_has_ended_meanwhile_is_over),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
