// SPDX-License-Identifier: BSD-3-Clause
#include "gateway/telesign/report.h"

#include <nlohmann/json.hpp>

#include "cmocka_cpp.h"

namespace {

using gateway::phone_report;
using gateway::telesign::add_report;
using nlohmann::json;

void every_scalar_has_its_dotted_name(void**) {
    phone_report report;
    add_report(report,
               json::parse(R"({"carrier":{"name":"Example \u001b[31m"},"risk":{"score":600,"level":"high"},
        "porting_history":{"portings":[{"carrier_name":"A"},{"carrier_name":"B"}]},"flag":true,"none":null,
        "empty":{},"share":0.5})"));
    const phone_report expected{{"carrier.name", "Example \x1b[31m"},
                                {"flag", "true"},
                                {"porting_history.portings.0.carrier_name", "A"},
                                {"porting_history.portings.1.carrier_name", "B"},
                                {"risk.level", "high"},
                                {"risk.score", "600"},
                                {"share", "0.5"}};
    assert_true(report == expected);
}

void what_says_nothing_of_the_phone_is_left_out(void**) {
    phone_report report;
    add_report(report,
               json::parse(R"({"reference_id":"0123456789abcdef0123456789abcdef","sub_resource":"score",
        "errors":[{"code":-1}],"status":{"code":300,"updated_on":"2015-10-03T14:51:28Z","description":"Done"},
        "live":{"errors":"kept","status":{"updated_on":"x"}}})"));
    const phone_report expected{
        {"live.errors", "kept"}, {"status.code", "300"}, {"status.description", "Done"}};
    assert_true(report == expected);
}

void what_two_replies_say_alike_is_there_once(void**) {
    phone_report report;
    add_report(report, json::parse(R"({"carrier":{"name":"A"},"status":{"code":300}})"));
    add_report(report, json::parse(R"({"carrier":{"name":"A"},"status":{"code":301}})"));
    const phone_report expected{{"carrier.name", "A"}, {"status.code", "300"}, {"status.code", "301"}};
    assert_true(report == expected);
}

} // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(every_scalar_has_its_dotted_name),
        cmocka_unit_test(what_says_nothing_of_the_phone_is_left_out),
        cmocka_unit_test(what_two_replies_say_alike_is_there_once),
    };
    return cmocka_run_group_tests_name("gateway.telesign.report", tests, nullptr, nullptr);
}
