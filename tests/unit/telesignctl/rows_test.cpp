// SPDX-License-Identifier: BSD-3-Clause
#include "telesignctl/rows.h"

#include <nlohmann/json.hpp>

#include "cmocka_cpp.h"

namespace {

using namespace telesignctl;

const answer two_tables{protocol::result::granted,
                        "Nobody is locked.",
                        {{"limit", "name=sends_total of=all more_from=now"},
                         {"lock", "user=\"a b\" source=local"},
                         {"limit", "name=sends_per_user of=Zoë more_from=now"}}};

void rows_of_a_name_are_a_table(void**) {
    assert_string_equal(rows_as_tables(two_tables).c_str(), "limit: name     of   more from\n"
                                                            "sends_total     all  now\n"
                                                            "sends_per_user  Zoë  now\n"
                                                            "\n"
                                                            "lock: user  source\n"
                                                            "a b         local\n"
                                                            "\n"
                                                            "Nobody is locked.\n");
    assert_string_equal(rows_as_tables({protocol::result::denied, "No."}).c_str(), "No.\n");
}

void rows_are_objects_of_json(void**) {
    const auto printed = nlohmann::json::parse(rows_as_json(two_tables));
    assert_true(printed["outcome"] == "granted");
    assert_true(printed["facts"]["limit"][1]["of"] == "Zoë");
    assert_true(printed["facts"]["lock"][0]["user"] == "a b");
    assert_true(nlohmann::json::parse(rows_as_json({protocol::result::denied, "No."}))["text"] == "No.");
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_a_name_are_a_table),
        cmocka_unit_test(rows_are_objects_of_json),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
