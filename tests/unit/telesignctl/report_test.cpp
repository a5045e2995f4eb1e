// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/report.h"

#include "cmocka_cpp.h"

namespace {

using namespace telesignctl;

answer counted() {
    return {protocol::result::granted,
            "",
            {{"since", "2026-11-20"},
             {"until", "2026-11-22"},
             {"counts", "day=2026-11-20 service=sshd cells=sms/GB/3/2/1/0/0,voice/US/2/1/0/1/0"},
             {"counts", "day=2026-11-22 service=\"my app\" cells=-/-/0/0/0/0/4"},
             {"counts", "day=2026-11-22 service=sshd cells=voice/US/1/1/0/0/0"},
             {"currency", "EUR"},
             {"price", "region=US channel=voice millionths=50000"}}};
}

void cells_are_read_from_the_facts(void**) {
    const report all = read_report(counted());
    assert_int_equal(all.cells.size(), 4);
    assert_string_equal(all.cells[2].service.c_str(), "my app");
    assert_string_equal(all.cells[1].region.c_str(), "US");
    const report_counts expected{.sends = 3, .granted = 2, .failed = 1, .unpriced = 3};
    assert_true(all.cells[0].numbers == expected);
    assert_string_equal(all.since.c_str(), "2026-11-20");
    assert_string_equal(all.until.c_str(), "2026-11-22");
}

void sums_are_by_any_of_the_names(void**) {
    const report all = read_report(counted());
    const report_counts total{
        .sends = 6, .granted = 4, .failed = 1, .refused = 1, .not_asked = 4, .cost = 150000, .unpriced = 3};
    assert_true(all.total() == total);
    assert_int_equal(all.by(&report_cell::day).size(), 2);
    assert_int_equal(all.by(&report_cell::day).at("2026-11-20").sends, 5);
    assert_int_equal(all.by(&report_cell::channel).at("voice").sends, 3);
    assert_int_equal(all.by(&report_cell::region).at("-").not_asked, 4);
    assert_int_equal(all.by(&report_cell::service).at("sshd").refused, 1);
}

void what_has_no_price_is_named_and_not_guessed(void**) {
    const report all = read_report(counted());
    assert_int_equal(all.unpriced().size(), 1);
    assert_int_equal(all.unpriced().at("GB.sms"), 3);
    assert_int_equal(all.cells[0].numbers.cost, 0);
    assert_int_equal(all.cells[1].numbers.cost, 100000);
    assert_string_equal(all.currency.c_str(), "EUR");
}

void an_answer_of_another_form_is_no_report(void**) {
    const report all = read_report({protocol::result::granted, "", {{"counts", "what"}, {"counts", ""}}});
    assert_int_equal(all.cells.size(), 0);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_read_from_the_facts),
        cmocka_unit_test(sums_are_by_any_of_the_names),
        cmocka_unit_test(what_has_no_price_is_named_and_not_guessed),
        cmocka_unit_test(an_answer_of_another_form_is_no_report),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
