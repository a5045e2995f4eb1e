// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/report.h"

#include <string>

#include <nlohmann/json.hpp>

#include "cmocka_cpp.h"

namespace {

using namespace telesignctl;

answer counted() {
    return {protocol::result::granted,
            "",
            {{"since", "2026-11-21"},
             {"until", "2026-11-22"},
             {"counts", "day=2026-11-21 service=sshd cells=sms/GB/1/0/1/0/0,voice/US/8/7/1/0/0"},
             {"counts", "day=2026-11-22 service=\"=a,b\" cells=voice/US/3/2/0/1/2"},
             {"currency", "USD"},
             {"price", "region=US channel=voice millionths=62500"}}};
}

void tables_have_bars_as_wide_as_the_screen(void**) {
    assert_string_equal(
        report_as_tables(counted(), {.width = 88, .utf8 = true}).c_str(),
        "Codes and logins from 2026-11-21 to 2026-11-22 (UTC)\n"
        "\n"
        "day          sends  granted  failed refused  not asked         USD\n"
        "2026-11-21       9        7       2       0          0       0.50+  ████████████████████\n"
        "2026-11-22       3        2       0       1          2      0.1875  ██████▋\n"
        "total           12        9       2       1          2     0.6875+\n"
        "\n"
        "service   sends  granted  failed refused  not asked         USD\n"
        "=a,b          3        2       0       1          2      0.1875  ███████▋\n"
        "sshd          9        7       2       0          0       0.50+  ███████████████████████\n"
        "\n"
        "channel   sends  granted  failed refused  not asked         USD\n"
        "sms           1        0       1       0          0           -  ██\n"
        "voice        11        9       1       1          2      0.6875  ███████████████████████\n"
        "\n"
        "region   sends  granted  failed refused  not asked         USD\n"
        "GB           1        0       1       0          0           -  ██▏\n"
        "US          11        9       1       1          2      0.6875  ████████████████████████\n"
        "\n"
        "Without a price in [cost]: 1 of 12 codes: GB.sms (1)\n");
}

void without_utf8_bars_are_hashes_and_a_narrow_screen_has_none(void**) {
    const std::string hashes = report_as_tables(counted(), {.width = 80, .utf8 = false});
    assert_true(hashes.find("0.50+  ############\n") != std::string::npos);
    assert_true(hashes.find("0.1875  ####\n") != std::string::npos);
    const std::string narrow = report_as_tables(counted(), {.width = 60, .utf8 = true});
    assert_true(narrow.find("0.50+\n") != std::string::npos);
}

void csv_is_one_line_a_cell(void**) {
    assert_string_equal(report_as_csv(counted()).c_str(),
                        "day,service,channel,region,sends,granted,failed,refused,not_asked,cost,currency\n"
                        "2026-11-21,sshd,sms,GB,1,0,1,0,0,,USD\n"
                        "2026-11-21,sshd,voice,US,8,7,1,0,0,0.5,USD\n"
                        "2026-11-22,\"'=a,b\",voice,US,3,2,0,1,2,0.1875,USD\n");
}

void json_has_cells_and_sums(void**) {
    const auto printed = nlohmann::json::parse(report_as_json(counted()));
    assert_true(printed["total"]["sends"] == 12 && printed["total"]["unpriced"] == 1);
    assert_true(printed["total"]["cost"] == 0.6875);
    assert_true(printed["unpriced"]["GB.sms"] == 1);
    assert_int_equal(printed["cells"].size(), 3);
    assert_true(printed["cells"][0]["cost"].is_null());
    assert_true(printed["cells"][2]["service"] == "=a,b" && printed["cells"][2]["refused"] == 1);
}

void nothing_is_said_as_well(void**) {
    const answer none{protocol::result::granted, "", {{"since", "2026-11-22"}, {"until", "2026-11-22"}}};
    assert_string_equal(report_as_tables(none, {}).c_str(),
                        "Codes and logins from 2026-11-22 to 2026-11-22 (UTC)\nThere were none.\n");
    const answer failed{protocol::result::unavailable, "No.", {}};
    assert_string_equal(report_as_tables(failed, {}).c_str(), "No.\n");
    assert_string_equal(report_as_csv(failed).c_str(), "No.\n");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(tables_have_bars_as_wide_as_the_screen),
        cmocka_unit_test(without_utf8_bars_are_hashes_and_a_narrow_screen_has_none),
        cmocka_unit_test(csv_is_one_line_a_cell),
        cmocka_unit_test(json_has_cells_and_sums),
        cmocka_unit_test(nothing_is_said_as_well),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
